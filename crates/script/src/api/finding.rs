#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

mod statement_edits;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use lint::{MigrationFacts, Report};
use rhai::{EvalAltResult, ImmutableString};
use schema::Dialect;
use source::{Applicability, Edit, Fix, Label, Replacement, Span, TextRange, leads_out};

use super::data_type::Type;
use super::describe::{Builder, Members};
use super::handle::{Handle, Place};

/// How much text one call may report: messages, helps and edits together.
const REPORT_LIMIT: usize = 4 << 20;
/// What a finding costs besides its text.
const FINDING_COST: usize = 256;

/// The functions that offer a fix, with how many values they take after the dot: a text has a `replace` too.
pub(crate) const EDITS: &[(&str, usize)] = &[
    ("rename", 1),
    ("replace", 1),
    ("edit", 2),
    ("insert_before", 2),
    ("insert_after", 2),
    ("remove", 1),
    ("retype", 2),
    ("create_file", 2),
    ("opt_out", 0),
    ("online", 0),
    ("append", 1),
];

/// What one call of a rule has reported.
#[derive(Clone, Default, Debug)]
pub(crate) struct Findings(Rc<Written>);

#[derive(Default, Debug)]
struct Written {
    drafts: RefCell<Vec<Draft>>,
    size: Cell<usize>,
}

#[derive(Debug)]
struct Draft {
    place: Place,
    report: Report,
    fixes: Vec<DraftFix>,
}

#[derive(Debug)]
struct DraftFix {
    title: String,
    applicability: Applicability,
    edits: Vec<Edit>,
}

type Outcome<T> = Result<T, Box<EvalAltResult>>;

impl Findings {
    pub(crate) fn add(&self, place: Place, message: &str) -> Outcome<Finding> {
        self.spend(message.len() + FINDING_COST)?;
        let mut report = Report::new(place.span(), place.statement(), message.to_owned().into());
        report.object.clone_from(&place.object);
        let mut drafts = self.0.drafts.borrow_mut();
        drafts.push(Draft {
            place,
            report,
            fixes: Vec::new(),
        });
        Ok(Finding {
            findings: self.clone(),
            index: drafts.len() - 1,
        })
    }

    fn spend(&self, bytes: usize) -> Outcome<()> {
        let size = self.0.size.get().saturating_add(bytes);
        if size > REPORT_LIMIT {
            return Err("one call reports more than a rule may".into());
        }
        self.0.size.set(size);
        Ok(())
    }

    /// The findings as the host takes them.
    pub(crate) fn reports(&self) -> Vec<Report> {
        let drafts = self.0.drafts.take();
        drafts.into_iter().map(Draft::finish).collect()
    }

    /// The same, each with the migration it is about.
    pub(crate) fn placed_reports(&self) -> Vec<(Arc<MigrationFacts>, Report)> {
        let drafts = self.0.drafts.take();
        let placed = drafts
            .into_iter()
            .map(|draft| (Arc::clone(&draft.place.facts), draft.finish()));
        placed.collect()
    }
}

impl Draft {
    fn finish(self) -> Report {
        let mut report = self.report;
        report.fixes = self.fixes.into_iter().filter_map(DraftFix::finish).collect();
        report
    }
}

impl DraftFix {
    /// A fix without edits is none.
    fn finish(mut self) -> Option<Fix> {
        self.edits.sort_by_key(|edit| match edit {
            Edit::Replace(edit) => (0, Some((edit.span.file, edit.span.range))),
            Edit::Create { .. } => (1, None),
        });
        // Whoever gets a new file looks at it first.
        let makes_a_file = self.edits.iter().any(|edit| matches!(edit, Edit::Create { .. }));
        let applicability = match makes_a_file {
            true => Applicability::Unsafe,
            false => self.applicability,
        };
        (!self.edits.is_empty()).then_some(Fix {
            title: self.title.into(),
            applicability,
            edits: self.edits,
        })
    }
}

/// A finding in the making.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    findings: Findings,
    index: usize,
}

