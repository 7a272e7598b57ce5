use std::fmt;
use std::str::FromStr;

use source::UnknownName;

/// A day, as people write it: `2027-03-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// The day so many days after the first of January 1970.
    /// Source: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
    #[must_use]
    pub const fn of_days_since_1970(days: u32) -> Self {
        let days = days + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year + era * 400 + (month <= 2) as u32;
        Self { year, month, day }
    }
}

impl FromStr for Date {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        let has_form = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let mut parts = text.split('-');
        let mut part = |length: usize| parts.next().filter(|part| part.len() == length && has_form);
        let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
            return Err(unknown());
        };
        let date = Self {
            year: year.parse().map_err(|_| unknown())?,
            month: month.parse().map_err(|_| unknown())?,
            day: day.parse().map_err(|_| unknown())?,
        };
        let is_leap = (date.year.is_multiple_of(4) && !date.year.is_multiple_of(100)) || date.year.is_multiple_of(400);
        let days = match date.month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let is_day = (1..=days).contains(&date.day);
        is_day.then_some(date).ok_or_else(unknown)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let table = [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_878, "2027-03-01"),
        ];
        for (days, expected) in table {
            assert_eq!(Date::of_days_since_1970(days).to_string(), expected);
        }
    }

    #[test]
    fn only_days_that_there_are_can_be_read() {
        for text in ["2027-03-01", "2028-02-29"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "27-03-01",
            "2027-3-1",
            "tomorrow",
            "2027-03-01x",
            "",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2027-03-01".parse::<Date>().unwrap() < "2027-10-01".parse().unwrap());
    }
}
