use impact::{OpenedBy, Transaction};
use migrations::{Delivery, LinePlace, OptOut, PolicyOrigin, RunnerPolicy, TransactionMode};
use source::TextRange;

use crate::{FixEdit, MigrationFacts};

/// How a statement gets out of the transaction that it runs in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WayOut {
    /// It runs in none, as far as anybody knows.
    NotNeeded,
    /// This leads out of it: an instruction.
    Possible(String),
    /// Nothing does; the instruction says what to do instead.
    Blocked(String),
}

/// A file with one statement is no transaction, even where it is sent as one query.
const ALONE: &str = "put it alone into a migration of its own";

impl WayOut {
    /// The instruction, where one is needed.
    #[must_use]
    pub fn instruction(&self) -> Option<&str> {
        match self {
            Self::NotNeeded => None,
            Self::Possible(instruction) | Self::Blocked(instruction) => Some(instruction),
        }
    }
}

impl MigrationFacts {
    /// A transaction in words: "the transaction that goose opens". `None` where there is none for certain.
    #[must_use]
    pub fn words_for(&self, transaction: Transaction) -> Option<String> {
        match transaction {
            Transaction::Open(OpenedBy::Runner) => Some(format!("the transaction that {} opens", self.tool.title())),
            Transaction::Open(OpenedBy::Script(range)) => {
                let line = self.file.line_column(range.start).line;
                Some(format!("the transaction that begins in line {line}"))
            }
            Transaction::Open(OpenedBy::Engine) => Some("the transaction that a file sent as one query is".to_owned()),
            Transaction::None | Transaction::Unknown => None,
        }
    }

    /// How a statement of this migration gets out of a transaction, under the tool that runs it.
    #[must_use]
    pub fn way_out(&self, transaction: Transaction) -> WayOut {
        match transaction {
            Transaction::None | Transaction::Unknown => WayOut::NotNeeded,
            Transaction::Open(OpenedBy::Script(range)) => {
                let line = self.file.line_column(range.start).line;
                WayOut::Possible(format!("move it out of the transaction that begins in line {line}"))
            }
            Transaction::Open(OpenedBy::Runner | OpenedBy::Engine) => self.way_out_of_runner(),
        }
    }

    /// How a statement that the engine refuses there gets out of the transaction that it is in. A runner that looks for
    /// such statements has overlooked this one, so only its opt-out helps.
    #[must_use]
    pub fn way_out_of_overlooked(&self, transaction: Transaction) -> WayOut {
        match transaction {
            Transaction::Open(OpenedBy::Runner | OpenedBy::Engine) => self.opt_out_of_runner(),
            Transaction::Open(OpenedBy::Script(_)) | Transaction::None | Transaction::Unknown => {
                self.way_out(transaction)
            }
        }
    }

    /// What takes the migration out of the transaction that its runner opens: a line in the file, or a file beside it. `None`
    /// where that is not all that it takes: the runner would still send several statements as one query, or the file beside
    /// it is there already and says other things.
    #[must_use]
    pub fn opt_out_edit(&self, transaction: Transaction) -> Option<FixEdit> {
        let policy = &self.migration.policy;
        let is_runners = transaction == Transaction::Open(OpenedBy::Runner);
        let stands_alone = self.script.statements.len() == 1 || !sends_whole_file(policy);
        if !is_runners || !stands_alone || policy.transaction == TransactionMode::ImplicitBatch {
            return None;
        }
        match &policy.opt_out {
            OptOut::Line { text, at, .. } => self.line_edit(text, *at).map(FixEdit::from),
            OptOut::File {
                path,
                text,
                is_there: false,
            } if !path.is_empty() => Some(FixEdit::NewFile {
                path: path.clone(),
                text: format!("{text}\n"),
            }),
            _ => None,
        }
    }

    /// Where a line of the tool's own goes, and what stands there.
    fn line_edit(&self, text: &str, at: LinePlace) -> Option<(TextRange, String)> {
        let file = self.file.text();
        let section = &self.migration.section;
        match at {
            LinePlace::FileStart => Some((TextRange::empty(0), format!("{text}\n"))),
            // Two lines that say the opposite are refused: the one that is there says something else now.
            LinePlace::FileStartApart if let PolicyOrigin::Annotation(said) = self.migration.policy.origin => {
                Some((said.range, text.to_owned()))
            }
            // A block of the tool's own lines takes one more.
            LinePlace::FileStartApart if file.starts_with("-- atlas:") => {
                Some((TextRange::empty(0), format!("{text}\n")))
            }
            LinePlace::FileStartApart => Some((TextRange::empty(0), format!("{text}\n\n"))),
            LinePlace::HeaderEnd(words) => {
                let header = section.header?;
                let end = header.start + u32::try_from(self.file.slice(header).trim_end().len()).ok()?;
                Some((TextRange::empty(end), words.to_owned()))
            }
            LinePlace::PartStart => {
                let start = section.range.start;
                let opens_line = start == 0 || file[..start as usize].ends_with('\n');
                opens_line.then(|| (TextRange::empty(start), format!("{text}\n")))
            }
            LinePlace::Elsewhere => None,
        }
    }

    /// Whether the runner would run the migration's only statement outside a transaction if the engine refused it
    /// inside one.
    #[must_use]
    pub fn lets_refused_statement_out(&self) -> bool {
        self.migration.policy.detects_non_transactional && self.script.statements.len() == 1
    }

    fn way_out_of_runner(&self) -> WayOut {
        let policy = &self.migration.policy;
        if policy.detects_non_transactional {
            let tool = self.tool.title();
            let alone = if policy.refuses_mixed { "alone " } else { "" };
            return WayOut::Possible(format!(
                "put it {alone}into a migration of its own, which {tool} then runs outside a transaction"
            ));
        }
        self.opt_out_of_runner()
    }

    fn opt_out_of_runner(&self) -> WayOut {
        let policy = &self.migration.policy;
        let has_opted_out = policy.transaction == TransactionMode::ImplicitBatch;
        match &policy.opt_out {
            OptOut::Line { .. } | OptOut::File { .. } if has_opted_out => WayOut::Possible(ALONE.to_owned()),
            OptOut::Line { text, place, .. } => WayOut::Possible(self.stand_alone(&format!("write `{text}` {place}"))),
            OptOut::File { path, text, .. } => {
                let name = path.rsplit('/').next().unwrap_or_default();
                WayOut::Possible(self.stand_alone(&format!("say `{text}` in `{name}`")))
            }
            OptOut::Setting(setting) => WayOut::Possible(format!("set {setting}")),
            OptOut::None(instead) => WayOut::Blocked((*instead).to_owned()),
            OptOut::Automatic | OptOut::NotNeeded => WayOut::Possible(ALONE.to_owned()),
        }
    }

    /// A runner that sends the whole file as one query makes one transaction of several statements all the same.
    fn stand_alone(&self, opt_out: &str) -> String {
        let is_alone = self.script.statements.len() < 2;
        if is_alone || !sends_whole_file(&self.migration.policy) {
            return opt_out.to_owned();
        }
        format!("{ALONE}, and there {opt_out}")
    }
}

fn sends_whole_file(policy: &RunnerPolicy) -> bool {
    policy.delivery == Delivery::WholeFile
}
