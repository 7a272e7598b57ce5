use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Ident, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Oracle]),
    ..RuleInfo::new(
        "names-differ-in-case",
        Category::Naming,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("names_differ_in_case.md"),
    )
});

/// Reports columns of one table, or tables, whose names differ in case alone.
pub(crate) struct NamesDifferInCase;

impl Rule for NamesDifferInCase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        match &change.action {
            Action::CreateTable(table) => {
                for (at, column) in table.columns.iter().enumerate() {
                    let before = table.columns[..at].iter().map(|other| other.name.text.as_str());
                    report(&column.name, before, cx);
                }
                other_table(&table.name, cx);
            }
            Action::AddColumn { table, column, .. } => {
                let known = cx.before().table(table).seen();
                let before = known
                    .iter()
                    .flat_map(|table| table.columns.iter().map(|other| other.name.as_str()));
                report(&column.name, before, cx);
            }
            _ => {}
        }
    }
}

fn report<'a>(name: &Ident, mut others: impl Iterator<Item = &'a str>, cx: &mut Context<'_>) {
    let dialect = cx.migration.script.dialect;
    let folded = name.folded(dialect);
    let is_near =
        |other: &&str| other.eq_ignore_ascii_case(&folded) && *other != folded && dialect.fold(other, true) != folded;
    let Some(other) = others.find(is_near) else {
        return;
    };
    // A name that another column was written with is folded as that column's was.
    if !name.is_quoted && other.eq_ignore_ascii_case(&name.text) && dialect.fold(other, false) == folded {
        return;
    }
    cx.report(name.range, format!("`{name}` and `{other}` differ in case alone"))
        .about(name.text.as_str())
        .help("give one of them another name");
}

fn other_table(name: &Name, cx: &mut Context<'_>) {
    let key = cx.before().new_key(name);
    let lower = key.name.to_lowercase();
    if lower == key.name.as_str() && !name.ident.is_quoted {
        return;
    }
    let other = schema::ObjectKey::new(
        key.schema.clone(),
        if lower == key.name.as_str() {
            key.name.to_uppercase()
        } else {
            lower
        },
    );
    if cx.before().table_at(&other).known().is_some() {
        cx.report(
            name.ident.range,
            format!("`{name}` and `{}` differ in case alone", other.name),
        )
        .about(name.ident.text.as_str())
        .help("give one of them another name");
    }
}
