use std::fmt;
use std::str::FromStr;

use source::UnknownName;

use crate::Dialect;

/// An engine's version; parts left out count as zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EngineVersion {
    /// The first number.
    pub major: u16,
    /// The second.
    pub minor: u16,
    /// The third.
    pub patch: u16,
}

impl EngineVersion {
    /// A version of up to three parts.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// The oldest and the newest version whose behaviour is known.
    ///
    /// SQL Server is counted by its year, as its users do.
    #[must_use]
    pub const fn known(dialect: Dialect) -> (Self, Self) {
        match dialect {
            Dialect::Postgres | Dialect::Generic => (Self::new(11, 0, 0), Self::new(18, 0, 0)),
            Dialect::Mysql => (Self::new(5, 7, 0), Self::new(9, 5, 0)),
            Dialect::Mariadb => (Self::new(10, 5, 0), Self::new(12, 1, 0)),
            Dialect::Mssql => (Self::new(2016, 0, 0), Self::new(2025, 0, 0)),
            Dialect::Sqlite => (Self::new(3, 25, 0), Self::new(3, 54, 0)),
            Dialect::Oracle => (Self::new(12, 1, 0), Self::new(23, 0, 0)),
        }
    }

    /// The version to reckon with when nobody says which: the newest known.
    #[must_use]
    pub const fn newest(dialect: Dialect) -> Self {
        Self::known(dialect).1
    }

    /// This version, or the nearest one whose behaviour is known.
    #[must_use]
    pub fn clamped(self, dialect: Dialect) -> Self {
        let (oldest, newest) = Self::known(dialect);
        self.clamp(oldest, newest)
    }

    /// Whether this is at least `major.minor.patch`.
    #[must_use]
    pub fn at_least(self, major: u16, minor: u16, patch: u16) -> bool {
        self >= Self::new(major, minor, patch)
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minor, self.patch) {
            (0, 0) => write!(f, "{}", self.major),
            (minor, 0) => write!(f, "{}.{minor}", self.major),
            (minor, patch) => write!(f, "{}.{minor}.{patch}", self.major),
        }
    }
}

impl FromStr for EngineVersion {
    type Err = UnknownName;

    /// Reads `15`, `8.0.29` or `19c`.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName(text.to_owned());
        let digits = text.trim_end_matches(['c', 'g', 'i', 'a']);
        let mut parts = [0u16; 3];
        for (at, part) in digits.split('.').enumerate() {
            let Ok(number) = part.parse() else {
                return Err(unknown());
            };
            *parts.get_mut(at).ok_or_else(unknown)? = number;
        }
        let [major, minor, patch] = parts;
        Ok(Self { major, minor, patch })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        assert_eq!("8.0.29".parse(), Ok(EngineVersion::new(8, 0, 29)));
        assert_eq!("19c".parse(), Ok(EngineVersion::new(19, 0, 0)));
        assert!("new".parse::<EngineVersion>().is_err());
        assert_eq!(
            EngineVersion::new(9, 0, 0).clamped(Dialect::Postgres),
            EngineVersion::new(11, 0, 0)
        );
    }
}
