//! Which passwords are accepted: long ones that are not among the first guesses.

const SHORTEST_CHARACTERS: usize = 10;
const LONGEST_CHARACTERS: usize = 256;

/// First guesses of ten characters and more; shorter ones are refused anyway.
const COMMON: &[&str] = &[
    "0123456789",
    "123123123123",
    "1234512345",
    "123456789012",
    "12345678910",
    "1234567890",
    "12345qwert",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "987654321012",
    "9876543210",
    "a123456789",
    "abc1234567",
    "abcd123456",
    "abcdefghij",
    "abcdefghijk",
    "administrator",
    "asdfasdfasdf",
    "asdfghjkl1",
    "asdfghjkl123",
    "asdfghjkl;",
    "changeme12",
    "changeme123",
    "changeme1234",
    "computer123",
    "correcthorsebatterystaple",
    "football123",
    "iloveyou12",
    "iloveyou123",
    "letmein123",
    "letmein1234",
    "liverpool1",
    "manchester",
    "michael123",
    "monkey12345",
    "p@ssw0rd123",
    "p@ssword123",
    "passw0rd12",
    "passw0rd123",
    "password01",
    "password10",
    "password11",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "password!!",
    "passwordpassword",
    "princess12",
    "princess123",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsxedc1",
    "qazwsxedcrfv",
    "qwer123456",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop",
    "qwertyuiop[]",
    "qwertyuiop123",
    "sunshine12",
    "superman123",
    "testtest12",
    "testtest123",
    "towpathtowpath",
    "trustno123",
    "welcome123",
    "welcome1234",
    "zaq12wsxcde3",
    "zxcvbnm123",
    "zxcvbnm1234",
];

/// Why a password is refused, in words for the one who chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Under ten characters.
    #[error("use at least 10 characters")]
    TooShort,
    /// Over 256 characters.
    #[error("use at most 256 characters")]
    TooLong,
    /// It is the address or the part before the `@`.
    #[error("use something else than your email address")]
    IsEmail,
    /// It is among the first guesses, or one character over and over.
    #[error("this password is among the first that are guessed; choose another")]
    TooCommon,
}

/// Checks a new password of the user with this address.
pub fn check_password(password: &str, email: &str) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST_CHARACTERS {
        return Err(PasswordProblem::TooShort);
    }
    if length > LONGEST_CHARACTERS {
        return Err(PasswordProblem::TooLong);
    }
    let folded = password.to_lowercase();
    let email = email.to_lowercase();
    let local = email.rsplit_once('@').map_or(email.as_str(), |(local, _)| local);
    if folded == email || folded == local {
        return Err(PasswordProblem::IsEmail);
    }
    let first = folded.chars().next();
    if COMMON.contains(&folded.as_str()) || folded.chars().all(|letter| Some(letter) == first) {
        return Err(PasswordProblem::TooCommon);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_unusual_passwords_pass() {
        for password in ["canal boat", "äöüäöüäöüß", &"x1".repeat(128)] {
            assert_eq!(check_password(password, "ada@example.org"), Ok(()), "{password}");
        }
    }

    #[test]
    fn each_rule_refuses() {
        let cases = [
            ("short", PasswordProblem::TooShort),
            ("äöüäöüäöü", PasswordProblem::TooShort),
            (&"x1".repeat(129), PasswordProblem::TooLong),
            ("Ada.Lovelace@example.org", PasswordProblem::IsEmail),
            ("ada.LOVELACE", PasswordProblem::IsEmail),
            ("Password123", PasswordProblem::TooCommon),
            ("zzzzzzzzzzzz", PasswordProblem::TooCommon),
        ];
        for (password, problem) in cases {
            assert_eq!(check_password(password, "ada.lovelace@example.org"), Err(problem), "{password}");
        }
    }

    #[test]
    fn the_list_holds_only_what_the_length_rule_lets_through() {
        for password in COMMON {
            assert!(password.chars().count() >= SHORTEST_CHARACTERS, "{password}");
            assert_eq!(*password, password.to_lowercase());
        }
    }
}
