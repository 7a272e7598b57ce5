//! A report with a bit of everything.

use std::sync::Arc;

use lint::{HeldBack, On, OptionInfo, RuleInfo, RunError, Summary};
use lockgate_report::{Explained, Format, HeldBackFindings, Report, RuleTable, Terminal};
use schema::{Dialect, Kind, KindSet};
use source::{
    Applicability, Category, Edit, FileId, Finding, Fingerprint, Fix, Label, Replacement, RuleId, Severity, SourceFile,
    Sources, Span, StatementPath, TextRange,
};

pub(crate) const CREATE: &str = "\
create table users (
    id bigint primary key,
    email text,
    naïve_name text
);
";

pub(crate) const CHANGE: &str = "\
-- ticket DB-12
alter table users drop column email;
create index users_by_name on users (naïve_name);
update users
   set naïve_name = 'é'
 where naïve_name is null
   and id > 0
   and id < 100
   and id <> 7;
";

const DROP_COLUMN_PAGE: &str = "\
Dropping a column loses what it holds.

## Why

The rows are gone, and the release that still serves reads `null | nothing`.

## Flagged

```sql dialect=postgres
alter table users drop column email; -- finds: \"loses\"
```
";

/// What a report borrows from.
pub(crate) struct Run {
    pub(crate) sources: Sources,
    pub(crate) findings: Vec<Finding>,
    /// Where there are some, they are asked for.
    pub(crate) held_back: Vec<HeldBack>,
    pub(crate) rules: Vec<RuleInfo>,
    pub(crate) run_errors: Vec<RunError>,
}

impl Run {
    /// A run over files without findings.
    pub(crate) fn over(files: &[(&str, &str)]) -> Self {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.add(SourceFile::from_text(*path, *text));
        }
        Self {
            sources,
            findings: Vec::new(),
            held_back: Vec::new(),
            rules: Vec::new(),
            run_errors: Vec::new(),
        }
    }

    pub(crate) fn written(&self, format: Format, terminal: &Terminal) -> String {
        self.reported(|report| {
            let mut out = Vec::new();
            format.write(report, terminal, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        })
    }

    pub(crate) fn reported<T>(&self, use_report: impl FnOnce(&Report<'_>) -> T) -> T {
        self.reported_with(&Explained::default(), use_report)
    }

    /// The report of this run, with what the statements do.
    pub(crate) fn reported_with<T>(&self, explained: &Explained<'_>, use_report: impl FnOnce(&Report<'_>) -> T) -> T {
        let checked: Vec<FileId> = self.sources.iter().map(|(file, _)| file).collect();
        let rules: RuleTable<'_> = self.rules.iter().collect();
        let report = Report {
            sources: &self.sources,
            checked: &checked,
            findings: &self.findings,
            held_back: (!self.held_back.is_empty()).then_some(HeldBackFindings {
                findings: &self.held_back,
                has_baseline: true,
            }),
            rules: &rules,
            summary: Summary {
                files: u32::try_from(checked.len()).unwrap(),
                statements: 4,
                suppressed: 1,
                ..Summary::of(&self.findings)
            },
            explained,
            repository: None,
            category: "lockgate/",
            run_errors: &self.run_errors,
            version: "0.1.0",
            exit_code: 2,
        };
        use_report(&report)
    }

    pub(crate) fn span(&self, file: u32, text: &str) -> Span {
        let file = FileId(file);
        let start = self.sources.get(file).text().find(text).unwrap();
        let start = u32::try_from(start).unwrap();
        let length = u32::try_from(text.len()).unwrap();
        Span::new(file, TextRange::new(start, start + length))
    }
}

/// A finding without anything that need not be there.
pub(crate) fn finding(rule: &str, severity: Severity, span: Span, message: &str) -> Finding {
    Finding {
        rule: RuleId::from(rule),
        category: Category::Design,
        severity,
        message: message.to_owned().into(),
        help: None,
        url: None,
        span,
        statement: None,
        related: Vec::new(),
        fixes: Vec::new(),
        fingerprint: Fingerprint(7),
    }
}

