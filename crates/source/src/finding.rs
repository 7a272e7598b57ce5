use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{Fix, Span};

/// What is said of a place. Where that is the same for all findings of a rule, none of them holds a copy.
pub type Text = Cow<'static, str>;

/// A rule's name: `drop-column`, or `house/audit-columns` for one of a pack.
pub type RuleId = CompactString;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule does not run.
    Off,
    /// Worth knowing.
    Info,
    /// Worth a second thought.
    Warning,
    /// Must not be merged.
    Error,
}

impl Severity {
    /// All severities, the mildest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warning, Self::Error];

    /// As it is written in configuration and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or_else(|| UnknownName(text.to_owned()))
    }
}

/// A word that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(pub String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown name `{}`", self.0)
    }
}

impl std::error::Error for UnknownName {}

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// What a rule is about.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Category { $($(#[$doc])* $variant,)* }

        impl Category {
            /// All categories, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it is written in configuration and output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

categories! {
    /// What a transaction can and cannot hold.
    Transaction = "transaction",
    /// What fails or does damage when it runs twice.
    Idempotency = "idempotency",
    /// What loses data.
    Destructive = "destructive",
    /// What stops reads or writes.
    Locking = "locking",
    /// What breaks the release that still serves.
    Compatibility = "compatibility",
    /// What does not do what it says.
    Correctness = "correctness",
    /// What the schema will be regretted for.
    Design = "design",
    /// What things are called.
    Naming = "naming",
    /// Who may do what.
    Security = "security",
    /// How migrations are kept.
    Hygiene = "hygiene",
    /// How SQL is written.
    Style = "style",
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Category {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|category| category.as_str() == text)
            .ok_or_else(|| UnknownName(text.to_owned()))
    }
}

/// Which statement of a migration: `2`, or `2.0` for the first one nested in the third. Counted from 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatementPath(pub Vec<u32>);

impl fmt::Display for StatementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, index) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            write!(f, "{dot}{index}")?;
        }
        Ok(())
    }
}

impl Serialize for StatementPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [index] => serializer.serialize_u32(*index),
            _ => serializer.collect_str(self),
        }
    }
}

/// What stays the same when a file is renamed or reformatted: a digest of the rule, the
/// statement's tokens, the object, and the ordinal among equals in the history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Fingerprint(pub u128);

impl FromStr for Fingerprint {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let is_one = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_one.then(|| u128::from_str_radix(text, 16).ok()).flatten();
        number.map(Self).ok_or_else(|| UnknownName(text.to_owned()))
    }
}

impl Fingerprint {
    fn digits(self) -> [u8; 32] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 32];
        for (two, byte) in digits.chunks_exact_mut(2).zip(self.0.to_be_bytes()) {
            two[0] = DIGITS[usize::from(byte >> 4)];
            two[1] = DIGITS[usize::from(byte & 15)];
        }
        digits
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.digits()).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(str::from_utf8(&self.digits()).map_err(serde::ser::Error::custom)?)
    }
}

/// Another place that explains a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, in lower case.
    pub message: Text,
}

/// A rule's result at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// What the rule is about.
    pub category: Category,
    /// How much it matters here.
    pub severity: Severity,
    /// A fact, in lower case, without a full stop, SQL names in back-ticks.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Text>,
    /// The rule's page.
    pub url: Option<Arc<str>>,
    /// Where.
    pub span: Span,
    /// The statement within its migration; `None` for a finding about the file.
    pub statement: Option<StatementPath>,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// What would mend it.
    pub fixes: Vec<Fix>,
    /// What stays the same when the file is renamed or reformatted.
    pub fingerprint: Fingerprint,
}
