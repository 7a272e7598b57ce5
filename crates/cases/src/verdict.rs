use std::fmt;
use std::ops::Range;

/// What became of a page's cases.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// How many histories were checked.
    pub cases: usize,
    /// Where page and rule disagree, in the order of the page.
    pub disagreements: Vec<Disagreement>,
}

/// Where a page and its rule disagree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disagreement {
    /// How they disagree.
    pub kind: DisagreementKind,
    /// The line of the page, from 1.
    pub line: u32,
    /// Which bytes of that line it is about, from 0; `None` for all of them.
    pub columns: Option<Range<u32>>,
    /// What is wrong, in lower case.
    pub message: String,
}

/// How a page and its rule disagree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DisagreementKind {
    /// The page demands a finding, and the rule has none.
    Missing,
    /// The rule has a finding that the page does not demand.
    Noisy,
    /// The rule has the finding, but not as the page or the house wants it.
    Wrong,
    /// The page cannot be run as it is.
    Refused,
}

impl DisagreementKind {
    /// All kinds, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Noisy, Self::Wrong, Self::Refused];

    /// The kind in one word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Noisy => "noisy",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
        }
    }
}

impl Disagreement {
    pub(crate) fn missing(line: u32, message: impl Into<String>) -> Self {
        Self::new(DisagreementKind::Missing, line, message.into())
    }

    pub(crate) fn noisy(line: u32, message: impl Into<String>) -> Self {
        Self::new(DisagreementKind::Noisy, line, message.into())
    }

    pub(crate) fn wrong(line: u32, message: impl Into<String>) -> Self {
        Self::new(DisagreementKind::Wrong, line, message.into())
    }

    pub(crate) fn refused(line: u32, message: impl Into<String>) -> Self {
        Self::new(DisagreementKind::Refused, line, message.into())
    }

    /// The same, about a part of the line.
    pub(crate) const fn at(mut self, columns: Range<u32>) -> Self {
        self.columns = Some(columns);
        self
    }

    const fn new(kind: DisagreementKind, line: u32, message: String) -> Self {
        Self {
            kind,
            line,
            columns: None,
            message,
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.line, self.kind.as_str(), self.message)
    }
}
