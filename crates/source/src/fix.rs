use serde::Serialize;

use crate::{Span, Text};

/// Whether a fix may be applied without a second look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Behaviour may change: a person decides.
    Unsafe,
    /// Behaviour cannot get worse.
    Safe,
}

/// New text for a place. An empty range inserts, an empty text deletes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// One step of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Changes an existing file.
    Replace(Replacement),
    /// Makes a new file.
    Create {
        /// Its path, written as those of the run.
        path: String,
        /// Its whole text.
        text: String,
    },
}

/// Edits that mend a finding: all of them or none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// An instruction: "build the index concurrently".
    pub title: Text,
    /// Whether it may be applied without a second look.
    pub applicability: Applicability,
    /// The edits, in the order of their places.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of one replacement.
    #[must_use]
    pub fn replace(title: impl Into<Text>, applicability: Applicability, span: Span, text: impl Into<String>) -> Self {
        let edit = Edit::Replace(Replacement {
            span,
            text: text.into(),
        });
        Self {
            title: title.into(),
            applicability,
            edits: vec![edit],
        }
    }
}