impl Finding {
    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>(
            "Finding",
            "A finding in the making. Its functions give it back, so that they can follow each other.",
        );
        members
            .function(
                "help",
                "(text: string) -> Finding",
                "Says what to do, as an instruction.",
                |this: &mut Self, text: &str| {
                    this.write(text.len(), |draft| draft.report.help = Some(text.to_owned().into()))
                },
            )
            .document(
                "related",
                "(place: any place, message: string) -> Finding",
                "Points at another place that explains it.",
            )
            .function(
                "about",
                "(object: string) -> Finding",
                "Says what it is about, so that it stays the same finding when others come and go.",
                |this: &mut Self, object: &str| {
                    this.write(object.len(), |draft| draft.report.object = Some(object.to_owned()))
                },
            )
            .function(
                "fix",
                "(title: string) -> Finding",
                "Begins a fix; the edits that follow belong to it.",
                |this: &mut Self, title: &str| {
                    this.write(title.len(), |draft| {
                        draft.begin(title);
                    })
                },
            )
            .function(
                "safe",
                "() -> Finding",
                "Says of the last fix that it cannot make anything worse, so that `--fix` applies it. One that makes a file stays \
                 unsafe: somebody looks at it first.",
                |this: &mut Self| {
                    this.write(0, |draft| {
                        if let Some(fix) = draft.fixes.last_mut() {
                            fix.applicability = Applicability::Safe;
                        }
                    })
                },
            );
        Self::register_edits(&mut members);
    }

    /// What fixes are made of.
    fn register_edits(members: &mut Members<'_, Self>) {
        members
            .function(
                "rename",
                "(new_name: string) -> Finding",
                "Edit: gives what is reported a new name, quoted where it needs to be.",
                Self::rename,
            )
            .function(
                "replace",
                "(text: string) -> Finding",
                "Edit: puts `text` in the place of what is reported.",
                |this: &mut Self, text: &str| {
                    let span = this.read(|draft| draft.place.span());
                    this.edit(span, text, "replace it")
                },
            )
            .document(
                "edit",
                "(place: any place, text: string) -> Finding",
                "Edit: puts `text` in the place of something else.",
            )
            .document(
                "insert_before",
                "(place: any place, text: string) -> Finding",
                "Edit: puts `text` before something.",
            )
            .document(
                "insert_after",
                "(place: any place, text: string) -> Finding",
                "Edit: puts `text` after something.",
            )
            .function(
                "retype",
                "(type: Type, name: string) -> Finding",
                "Edit: puts another type in the place of one; what makes an array of it stays, and so does its case.",
                Self::retype,
            )
            .document("remove", "(place: any place) -> Finding", "Edit: takes something away.")
            .function(
                "create_file",
                "(path: string, text: string) -> Finding",
                "Edit: makes a new file. Its path is written as those of the run: `migration.path` is one. It lies in the project: \
                 a path that is absolute or has `..` in it is an error, unless it begins with the folder of the migration.",
                Self::create_file,
            )
            .function(
                "opt_out",
                "() -> Finding",
                "Edit: takes the migration out of its runner's transaction, where a line of the script does that.",
                Self::opt_out,
            )
            .function(
                "online",
                "() -> Finding",
                "Edit: lets others write meanwhile: SQL Server's `with (online = on)`, Oracle's `online`, which not every edition knows. No edit where \
                 the statement says something of it already.",
                Self::online,
            )
            .function(
                "append",
                "(statement: string) -> Finding",
                "Edit: writes another statement behind the migration's last one, its terminator added.",
                Self::append,
            );
    }

    fn read<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        read(&self.findings.0.drafts.borrow()[self.index])
    }

    fn write(&self, bytes: usize, write: impl FnOnce(&mut Draft)) -> Outcome<Self> {
        self.findings.spend(bytes)?;
        write(&mut self.findings.0.drafts.borrow_mut()[self.index]);
        Ok(self.clone())
    }

    fn rename(this: &mut Self, new_name: &str) -> Outcome<Self> {
        let place = this.read(|draft| draft.place.clone());
        let Some(name) = &place.name else {
            return Err("what is reported has no name to change".into());
        };
        let dialect = place.facts.engine.dialect;
        let text = if name.is_quoted {
            dialect.quote(new_name)
        } else {
            as_identifier(new_name, dialect)
        };
        let title = format!("rename `{name}` to `{new_name}`");
        this.edit(Span::new(place.span().file, name.range), &text, &title)
    }

    fn retype(this: &mut Self, old: Type, name: &str) -> Outcome<Self> {
        let place = old.place();
        let (range, text) = place.facts.retype(old.data_type(), name);
        this.edit(Span::new(place.span().file, range), &text, "use another type")
    }

    fn create_file(this: &mut Self, path: &str, text: &str) -> Outcome<Self> {
        let leads_out = this.read(|draft| leads_out(path, draft.place.facts.file.path()));
        if leads_out {
            let message = format!("a fix makes files in the project only, and `{path}` leads out of it");
            return Err(message.into());
        }
        this.write(path.len() + text.len() + FINDING_COST, |draft| {
            let (path, text) = (path.to_owned(), text.to_owned());
            draft.current("create a file").edits.push(Edit::Create { path, text });
        })
    }

    fn edit(&self, span: Span, text: &str, title: &str) -> Outcome<Self> {
        let overlaps = |edit: &Edit| match edit {
            Edit::Replace(edit) => edit.span.file == span.file && edit.span.range.overlaps(span.range),
            Edit::Create { .. } => false,
        };
        if self.read(|draft| draft.fixes.last().is_some_and(|fix| fix.edits.iter().any(overlaps))) {
            return Err("two edits of one fix change the same text".into());
        }
        self.write(text.len() + FINDING_COST, |draft| {
            let text = text.to_owned();
            draft
                .current(title)
                .edits
                .push(Edit::Replace(Replacement { span, text }));
        })
    }
}

