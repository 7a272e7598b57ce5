use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use compact_str::CompactString;

/// A version, with the order that its tool gives it.
#[derive(Clone, Debug)]
pub enum Version {
    /// Numbers of any size compared part by part; leading zeros and trailing zero parts do not count:
    /// `1` equals `1.0` and `01`.
    Numeric(Vec<Box<str>>),
    /// Compared as text.
    Text(CompactString),
    /// The position in a plan or a journal.
    Planned(u32),
}

impl Version {
    /// A version of numbers, separated by dots or underscores; `None` where something else stands in it.
    #[must_use]
    pub fn numeric(text: &str) -> Option<Self> {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.split(['.', '_']).collect();
        if !parts.iter().all(|part| is_number(part)) {
            return None;
        }
        let mut parts: Vec<Box<str>> = parts.into_iter().map(|part| significant(part).into()).collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        Some(Self::Numeric(parts))
    }

    /// A version compared as text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// A number without leading zeros; zero is empty.
fn significant(number: &str) -> &str {
    number.trim_start_matches('0')
}

fn compare_numbers(left: &str, right: &str) -> Ordering {
    let (left, right) = (significant(left), significant(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// A part that is not written counts as zero.
fn part(parts: &[Box<str>], at: usize) -> &str {
    parts.get(at).map_or("", |part| part)
}

fn compare_parts(left: &[Box<str>], right: &[Box<str>]) -> Ordering {
    (0..left.len().max(right.len()))
        .map(|at| compare_numbers(part(left, at), part(right, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Numeric(left), Self::Numeric(right)) => compare_parts(left, right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Planned(left), Self::Planned(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl Version {
    /// Versions of different kinds do not meet in one history; the order between them is arbitrary but fixed.
    const fn rank(&self) -> u8 {
        match self {
            Self::Planned(_) => 0,
            Self::Numeric(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Numeric(parts) => {
                let used = parts
                    .iter()
                    .rposition(|part| !significant(part).is_empty())
                    .map_or(0, |at| at + 1);
                for part in &parts[..used] {
                    significant(part).hash(state);
                }
            }
            Self::Text(text) => text.hash(state),
            Self::Planned(at) => at.hash(state),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numeric(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let number = if part.is_empty() { "0" } else { part };
                    let dot = if at == 0 { "" } else { "." };
                    write!(f, "{dot}{number}")?;
                }
                Ok(())
            }
            Self::Text(text) => f.write_str(text),
            Self::Planned(at) => write!(f, "{at}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::numeric(text).unwrap()
    }

    #[test]
    fn numbers_are_compared_part_by_part() {
        assert!(version("9") < version("10"));
        assert!(version("1.9") < version("1.10"));
        assert!(version("2.7.0.20190304213000") > version("2.7.0.20190304160255"));
        assert_eq!(version("1_0"), version("1"));
        assert_eq!(version("001"), version("1"));
        assert!(version("0") < version("0.1"));
        assert_eq!(
            version("99999999999999999999999").to_string(),
            "99999999999999999999999"
        );
        assert_eq!(Version::numeric("1.x"), None);
        assert_eq!(Version::numeric(""), None);
    }

    #[test]
    fn equal_versions_have_equal_hashes() {
        let versions: std::collections::HashSet<_> = ["1", "1.0", "01", "1.0.0"].map(version).into_iter().collect();
        assert_eq!(versions.len(), 1);
        let by_hand = Version::Numeric(vec!["01".into(), "0".into()]);
        assert!(versions.contains(&by_hand));
    }
}