pub(crate) fn rules() -> Vec<RuleInfo> {
    let kinds = |kinds: &'static [Kind]| On::Changes(KindSet::of(kinds));
    let drop_column = RuleInfo {
        dialects: vec![Dialect::Postgres, Dialect::Mysql].into(),
        aliases: vec!["squawk:ban-drop-column".into(), "eugene:E1".into()].into(),
        options: vec![OptionInfo {
            name: "ignore".into(),
            value: "list of names".into(),
            default: "[]".into(),
            summary: "columns that may be dropped".into(),
        }]
        .into(),
        ..RuleInfo::new(
            "drop-column",
            Category::Destructive,
            Severity::Error,
            kinds(&[Kind::DropColumn]),
            DROP_COLUMN_PAGE,
        )
    };
    let blocking = RuleInfo {
        fixable: true,
        ..RuleInfo::new(
            "blocking-index-build",
            Category::Locking,
            Severity::Warning,
            kinds(&[Kind::CreateIndex]),
            "A plain `create index` blocks every write to its table\nuntil the build ends.\n",
        )
    };
    let audit = RuleInfo {
        default_on: false,
        path: Some(Arc::from("lockgate/rules/audit.rhai")),
        ..RuleInfo::new(
            "house/audit-columns",
            Category::Security,
            Severity::Info,
            On::Migrations,
            "Tables have audit columns.\n",
        )
    };
    vec![drop_column, blocking, audit]
}

pub(crate) fn sample() -> Run {
    let mut run = Run::over(&[
        ("db/V1__create.sql", CREATE),
        ("db/V2__drop & index.sql", CHANGE),
        ("db/V3__clean.sql", "select 1;\n"),
    ]);
    run.rules = rules();
    let drop = Finding {
        category: Category::Destructive,
        help: Some("stop reading the column first, then drop it in a later release".into()),
        url: Some("https://lockgate.dev/rules/drop-column".into()),
        statement: Some(StatementPath(vec![0])),
        related: vec![Label {
            span: run.span(0, "email text"),
            message: "the column was added here".into(),
        }],
        fingerprint: Fingerprint(0xabc),
        ..finding(
            "drop-column",
            Severity::Error,
            run.span(1, "drop column email"),
            "dropping `users.email` loses its data",
        )
    };
    let after_create = run.span(1, "index users_by_name").range.start + 5;
    let insertion = Span::new(FileId(1), TextRange::empty(after_create));
    let build = Finding {
        category: Category::Locking,
        statement: Some(StatementPath(vec![1, 0])),
        fixes: vec![
            Fix::replace(
                "build the index concurrently",
                Applicability::Safe,
                insertion,
                " concurrently",
            ),
            Fix {
                title: "leave the transaction".into(),
                applicability: Applicability::Unsafe,
                edits: vec![
                    Edit::Replace(Replacement {
                        span: insertion,
                        text: " concurrently".to_owned(),
                    }),
                    Edit::Create {
                        path: "db/V2__drop & index.sql.conf".to_owned(),
                        text: "executeInTransaction=false\n".to_owned(),
                    },
                ],
            },
        ],
        ..finding(
            "blocking-index-build",
            Severity::Warning,
            run.span(1, "create index users_by_name"),
            "writes to `users` wait until this index is built",
        )
    };
    let whole = run.span(1, "update users\n   set naïve_name = 'é'\n where naïve_name is null\n   and id > 0\n   and id < 100\n   and id <> 7");
    let update = Finding {
        category: Category::Locking,
        ..finding(
            "batch-the-update",
            Severity::Warning,
            whole,
            "every row is written in one statement",
        )
    };
    let audit = Finding {
        category: Category::Security,
        ..finding(
            "house/audit-columns",
            Severity::Info,
            Span::new(FileId(0), TextRange::default()),
            "`users` has no [audit](columns) | at all",
        )
    };
    run.findings = vec![audit, drop, build, update];
    run.run_errors = vec![RunError {
        rule: Some(RuleId::from("house/audit-columns")),
        path: Some(Arc::from("lockgate/rules/audit.rhai")),
        line: Some(3),
        column: Some(7),
        message: "the rule `house/audit-columns` failed on `db/V3__clean.sql`: ran out of steps".to_owned(),
    }];
    run
}