impl Draft {
    fn begin(&mut self, title: &str) -> &mut DraftFix {
        self.fixes.push(DraftFix {
            title: title.to_owned(),
            applicability: Applicability::Unsafe,
            edits: Vec::new(),
        });
        let last = self.fixes.len() - 1;
        &mut self.fixes[last]
    }

    /// The fix that edits belong to; one with this title where none was begun.
    fn current(&mut self, title: &str) -> &mut DraftFix {
        if self.fixes.is_empty() {
            return self.begin(title);
        }
        let last = self.fixes.len() - 1;
        &mut self.fixes[last]
    }
}

/// What a finding does with places of this type.
pub(crate) fn register_place<T: Handle>(members: &mut Members<'_, T>) {
    members
        .overload("related", |this: &mut Finding, place: T, message: ImmutableString| {
            let span = place.place().span();
            let message = message.as_str().to_owned();
            this.write(message.len() + FINDING_COST, |draft| {
                draft.report.related.push(Label {
                    span,
                    message: message.into(),
                });
            })
        })
        .overload("remove", |this: &mut Finding, place: T| {
            this.edit(place.place().span(), "", "take it away")
        })
        .overload("edit", |this: &mut Finding, place: T, text: ImmutableString| {
            this.edit(place.place().span(), &text, "edit the migration")
        })
        .overload(
            "insert_before",
            |this: &mut Finding, place: T, text: ImmutableString| {
                let Span { file, range } = place.place().span();
                this.edit(
                    Span::new(file, TextRange::empty(range.start)),
                    &text,
                    "edit the migration",
                )
            },
        )
        .overload("insert_after", |this: &mut Finding, place: T, text: ImmutableString| {
            let Span { file, range } = place.place().span();
            this.edit(
                Span::new(file, TextRange::empty(range.end)),
                &text,
                "edit the migration",
            )
        });
}

/// A name as SQL: quoted where it has capitals, where it is more than letters, digits and underscores, or a reserved word.
pub(crate) fn as_identifier(name: &str, dialect: Dialect) -> String {
    let has_capitals = name.chars().any(char::is_uppercase);
    if !has_capitals && dialect.may_stand_bare(name) {
        name.to_owned()
    } else {
        dialect.quote(name)
    }
}
