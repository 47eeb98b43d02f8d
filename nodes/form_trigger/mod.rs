//! Starts a run when somebody fills in a form.

use node_sdk::flow::form::{self, Ending, Field, Page};
use node_sdk::trigger::{Respond, Verify, checked_path};
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # Form
///
/// Starts a run when somebody fills in a form.
///
/// The form has an address of its own, which anybody can open in a browser. What is entered becomes the item, each value
/// under the label of its field, with `submittedAt` and `formMode` beside them; files are files of the item. Further
/// pages are **Form page** blocks: the person goes from page to page while the run goes on.
///
/// Everything is checked again when it arrives. Nobody but people with a browser is expected here: other programs call a
/// **Webhook**.
///
/// While you build, press **Listen** and open the test address: it runs the draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormTrigger {
    /// # Title
    ///
    /// What stands above the form.
    title: String,
    /// What the form is about.
    #[serde(default)]
    #[schemars(extend("x-widget" = "multiline"))]
    description: String,
    /// # Fields
    ///
    /// What is asked, in order.
    #[serde(default)]
    #[schemars(length(max = 100))]
    fields: Vec<Field>,
    /// # Button
    ///
    /// What the button says. Empty: “Send”.
    #[serde(default)]
    button: String,
    /// The last part of the address. Leave it empty for one that nobody can guess.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "made for you"))]
    path: String,
    /// # Who may fill it in
    ///
    /// How people prove who they are.
    #[serde(default)]
    verify: FormVerify,
    /// # Tell that it is done
    ///
    /// When the person sees the end of the form. With further pages it is always after the last one.
    #[serde(default)]
    respond: FormRespond,
    /// # At the end
    ///
    /// What the person sees at the end, unless a Form page says something else.
    #[serde(default)]
    end: End,
    /// # Heading at the end
    ///
    /// Empty: “Thank you”.
    #[serde(default)]
    #[schemars(extend("x-show" = {"end": ["message"]}))]
    end_title: String,
    /// # Message
    ///
    /// What there is to say then.
    #[serde(default)]
    #[schemars(extend("x-show" = {"end": ["message"]}, "x-widget" = "multiline"))]
    end_message: String,
    /// # Address
    ///
    /// The web page the browser goes to.
    #[serde(default)]
    #[schemars(extend("x-show" = {"end": ["redirect"]}, "x-placeholder" = "https://example.com/thanks"))]
    end_redirect: String,
}

/// How people prove who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FormVerify {
    /// # Everybody
    ///
    /// Whoever knows the address.
    #[default]
    Nothing,
    /// # Who has user and password
    ///
    /// The browser asks for the user and password of a credential.
    Basic,
}

/// When the person is told that it is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FormRespond {
    /// # At once
    ///
    /// As soon as what was entered is safely stored.
    #[default]
    Accepted,
    /// # When the run is over
    Run,
}

/// What the person sees at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum End {
    /// # A message
    #[default]
    Message,
    /// # Another web page
    Redirect,
}

impl TriggerNode for FormTrigger {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        if self.title.trim().is_empty() {
            let hint = "Say what the form is for.";
            return Err(NodeError::permanent("parameter_missing", "The form has no title.", hint).at("title"));
        }
        check_fields(&self.fields, Clone::clone)?;
        Ok(vec![Subscription::Form {
            // `/forms/test/…` is where drafts listen, `/forms/run/…` where runs go on.
            path: checked_path(&self.path, &["test", "run"])?,
            respond: match self.respond {
                FormRespond::Accepted => Respond::Accepted,
                FormRespond::Run => Respond::Run,
            },
            verify: match self.verify {
                FormVerify::Nothing => Verify::Nothing,
                FormVerify::Basic => Verify::Basic,
            },
            page: Box::new(Page {
                title: self.title.clone(),
                description: self.description.clone(),
                fields: self.fields.clone(),
                button: self.button.clone(),
            }),
            ending: Box::new(self.ending()?),
        }])
    }
}

impl FormTrigger {
    fn ending(&self) -> Result<Ending, NodeError> {
        if self.end == End::Message {
            return Ok(Ending {
                title: self.end_title.clone(),
                message: self.end_message.clone(),
                redirect: String::new(),
            });
        }
        if form::is_web_address(&self.end_redirect) {
            return Ok(Ending { redirect: self.end_redirect.trim().to_owned(), ..Ending::default() });
        }
        let hint = "Give an address that begins with `https://`.";
        let message = "There is no web page to go to at the end.";
        Err(NodeError::permanent("address_invalid", message, hint).at("end_redirect"))
    }
}

/// Refuses fields nobody could fill in, or whose values would take each other's place.
/// `text` gives a text as far as it is known; one that is not is empty.
pub(crate) fn check_fields<T>(fields: &[Field<T>], text: impl Fn(&T) -> String) -> Result<(), NodeError> {
    let mut names = std::collections::HashSet::new();
    for (place, field) in fields.iter().enumerate() {
        let known = field.try_map(&mut |given| Ok::<_, NodeError>(text(given)))?;
        let wrong = |parameter: &str, message: String, hint: &str| {
            Err(NodeError::permanent("field_invalid", message, hint).at(format!("fields.{place}.{parameter}")))
        };
        let number = place + 1;
        let name = known.item_name().to_owned();
        if known.kind != form::Kind::Hidden && name.is_empty() && known.label.is_empty() {
            return wrong("label", format!("Field {number} has no label."), "Say what is to be entered.");
        }
        if known.kind == form::Kind::Hidden && name.is_empty() {
            return wrong("label", format!("Field {number} has no label."), "Give it a name for the item.");
        }
        if !name.is_empty() && !names.insert(name.clone()) {
            return wrong("label", format!("There are two fields “{name}”."), "Give each a label of its own.");
        }
        let is_choice = matches!(known.kind, form::Kind::Dropdown | form::Kind::Radio | form::Kind::Checkboxes);
        if is_choice && field.options.is_empty() {
            return wrong("options", format!("“{name}” has nothing to choose from."), "Add at least one choice.");
        }
    }
    Ok(())
}

/// The kind `form_trigger`.
pub fn kind() -> Kind {
    trigger::<FormTrigger>("form_trigger", include_str!("icon.svg"))
        .credential("basic", "http_basic", false)
        .keywords(&["survey", "questionnaire", "input", "submit", "page", "upload", "contact"])
}
