//! Which versions go out together.

use crate::Version;

/// Stamps no further apart belong to one piece of work, a working day of it: whoever runs one of them runs the other, seconds.
const ONE_PIECE_OF_WORK: i64 = 8 * 60 * 60;

impl Version {
    /// Whether the two versions go out together: both are stamps of the time, eight hours apart at most, or both have the same
    /// numbers before such a stamp, as in `2.9.0.20210812164224`.
    #[must_use]
    pub fn goes_out_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numeric(left), Self::Numeric(right)) => {
                let (Some((left_stamp, left)), Some((right_stamp, right))) = (left.split_last(), right.split_last())
                else {
                    return false;
                };
                let (Some(left_stamp), Some(right_stamp)) = (seconds(left_stamp), seconds(right_stamp)) else {
                    return false;
                };
                left == right && (!left.is_empty() || is_near(left_stamp, right_stamp))
            }
            (Self::Text(left), Self::Text(right)) => {
                let stamp = |text: &str| {
                    let is_part = |letter: char| letter.is_ascii_digit() || letter == '-';
                    let written = text.split(|letter| !is_part(letter)).next().unwrap_or_default();
                    seconds(&written.replace('-', ""))
                };
                stamp(left)
                    .zip(stamp(right))
                    .is_some_and(|(left, right)| is_near(left, right))
            }
            _ => false,
        }
    }
}

const fn is_near(left: i64, right: i64) -> bool {
    left.abs_diff(right) <= ONE_PIECE_OF_WORK.unsigned_abs()
}

/// The seconds of a stamp that begins `YYYYMMDDHHMMSS` or counts the seconds since 1970, from a beginning that does not
/// matter: only differences do.
fn seconds(digits: &str) -> Option<i64> {
    if digits.len() == 10 && digits.starts_with('1') {
        return digits.parse().ok();
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    let is_time = (1970..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24;
    let is_time = is_time && minute < 60 && second < 60;
    // Months are counted as 31 days: a stamp at the end of a shorter one lies further from the next than it is.
    let days = (year * 12 + month) * 31 + day;
    is_time.then_some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(text: &str) -> Version {
        Version::numeric(text).expect("the test writes numbers")
    }

    #[test]
    fn stamps_of_one_working_day_go_out_together() {
        assert!(numeric("20240307095223").goes_out_with(&numeric("20240307101500")));
        assert!(!numeric("20240307095223").goes_out_with(&numeric("20240307175300")));
        assert!(numeric("1548261635").goes_out_with(&numeric("1548261700")));
        assert!(Version::text("2025-02-17-133723_zones").goes_out_with(&Version::text("2025-02-17-140000_more")));
    }

    #[test]
    fn a_stamp_behind_a_release_number_says_nothing() {
        assert!(numeric("2.9.0.20210812164224").goes_out_with(&numeric("2.9.0.20210701000000")));
        assert!(!numeric("2.9.0.20210812164224").goes_out_with(&numeric("2.8.0.20210812164224")));
    }

    #[test]
    fn counted_versions_go_out_one_by_one() {
        assert!(!numeric("12").goes_out_with(&numeric("13")));
        assert!(!numeric("4.8.3").goes_out_with(&numeric("4.8.2")));
        assert!(!Version::text("init").goes_out_with(&Version::text("init2")));
    }
}
