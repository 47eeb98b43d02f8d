//! Forms: pages of fields that people fill in. Their texts are of a type `T`: with
//! expressions as the author wrote them, or plain as they are shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de> + Default"))]
pub struct Page<T = String> {
    /// What stands above it.
    pub title: T,
    /// What it is about.
    pub description: T,
    /// Its fields.
    pub fields: Vec<Field<T>>,
    /// What the button says; empty: the usual.
    pub button: T,
}

/// A field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de> + Default"))]
#[schemars(bound = "T: JsonSchema + Default + Serialize")]
pub struct Field<T = String> {
    /// # Label
    ///
    /// What the field is called. In the item its value has this name.
    pub label: T,
    /// # Kind
    ///
    /// What can be entered.
    #[serde(default)]
    pub kind: Kind,
    /// The form cannot be sent without it.
    #[serde(default)]
    pub required: bool,
    /// An example of what is wanted, shown while the field is empty.
    #[serde(default)]
    #[schemars(extend("x-show" = {"kind": ["text", "long_text", "number", "email", "password"]}))]
    pub placeholder: T,
    /// # Value at first
    ///
    /// What stands there before somebody enters anything. Of a hidden field, its value.
    #[serde(default)]
    #[schemars(extend("x-show" = {"kind": ["text", "long_text", "number", "email", "date", "dropdown", "radio", "hidden"]}))]
    pub value: T,
    /// What can be chosen.
    #[serde(default)]
    #[schemars(extend("x-show" = {"kind": ["dropdown", "radio", "checkboxes"]}))]
    pub options: Vec<T>,
    /// # Several
    ///
    /// More than one can be chosen; the value is a list.
    #[serde(default)]
    #[schemars(extend("x-show" = {"kind": ["dropdown", "file"]}))]
    pub multiple: bool,
    /// # File types
    ///
    /// The files that can be chosen, such as `.pdf, image/*`. Empty: all.
    #[serde(default)]
    #[schemars(extend("x-show" = {"kind": ["file"]}, "x-placeholder" = ".pdf, image/*"))]
    pub accept: String,
    /// # Name in the item
    ///
    /// Another name for the value than the label.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    pub name: String,
}

/// What can be entered into a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// # A line of text
    #[default]
    Text,
    /// # Several lines of text
    LongText,
    /// # A number
    Number,
    /// # An email address
    Email,
    /// # A date
    Date,
    /// # One of a list
    Dropdown,
    /// # One of several buttons
    Radio,
    /// # Boxes to tick
    Checkboxes,
    /// # A file
    File,
    /// # A password
    Password,
    /// # Nothing: it is not shown
    Hidden,
}

/// What is shown when a form has been filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending<T = String> {
    /// What stands above it.
    pub title: T,
    /// What there is to say.
    pub message: T,
    /// Where the browser goes instead; empty: nowhere.
    pub redirect: T,
}

impl<T> Page<T> {
    /// The page with other texts.
    pub fn try_map<U, E>(&self, mut map: impl FnMut(&T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page {
            title: map(&self.title)?,
            description: map(&self.description)?,
            fields: self.fields.iter().map(|field| field.try_map(&mut map)).collect::<Result<_, E>>()?,
            button: map(&self.button)?,
        })
    }
}

impl<T> Field<T> {
    /// The field with other texts.
    pub fn try_map<U, E>(&self, map: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(Field {
            label: map(&self.label)?,
            kind: self.kind,
            required: self.required,
            placeholder: map(&self.placeholder)?,
            value: map(&self.value)?,
            options: self.options.iter().map(&mut *map).collect::<Result<_, E>>()?,
            multiple: self.multiple,
            accept: self.accept.clone(),
            name: self.name.clone(),
        })
    }
}

impl Field {
    /// The name of its value in the item.
    pub fn item_name(&self) -> &str {
        if self.name.trim().is_empty() { self.label.trim() } else { self.name.trim() }
    }
}

impl<T> Ending<T> {
    /// The ending with other texts.
    pub fn try_map<U, E>(&self, mut map: impl FnMut(&T) -> Result<U, E>) -> Result<Ending<U>, E> {
        Ok(Ending { title: map(&self.title)?, message: map(&self.message)?, redirect: map(&self.redirect)? })
    }
}

/// Whether an address may be gone to: a web page.
pub fn is_web_address(address: &str) -> bool {
    let address = address.trim();
    let is_web = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (is_web("https://") || is_web("http://")) && !address.chars().any(|letter| letter.is_control() || letter == ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_gone_to() {
        assert!(is_web_address("https://example.org/a?b=c") && is_web_address(" HTTP://example.org"));
        for other in ["", "javascript:alert(1)", "data:text/html,x", "//example.org", "/a", "https://a b", "é"] {
            assert!(!is_web_address(other), "{other}");
        }
    }
}
