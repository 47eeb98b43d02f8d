//! Email addresses to sign in with.

const LONGEST_CHARACTERS: usize = 254;

/// The address as it is kept and compared: trimmed and in lower case. None if it is none.
///
/// Only the shape is looked at; whether mail arrives there is another question.
pub fn normalise_email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@')?;
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"@".contains(letter);
    let fine = !local.is_empty()
        && !domain.is_empty()
        && email.chars().count() <= LONGEST_CHARACTERS
        && !local.contains(odd)
        && !domain.contains(odd)
        && domain.split('.').all(|label| !label.is_empty());
    fine.then_some(email)
}

#[cfg(test)]
mod tests {
    use super::normalise_email;

    #[test]
    fn addresses_are_trimmed_and_put_in_lower_case() {
        assert_eq!(normalise_email("  Ada.L+x@Example.ORG ").as_deref(), Some("ada.l+x@example.org"));
        assert_eq!(normalise_email("ada@localhost").as_deref(), Some("ada@localhost"));
        assert_eq!(normalise_email("Jörg@Büro.example").as_deref(), Some("jörg@büro.example"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "ada",
            "ada@",
            "@x.org",
            "a b@x.org",
            "a@b@x.org",
            "a@.org",
            "a@x..org",
            "<a@x.org>",
            "a@x.org\r\nBcc:b@x.org",
        ] {
            assert_eq!(normalise_email(text), None, "{text:?}");
        }
        assert_eq!(normalise_email(&format!("{}@x.org", "a".repeat(250))), None);
    }
}
