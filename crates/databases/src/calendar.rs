//! Dates and times as databases count them, written as ISO 8601.

/// Days before 1 January 2000 since 1 January 1970.
pub(crate) const DAYS_TO_2000: i64 = 10_957;
const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// The date so many days after 1 January 1970.
pub(crate) fn date(days: i64) -> String {
    // Counted in eras of 400 years that begin on 1 March, so that leap days come last.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    if (0..=9_999).contains(&year) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        // Years of more digits, and those before Christ, carry a sign.
        format!("{}{:06}-{month:02}-{day:02}", if year < 0 { '-' } else { '+' }, year.abs())
    }
}

/// The time of day so many microseconds after midnight, without an empty fraction.
pub(crate) fn time(microseconds: i64) -> String {
    let (seconds, fraction) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{}", seconds % 60, digits(fraction))
}

/// The moment so many microseconds after 1 January 1970.
pub(crate) fn date_time(microseconds: i64) -> String {
    let (days, rest) = (microseconds.div_euclid(MICROSECONDS_A_DAY), microseconds.rem_euclid(MICROSECONDS_A_DAY));
    format!("{}T{}", date(days), time(rest))
}

/// A length of time: `P1Y2M3DT4H5M6.5S`.
pub(crate) fn duration(months: i64, days: i64, microseconds: i64) -> String {
    let mut text = String::from("P");
    for (count, unit) in [(months / 12, 'Y'), (months % 12, 'M'), (days, 'D')] {
        if count != 0 {
            text += &format!("{count}{unit}");
        }
    }
    let sign = if microseconds < 0 { "-" } else { "" };
    let total = microseconds.unsigned_abs();
    let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
    let mut clock = String::new();
    for (count, unit) in [(seconds / 3_600, 'H'), (seconds / 60 % 60, 'M')] {
        if count != 0 {
            clock += &format!("{sign}{count}{unit}");
        }
    }
    if seconds % 60 != 0 || fraction != 0 || (clock.is_empty() && text.len() == 1) {
        clock += &format!("{sign}{}{}S", seconds % 60, digits(i64::try_from(fraction).unwrap_or(0)));
    }
    if clock.is_empty() { text } else { format!("{text}T{clock}") }
}

fn digits(fraction: i64) -> String {
    if fraction == 0 {
        return String::new();
    }
    format!(".{fraction:06}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_microseconds_are_written() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (DAYS_TO_2000, "2000-01-01"),
            (11_016, "2000-02-29"),
            (-1, "1969-12-31"),
            (-719_528, "0000-01-01"),
            (-719_529, "-000001-12-31"),
            (2_932_897, "+010000-01-01"),
        ] {
            assert_eq!(date(days), expected);
        }
        assert_eq!(time(3_723_000_000), "01:02:03");
        assert_eq!(date_time(-1), "1969-12-31T23:59:59.999999");
        assert_eq!(date_time(1_500_000), "1970-01-01T00:00:01.5");
        for (months, days, microseconds, expected) in [
            (14, 3, 14_706_500_000, "P1Y2M3DT4H5M6.5S"),
            (0, 0, 0, "PT0S"),
            (0, 1, 0, "P1D"),
            (-1, 0, -60_000_000, "P-1MT-1M"),
        ] {
            assert_eq!(duration(months, days, microseconds), expected);
        }
    }
}
