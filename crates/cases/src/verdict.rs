use std::fmt;

/// What became of a page's cases.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// How many histories were checked.
    pub cases: usize,
    /// Where page and rule disagree, in the order of the page.
    pub disagreements: Vec<Disagreement>,
}

/// Where a page and its rule disagree. The number is the line of the page, from 1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Disagreement {
    /// The page demands a finding, and the rule has none.
    Missing(u32, String),
    /// The rule has a finding that the page does not demand.
    Noisy(u32, String),
    /// The rule has the finding, but not as the page or the house wants it.
    Wrong(u32, String),
    /// The page cannot be run as it is.
    Refused(u32, String),
}

impl Disagreement {
    /// The line of the page, from 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        match self {
            Self::Missing(line, _) | Self::Noisy(line, _) | Self::Wrong(line, _) | Self::Refused(line, _) => *line,
        }
    }

    /// What is wrong, in lower case.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Missing(_, message)
            | Self::Noisy(_, message)
            | Self::Wrong(_, message)
            | Self::Refused(_, message) => message,
        }
    }

    /// The kind in one word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing(..) => "missing",
            Self::Noisy(..) => "noisy",
            Self::Wrong(..) => "wrong",
            Self::Refused(..) => "refused",
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.line(), self.kind(), self.message())
    }
}
