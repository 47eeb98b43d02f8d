//! What a mail says: composed of blocks, or the HTML and text somebody brings along.

use super::SendEmail;
use super::html_text::text_of;
use messaging::mail::{Flaw, Mail, Rendered};
use node_sdk::expression::{ExpressionError, Scope};
use node_sdk::{Field, MessagePreview, NodeError};

/// A composed mail as it stands in the parameters.
pub type Design = Mail<Field<String>>;

/// What a mail says to somebody.
pub struct Content {
    pub subject: String,
    pub preheader: Option<String>,
    pub html: String,
    pub text: String,
    /// Where its footer says that one unsubscribes.
    pub unsubscribe_url: Option<String>,
}

impl SendEmail {
    /// What it says for the item of this scope.
    pub(super) fn content(&self, scope: &Scope<'_>) -> Result<Content, NodeError> {
        let subject = self.subject.get(scope)?;
        let text = self.text.get(scope)?;
        let Some(design) = &self.design else {
            let html = self.html.get(scope)?;
            return Ok(Content { subject, preheader: None, html, text, unsubscribe_url: None });
        };
        if design.blocks.is_empty() {
            let message = "The composed mail is empty.";
            return Err(NodeError::permanent("parameter_missing", message, "Add a block to it.").at("design"));
        }
        let said = said(design, scope)?;
        let Rendered { html, text: own, unsubscribe_url } = said.render(&subject).map_err(refused)?;
        let text = if text.trim().is_empty() { own } else { text };
        Ok(Content { subject, preheader: Some(said.preheader), html, text, unsubscribe_url })
    }

    /// The mail as somebody would get it.
    pub(super) fn previewed(&self, scope: &Scope<'_>) -> Result<MessagePreview, NodeError> {
        let Content { subject, preheader, html, text, .. } = self.content(scope)?;
        let text = if text.trim().is_empty() { text_of(&html) } else { text };
        let to = self.to.get(scope).ok().and_then(|to| to.mailboxes("to").ok());
        Ok(MessagePreview {
            to: to.map(|to| to.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            subject: Some(subject),
            preheader: preheader.filter(|text| !text.trim().is_empty()),
            html: Some(html).filter(|html| !html.trim().is_empty()),
            text,
            sms: None,
        })
    }
}

/// Refuses a mail that cannot be sent whatever the items say.
pub fn check(design: &Design) -> Result<(), NodeError> {
    design.check().map_err(refused)
}

fn said(design: &Design, scope: &Scope<'_>) -> Result<Mail, NodeError> {
    design.try_map(|text: &Field<String>, path: &str| {
        text.get(scope).map_err(|error: ExpressionError| NodeError::from(error).at(format!("design.{path}")))
    })
}

fn refused(flaw: Flaw) -> NodeError {
    NodeError::permanent("design_invalid", flaw.message, flaw.hint).at(format!("design.{}", flaw.path))
}
