//! The pages of a form: no script, readable by every browser and screen reader, light
//! or dark as the browser likes it, and as good on a telephone.

use super::entry::{Posted, TOKEN, TRAP, Wrong, input_name};
use crate::routes::resume::page::{escaped, page, page_with};
use crate::wire::reply::Answered;
use flow::form::{Ending, Field, Kind, Page, is_web_address};
use http::StatusCode;

/// A page with what stands in it.
pub(crate) struct Shown<'a> {
    /// The page.
    pub page: &'a Page,
    /// What was entered, or stands there at first.
    pub posted: &'a Posted,
    /// What is not right.
    pub wrong: &'a [Wrong],
    /// What else there is to say.
    pub notice: Option<&'static str>,
    /// Its token.
    pub token: &'a str,
}

/// A page to fill in.
pub(crate) fn of_form(shown: &Shown<'_>) -> Answered {
    let form = shown.page;
    let has_files = form.fields.iter().any(|field| field.kind == Kind::File);
    let encoding = if has_files { " enctype=\"multipart/form-data\"" } else { "" };
    let fields: String = form.fields.iter().enumerate().map(|(index, field)| input(shown, index, field)).collect();
    let button = if form.button.trim().is_empty() { "Send" } else { form.button.trim() };
    let description = match form.description.trim() {
        "" => String::new(),
        text => format!("<p class=\"message\">{}</p>", escaped(text)),
    };
    let content = format!(
        "{description}{summary}<form class=\"fields\" method=\"post\" novalidate{encoding}>{fields}\
         <p class=\"more\" aria-hidden=\"true\"><label>Leave this empty \
         <input name=\"{TRAP}\" tabindex=\"-1\" autocomplete=\"off\"></label></p>\
         <input type=\"hidden\" name=\"{TOKEN}\" value=\"{token}\">\
         <button class=\"main\">{button}</button></form>",
        summary = summary(shown),
        token = escaped(shown.token),
        button = escaped(button),
    );
    let title = if form.title.trim().is_empty() { "Form" } else { form.title.trim() };
    let is_right = shown.wrong.is_empty() && shown.notice.is_none();
    let status = if is_right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(status, title, &content)
}

/// What is not right, with links to where it is.
fn summary(shown: &Shown<'_>) -> String {
    if let Some(notice) = shown.notice {
        return format!("<div class=\"wrong\" role=\"alert\"><p>{}</p></div>", escaped(notice));
    }
    if shown.wrong.is_empty() {
        return String::new();
    }
    let line = |wrong: &Wrong| {
        let label = shown.page.fields.get(wrong.index).map(|field| field.label.as_str()).unwrap_or_default();
        format!("<li><a href=\"#{}\">{}: {}</a></li>", input_name(wrong.index), escaped(label), escaped(&wrong.message))
    };
    let lines: String = shown.wrong.iter().map(line).collect();
    format!("<div class=\"wrong\" role=\"alert\"><h2>Something is not right yet</h2><ul>{lines}</ul></div>")
}

/// A field with its label and what is wrong with it.
fn input(shown: &Shown<'_>, index: usize, field: &Field) -> String {
    let name = input_name(index);
    let texts = shown.posted.texts(index);
    let first = escaped(texts.first().copied().unwrap_or_default());
    if field.kind == Kind::Hidden {
        return format!("<input type=\"hidden\" name=\"{name}\" value=\"{first}\">");
    }
    let wrong = shown.wrong.iter().find(|wrong| wrong.index == index);
    let error = wrong.map_or(String::new(), |wrong| {
        format!("<p class=\"error\" id=\"{name}-error\">{}</p>", escaped(&wrong.message))
    });
    let optional = if field.required { "" } else { " <span class=\"soft\">(optional)</span>" };
    let label = format!("{}{optional}", escaped(field.label.trim()));
    let mut state = String::new();
    if field.required {
        state += " required";
    }
    if wrong.is_some() {
        state += &format!(" aria-invalid=\"true\" aria-describedby=\"{name}-error\"");
    }
    if matches!(field.kind, Kind::Radio | Kind::Checkboxes) {
        return choices(field, &name, &label, &error, &texts);
    }
    let control = control(field, &name, &state, &texts);
    format!("<div class=\"field\"><label for=\"{name}\">{label}</label>{error}{control}</div>")
}

