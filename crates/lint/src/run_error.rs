use std::fmt;
use std::sync::Arc;

use source::RuleId;

/// Why a rule could not do its work: it threw, ran out of steps, or has a defect.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Failure {
    /// What went wrong, in lower case.
    pub message: String,
    /// The rule's own file, where it has one.
    pub path: Option<Arc<str>>,
    /// The line in that file, from 1.
    pub line: Option<u32>,
    /// The column in that file, from 1.
    pub column: Option<u32>,
    /// Whether it took more than a rule may have, as it would again: it is not run on what comes later, and nothing that
    /// it reported counts.
    pub is_exhausted: bool,
}

/// Something that kept the run from doing its whole job. The run goes on, and exits 2.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RunError {
    /// The rule that failed, where it was one.
    pub rule: Option<RuleId>,
    /// The file at fault, where there is one.
    pub path: Option<Arc<str>>,
    /// The line in that file, from 1.
    pub line: Option<u32>,
    /// The column in that file, from 1.
    pub column: Option<u32>,
    /// What went wrong, in lower case.
    pub message: String,
}

impl Failure {
    /// A failure of which only the reason is known.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: None,
            line: None,
            column: None,
            is_exhausted: false,
        }
    }

    /// The failure as an error of the run. `while_reading` is the migration that the rule looked at.
    #[must_use]
    pub fn of_rule(self, rule: &str, while_reading: &str) -> RunError {
        RunError {
            rule: Some(RuleId::from(rule)),
            path: self.path,
            line: self.line,
            column: self.column,
            message: format!("the rule `{rule}` failed on {while_reading}: {}", self.message),
        }
    }
}

impl fmt::Display for RunError {
    /// `path:line:column: message`, without the parts that are not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{path}:")?;
            for number in self.line.into_iter().chain(self.line.and(self.column)) {
                write!(f, "{number}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for RunError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_places_are_shown() {
        let mut failure = Failure::new("ran out of steps");
        assert_eq!(
            failure.clone().of_rule("x", "`a.sql`").to_string(),
            "the rule `x` failed on `a.sql`: ran out of steps"
        );
        failure.path = Some("x.rhai".into());
        failure.line = Some(3);
        failure.column = Some(7);
        assert_eq!(
            failure.of_rule("x", "`a.sql`").to_string(),
            "x.rhai:3:7: the rule `x` failed on `a.sql`: ran out of steps"
        );
    }
}
