//! A row of the route table: method, path, what it needs, its handler.
//!
//! What a route takes and gives is read off the types of its handler, so the
//! OpenAPI document cannot tell anything else than the code does.

use crate::gate::{self, Needs};
use crate::openapi::Operation;
use crate::state::ApiState;
use crate::wire::extract::Taken;
use crate::wire::reply::Given;
use axum::extract::{FromRequest, FromRequestParts};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, any, on};

/// A method of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// Whatever the caller likes: webhooks.
    Any,
}

impl Verb {
    /// The names OpenAPI has for it.
    pub(crate) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Get => &["get"],
            Self::Post => &["post"],
            Self::Put => &["put"],
            Self::Patch => &["patch"],
            Self::Delete => &["delete"],
            Self::Any => &["get", "post", "put", "patch", "delete"],
        }
    }

    fn filter(self) -> Option<MethodFilter> {
        Some(match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
            Self::Any => return None,
        })
    }
}

/// A row of the route table.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) needs: Needs,
    /// What it does, for the OpenAPI document.
    pub(crate) summary: &'static str,
    /// The name of the handler.
    pub(crate) handler: &'static str,
    /// Tells the OpenAPI document what the handler takes and gives.
    pub(crate) describe: fn(&mut Operation<'_>),
    serve: Box<dyn FnOnce(Verb) -> MethodRouter<ApiState>>,
}

impl Route {
    /// The route behind its gate.
    pub(crate) fn serve(self, state: &ApiState) -> MethodRouter<ApiState> {
        let gate = from_fn_with_state((state.clone(), self.needs), gate::pass);
        (self.serve)(self.verb).layer(gate)
    }
}

macro_rules! verbs {
    ($($name:ident = $verb:ident),*) => {$(
        /// A row with this method.
        pub(crate) fn $name<H, A>(path: &'static str, needs: Needs, summary: &'static str, handler: H) -> Route
        where
            H: Endpoint<A>,
        {
            row(Verb::$verb, path, needs, summary, handler)
        }
    )*};
}
verbs!(get = Get, post = Post, put = Put, patch = Patch, delete = Delete, any_method = Any);

fn row<H, A>(verb: Verb, path: &'static str, needs: Needs, summary: &'static str, handler: H) -> Route
where
    H: Endpoint<A>,
{
    let name = std::any::type_name::<H>();
    Route {
        verb,
        path,
        needs,
        summary,
        handler: name.rsplit("::").next().unwrap_or(name),
        describe: H::describe,
        serve: Box::new(move |verb| handler.serve(verb)),
    }
}

/// An async function that can stand in the table.
pub(crate) trait Endpoint<Arguments>: Sized + 'static {
    fn serve(self, verb: Verb) -> MethodRouter<ApiState>;
    fn describe(operation: &mut Operation<'_>);
}

impl<F, Fut, R> Endpoint<((),)> for F
where
    F: Fn() -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = R> + Send + 'static,
    R: IntoResponse + Given + 'static,
{
    fn serve(self, verb: Verb) -> MethodRouter<ApiState> {
        match verb.filter() {
            Some(filter) => on(filter, self),
            None => any(self),
        }
    }

    fn describe(operation: &mut Operation<'_>) {
        R::describe(operation);
    }
}

macro_rules! endpoint {
    ([$($part:ident),*], $last:ident) => {
        impl<F, Fut, R, M, $($part,)* $last> Endpoint<(M, $($part,)* $last,)> for F
        where
            F: Fn($($part,)* $last) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send + 'static,
            R: IntoResponse + Given + 'static,
            $($part: FromRequestParts<ApiState> + Taken + Send + 'static,)*
            $last: FromRequest<ApiState, M> + Taken + Send + 'static,
            M: 'static,
        {
            fn serve(self, verb: Verb) -> MethodRouter<ApiState> {
                match verb.filter() {
                    Some(filter) => on(filter, self),
                    None => any(self),
                }
            }

            fn describe(operation: &mut Operation<'_>) {
                $($part::describe(operation);)*
                $last::describe(operation);
                R::describe(operation);
            }
        }
    };
}
endpoint!([], A);
endpoint!([A], B);
endpoint!([A, B], C);
endpoint!([A, B, C], D);
endpoint!([A, B, C, D], E);
endpoint!([A, B, C, D, E], G);
