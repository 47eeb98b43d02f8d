//! A date: an instant in a zone, with the language it is written in. JavaScript's
//! `Date` and Luxon's `DateTime` are both one; they differ in how they are written.

use super::locale::Locale;
use crate::error::ExpressionError;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// A date.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) zoned: Zoned,
    /// Whether it is a `Date` of JavaScript.
    pub(crate) is_plain: bool,
    pub(crate) locale: Locale,
}

/// A date that is none, as JavaScript and Luxon have it: it can be asked whether it
/// is valid, and says what was wrong where it is used.
#[derive(Clone, Debug)]
pub(crate) struct Invalid {
    pub(crate) is_plain: bool,
    pub(crate) error: ExpressionError,
}

impl std::ops::Deref for Moment {
    type Target = Zoned;
    fn deref(&self) -> &Zoned {
        &self.zoned
    }
}

impl Moment {
    /// A `DateTime` of Luxon.
    pub(crate) fn new(zoned: Zoned) -> Self {
        Self { zoned, is_plain: false, locale: Locale::ENGLISH }
    }

    /// Another instant of the same kind and language.
    pub(crate) fn at(&self, zoned: Zoned) -> Self {
        Self { zoned, ..*self }
    }

    /// Milliseconds since 1970.
    pub(crate) fn millis(&self) -> i64 {
        self.zoned.timestamp().as_millisecond()
    }

    /// The date in ISO 8601 as it stands in JSON: a `Date` in UTC, a `DateTime` in its zone.
    pub(crate) fn json(&self) -> String {
        if self.is_plain { super::iso(&self.zoned.with_time_zone(TimeZone::UTC)) } else { super::iso(&self.zoned) }
    }

    /// The text JavaScript makes of it.
    pub(crate) fn plain_text(&self) -> String {
        if !self.is_plain {
            return super::iso(&self.zoned);
        }
        let zone = self.zoned.strftime("%a %b %d %Y %H:%M:%S GMT%z");
        let name = super::zone_words::long_name(&self.zoned);
        format!("{zone} ({})", name.unwrap_or_else(|| super::zone_name(&self.zoned)))
    }
}
