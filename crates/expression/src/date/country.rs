//! How countries write dates and times, as the Unicode Common Locale Data Repository
//! gives it, in the tokens of Luxon.

use super::locale::Locale;

/// The ways of one country.
pub(super) struct Country {
    tag: &'static str,
    /// Day, month and year in numbers.
    pub date: &'static str,
    /// Without the year.
    pub month_day: &'static str,
    /// Without the day.
    pub year_month: &'static str,
    /// `dateStyle: "short"`.
    pub short: &'static str,
    /// `dateStyle: "medium"`; empty where it is the date with the short name of the month.
    pub medium: &'static str,
    /// The hour beside minutes: `h`, `H` or `HH`.
    pub hour: &'static str,
    /// What stands behind an hour alone.
    pub hour_alone: &'static str,
    /// Morning and afternoon.
    pub halves: [&'static str; 2],
    /// Between a date and a time, and where the date is written out.
    pub between: [&'static str; 2],
    /// Between a weekday and the rest, its long name and its short one.
    pub after_weekday: [&'static str; 2],
}

impl Country {
    /// Whether the day is divided into halves.
    pub fn has_halves(&self) -> bool {
        self.hour == "h"
    }
}

/// The ways of a language and country; those of the language where the country has none of its own.
pub(super) fn country_of(locale: Locale) -> &'static Country {
    let found = ALL.iter().find(|country| country.tag == locale.tag());
    let of_language = || ALL.iter().find(|country| country.tag == locale.language());
    found.or_else(of_language).unwrap_or(&ALL[0])
}

const AMERICA: Country = Country {
    tag: "en",
    date: "M/d/yyyy",
    month_day: "M/d",
    year_month: "M/yyyy",
    short: "M/d/yy",
    medium: "",
    hour: "h",
    hour_alone: "",
    halves: ["AM", "PM"],
    between: [", ", " at "],
    after_weekday: [", ", ", "],
};

const EUROPE: Country = Country { hour: "HH", hour_alone: "", after_weekday: [" ", " "], ..AMERICA };

const SLASHES: Country =
    Country { date: "dd/MM/yyyy", month_day: "dd/MM", year_month: "MM/yyyy", short: "dd/MM/yyyy", ..EUROPE };

const ALL: &[Country] = &[
    AMERICA,
    Country { tag: "en-GB", halves: ["am", "pm"], after_weekday: [", ", ", "], ..SLASHES },
    Country { tag: "en-IE", halves: ["am", "pm"], after_weekday: [", ", ", "], ..SLASHES },
    Country {
        tag: "en-AU",
        hour: "h",
        halves: ["am", "pm"],
        month_day: "d/M",
        short: "d/M/yy",
        after_weekday: [" ", ", "],
        ..SLASHES
    },
    Country {
        tag: "en-IN",
        date: "d/M/yyyy",
        short: "dd/MM/yy",
        hour: "h",
        halves: ["am", "pm"],
        after_weekday: [", ", ", "],
        ..SLASHES
    },
    Country {
        tag: "en-CA",
        date: "yyyy-MM-dd",
        month_day: "MM-dd",
        year_month: "yyyy-MM",
        short: "yyyy-MM-dd",
        halves: ["a.m.", "p.m."],
        ..AMERICA
    },
    Country {
        tag: "de",
        date: "d.M.yyyy",
        month_day: "d.M.",
        year_month: "M/yyyy",
        short: "dd.MM.yy",
        medium: "dd.MM.yyyy",
        hour_alone: " Uhr",
        between: [", ", " um "],
        after_weekday: [", ", "., "],
        ..EUROPE
    },
    Country { tag: "fr", hour_alone: " h", between: [" ", " à "], ..SLASHES },
    Country {
        tag: "es",
        date: "d/M/yyyy",
        month_day: "d/M",
        year_month: "M/yyyy",
        short: "d/M/yy",
        hour: "H",
        halves: ["a.\u{a0}m.", "p.\u{a0}m."],
        between: [", ", " a las "],
        after_weekday: [", ", ", "],
        ..EUROPE
    },
    Country { tag: "it", short: "dd/MM/yy", between: [", ", " alle ore "], ..SLASHES },
    Country { tag: "pt", between: [", ", " às "], after_weekday: [", ", ", "], ..SLASHES },
    Country {
        tag: "nl",
        date: "d-M-yyyy",
        month_day: "d-M",
        year_month: "M-yyyy",
        short: "dd-MM-yyyy",
        halves: ["a.m.", "p.m."],
        between: [", ", " om "],
        ..EUROPE
    },
    Country {
        tag: "pl",
        date: "d.MM.yyyy",
        month_day: "d.MM",
        year_month: "MM.yyyy",
        short: "d.MM.yyyy",
        between: [", ", " "],
        after_weekday: [", ", ", "],
        ..EUROPE
    },
    Country {
        tag: "sv",
        date: "yyyy-MM-dd",
        month_day: "d/M",
        year_month: "yyyy-MM",
        short: "yyyy-MM-dd",
        halves: ["fm", "em"],
        between: [" ", " kl. "],
        ..EUROPE
    },
    Country {
        tag: "da",
        date: "d.M.yyyy",
        month_day: "d.M",
        year_month: "M.yyyy",
        short: "dd.MM.yyyy",
        between: [", ", " kl. "],
        after_weekday: [" den ", " "],
        ..EUROPE
    },
    Country {
        tag: "ja",
        date: "yyyy/M/d",
        month_day: "M/d",
        year_month: "yyyy/M",
        short: "yyyy/MM/dd",
        medium: "yyyy/MM/dd",
        hour: "H",
        hour_alone: "時",
        halves: ["午前", "午後"],
        between: [" ", " "],
        ..EUROPE
    },
];