/// What is typed or chosen in.
fn control(field: &Field, name: &str, state: &str, texts: &[&str]) -> String {
    let first = escaped(texts.first().copied().unwrap_or_default());
    let hint = placeholder(field);
    match field.kind {
        Kind::LongText => {
            format!("<textarea id=\"{name}\" name=\"{name}\" rows=\"5\"{hint}{state}>\n{first}</textarea>")
        }
        Kind::Dropdown => dropdown(field, name, state, texts),
        Kind::File => {
            let several = if field.multiple { " multiple" } else { "" };
            let accept = match field.accept.trim() {
                "" => String::new(),
                accept => format!(" accept=\"{}\"", escaped(accept)),
            };
            format!("<input type=\"file\" id=\"{name}\" name=\"{name}\"{several}{accept}{state}>")
        }
        kind => {
            let (type_name, further) = input_type(kind);
            // A password is not sent back.
            let value = if kind == Kind::Password { "" } else { first.as_str() };
            format!(
                "<input type=\"{type_name}\"{further} id=\"{name}\" name=\"{name}\" value=\"{value}\"{hint}{state}>"
            )
        }
    }
}

fn input_type(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Number => ("number", " step=\"any\""),
        Kind::Email => ("email", " autocomplete=\"email\""),
        Kind::Date => ("date", ""),
        Kind::Password => ("password", " autocomplete=\"off\""),
        _ => ("text", ""),
    }
}

fn placeholder(field: &Field) -> String {
    match field.placeholder.as_str() {
        "" => String::new(),
        text => format!(" placeholder=\"{}\"", escaped(text)),
    }
}

fn dropdown(field: &Field, name: &str, state: &str, texts: &[&str]) -> String {
    let several = if field.multiple { " multiple" } else { "" };
    let none = if field.multiple { "" } else { "<option value=\"\">Choose …</option>" };
    let option = |option: &String| {
        let text = option.trim();
        let selected = if texts.contains(&text) { " selected" } else { "" };
        format!("<option{selected}>{}</option>", escaped(text))
    };
    let options: String = field.options.iter().map(option).collect();
    format!("<select id=\"{name}\" name=\"{name}\"{several}{state}>{none}{options}</select>")
}

/// Buttons or boxes under one heading; the first carries the name that is linked to.
fn choices(field: &Field, name: &str, label: &str, error: &str, texts: &[&str]) -> String {
    let type_name = if field.kind == Kind::Radio { "radio" } else { "checkbox" };
    let described = if error.is_empty() { String::new() } else { format!(" aria-describedby=\"{name}-error\"") };
    let choice = |(place, option): (usize, &String)| {
        let text = option.trim();
        let id = if place == 0 { name.to_owned() } else { format!("{name}-{place}") };
        let checked = if texts.contains(&text) { " checked" } else { "" };
        let text = escaped(text);
        format!(
            "<label class=\"choice\" for=\"{id}\"><input type=\"{type_name}\" id=\"{id}\" name=\"{name}\" value=\"{text}\"{checked}{described}> {text}</label>"
        )
    };
    let choices: String = field.options.iter().enumerate().map(choice).collect();
    format!("<fieldset class=\"field\"><legend>{label}</legend>{error}{choices}</fieldset>")
}

/// Something is being done; the page asks again by itself, ever less often.
pub(crate) fn of_work(looks: u32) -> Answered {
    let pause_s = match looks {
        0..=9 => 1,
        10..=30 => 3,
        _ => 15,
    };
    let head = format!("<meta http-equiv=\"refresh\" content=\"{pause_s};url=?n={}\">", looks.saturating_add(1));
    let content = format!(
        "<p role=\"status\">What you entered is stored. The next page comes by itself.</p>\
         <p><a href=\"?n={}\">Look now</a></p>",
        looks.saturating_add(1)
    );
    page_with(StatusCode::OK, "One moment", &head, &content)
}

/// That was all.
pub(crate) fn of_ending(ending: &Ending) -> Answered {
    let address = ending.redirect.trim();
    if is_web_address(address) {
        // Not a redirection: browsers count those after a post as part of it, and the
        // policy of these pages lets no post leave for elsewhere.
        let address = escaped(address);
        let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={address}\">");
        let content = format!("<p><a href=\"{address}\">Go on</a></p>");
        return page_with(StatusCode::OK, "Thank you", &head, &content);
    }
    let title = if ending.title.trim().is_empty() { "Thank you" } else { ending.title.trim() };
    let message = match ending.message.trim() {
        "" => "What you entered has arrived. You can close this page.",
        message => message,
    };
    page(StatusCode::OK, title, &format!("<p class=\"message\">{}</p>", escaped(message)))
}

/// The run failed.
pub(crate) fn of_failure() -> Answered {
    let content = "<p>What you entered is stored, but it could not be worked on.</p>\
                   <p>Tell whoever gave you the form; you need not enter it again.</p>";
    page(StatusCode::OK, "Something went wrong", content)
}
