use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use rustc_hash::FxHashMap;
use schema::{
    Action, Change, Clause, Dialect, Family, Ident, Insert, Keyword, Kind, KindSet, Runs, Statement, TokenKind, Word,
};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["squawk:ban-duplicate-column-assignments"]),
    in_bodies: true,
    ..RuleInfo::new(
        "duplicate-column",
        Category::Correctness,
        Severity::Error,
        On::Statements(NAMING),
        include_str!("duplicate_column.md"),
    )
});

const NAMING: KindSet = KindSet::of(&[
    Kind::Update,
    Kind::Merge,
    Kind::Insert,
    Kind::CreateTable,
    Kind::CreateForeignTable,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::Select,
]);

/// Reports columns that a statement names twice where each may stand once.
pub(crate) struct DuplicateColumn;

impl Rule for DuplicateColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        for change in &statement.changes {
            match &change.action {
                Action::CreateTable(table) => report_twice(table.columns.iter().map(|column| &column.name), cx),
                Action::Insert(insert) => {
                    report_twice(&insert.columns, cx);
                    report_upserted_twice(insert, cx);
                }
                Action::CreateView(view) => report_twice(&view.columns, cx),
                _ => {}
            }
        }
        if statement.changes.iter().any(assigns) {
            report_assigned_twice(cx);
            report_inserted_twice(statement, cx);
        }
        // In a routine `INTO` names variables.
        let is_run = matches!(statement.runs, Runs::Now | Runs::If);
        if is_run && statement.changes.iter().any(makes_columns) {
            let targets = target_names(cx);
            report_twice(&targets, cx);
        }
    }
}

/// Whether the change assigns to columns.
fn assigns(change: &Change) -> bool {
    match &change.action {
        Action::Insert(insert) => insert.conflict.is_some() || insert.upsert.is_some(),
        _ => matches!(change.kind, Kind::Update | Kind::Merge),
    }
}

/// Whether the columns of the statement's query become those of a view or a table.
fn makes_columns(change: &Change) -> bool {
    match &change.action {
        Action::Select(select) => select.into.is_some(),
        Action::CreateView(view) => view.columns.is_empty(),
        Action::CreateTable(table) => table.as_query.is_some() && table.columns.is_empty(),
        _ => false,
    }
}

/// The names of the columns that the statement's first query selects, as far as they are written: aliases, and columns
/// that stand alone.
fn target_names(cx: &Context<'_>) -> Vec<Ident> {
    let words = cx.words();
    let Some(select) = words
        .iter()
        .position(|word| word.token.keyword == Keyword::SELECT && word.depth == 0)
    else {
        return Vec::new();
    };
    let query = words[select].query;
    let is_target = |word: &&Word| {
        word.depth > 0 || (word.clause == Clause::Targets && word.query == query && word.token.keyword != Keyword::INTO)
    };
    let list: Vec<Word> = words[select + 1..].iter().take_while(is_target).copied().collect();
    let parts = list.split(|word| word.depth == 0 && word.token.kind == TokenKind::Comma);
    parts.filter_map(|part| target_name(part, cx)).collect()
}

fn target_name(part: &[Word], cx: &Context<'_>) -> Option<Ident> {
    let last = part.last()?;
    let is_constant = part.len() == 1 && matches!(last.token.kind, TokenKind::Number | TokenKind::String);
    if is_constant && cx.migration.script.dialect == Dialect::Postgres {
        // <https://www.postgresql.org/docs/current/queries-select-lists.html#QUERIES-COLUMN-LABELS>
        return Some(Ident {
            range: last.token.range,
            ..Ident::synthetic("?column?")
        });
    }
    let before = part.len().checked_sub(2).map(|at| part[at].token);
    let is_name = matches!(last.token.kind, TokenKind::Word | TokenKind::QuotedIdent);
    let is_named = match before {
        None => last.token.keyword == Keyword::NotAKeyword,
        Some(before) => {
            matches!(
                before.kind,
                TokenKind::Dot | TokenKind::RightParen | TokenKind::Number | TokenKind::String | TokenKind::Word
            ) && (before.keyword == Keyword::AS || last.token.keyword == Keyword::NotAKeyword)
        }
    };
    // `interval '1 day' second`, `a is distinct`: a keyword before the last word is an operator's, except `AS`.
    let follows_operator =
        before.is_some_and(|before| before.keyword != Keyword::NotAKeyword && before.keyword != Keyword::AS);
    (is_name && is_named && !follows_operator).then(|| ident_of(last, cx))
}

/// Below so many names, comparing each with each costs less than a table of them.
const FEW: usize = 32;

fn report_twice<'i>(named: impl IntoIterator<Item = &'i Ident>, cx: &mut Context<'_>) {
    let named: Vec<&Ident> = named.into_iter().collect();
    if named.len() < FEW && !may_repeat(&named) {
        return;
    }
    let dialect = cx.migration.script.dialect;
    let mut firsts: FxHashMap<Cow<'i, str>, &Ident> = FxHashMap::default();
    for name in named {
        let first = match firsts.entry(dialect.fold(&name.text, name.is_quoted)) {
            Entry::Vacant(free) => {
                free.insert(name);
                continue;
            }
            Entry::Occupied(first) => first.get().range,
        };
        cx.report(name.range, format!("`{name}` is named twice"))
            .about(name.text.as_str())
            .help("name each column once")
            .related(first, "named here first");
    }
}

/// Whether two of the names may be one: the same but for their case, or longer than some engine keeps.
fn may_repeat(named: &[&Ident]) -> bool {
    const LONG: usize = 63;
    let is_same = |one: &Ident, other: &Ident| one.text.eq_ignore_ascii_case(&other.text);
    let mut rest = named.iter().enumerate();
    rest.any(|(at, name)| name.text.len() > LONG || named[..at].iter().any(|earlier| is_same(earlier, name)))
}

/// What one assignment writes to: the parts of its name, with its place.
struct Target {
    path: Vec<String>,
    range: TextRange,
}

/// `MERGE … THEN INSERT (a, a)`.
fn report_inserted_twice(statement: &Statement, cx: &mut Context<'_>) {
    if statement.kind != Kind::Merge {
        return;
    }
    let words = cx.words();
    for list in words.split(|word| word.token.keyword == Keyword::INSERT).skip(1) {
        let Some(depth) = list
            .first()
            .filter(|first| first.token.kind == TokenKind::LeftParen)
            .map(|first| first.depth)
        else {
            continue;
        };
        let names = list[1..].iter().take_while(|word| word.depth > depth);
        let names = names.filter(|word| matches!(word.token.kind, TokenKind::Word | TokenKind::QuotedIdent));
        let names: Vec<Ident> = names.map(|word| ident_of(word, cx)).collect();
        report_twice(&names, cx);
    }
}

fn report_assigned_twice(cx: &mut Context<'_>) {
    let words = cx.words();
    for list in words.split(|word| word.token.keyword == Keyword::SET).skip(1) {
        let Some(depth) = list.first().map(|word| word.depth) else {
            continue;
        };
        let end = list
            .iter()
            .position(|word| word.depth < depth || word.depth == depth && word.clause != Clause::Assignments);
        report_overlaps(&targets(&list[..end.unwrap_or(list.len())], depth, cx), cx);
    }
}

/// `ON DUPLICATE KEY UPDATE a = 1, a = 2`, which has no `SET`. All columns are the table's, qualified or not.
fn report_upserted_twice(insert: &Insert, cx: &mut Context<'_>) {
    let dialect = cx.migration.script.dialect;
    let Some(upsert) = insert.upsert.as_ref().filter(|_| dialect.family() == Family::Mysql) else {
        return;
    };
    let columns = upsert.assignments.iter().map(|assignment| &assignment.column.ident);
    let target = |column: &Ident| Target {
        path: vec![column.folded(dialect).to_string()],
        range: column.range,
    };
    let targets: Vec<Target> = columns.map(target).collect();
    report_overlaps(&targets, cx);
}

fn report_overlaps(targets: &[Target], cx: &mut Context<'_>) {
    for (at, target) in targets.iter().enumerate() {
        let overlaps =
            |earlier: &&Target| earlier.path.starts_with(&target.path) || target.path.starts_with(&earlier.path);
        let Some(first) = targets[..at].iter().find(overlaps) else {
            continue;
        };
        let text = cx.text(target.range);
        cx.report(target.range, format!("`{text}` is assigned twice"))
            .about(text)
            .help("assign each column once")
            .related(first.range, "assigned here first");
    }
}

/// What the assignments of a list write to. `(a, b) = …` writes to two; an element of an array is left out.
fn targets(list: &[Word], depth: u32, cx: &Context<'_>) -> Vec<Target> {
    let mut found = Vec::new();
    for part in list.split(|word| word.depth == depth && word.token.kind == TokenKind::Comma) {
        let Some(equals) = part
            .iter()
            .position(|word| word.depth == depth && word.token.kind == TokenKind::Equals)
        else {
            continue;
        };
        for name in part[..equals].split(|word| word.token.kind == TokenKind::Comma) {
            let is_name = |word: &&Word| matches!(word.token.kind, TokenKind::Word | TokenKind::QuotedIdent);
            if name
                .iter()
                .any(|word| matches!(word.token.kind, TokenKind::LeftBracket | TokenKind::Parameter))
            {
                continue;
            }
            let parts: Vec<&Word> = name.iter().filter(is_name).collect();
            let Some(range) = parts.iter().map(|word| word.token.range).reduce(TextRange::cover) else {
                continue;
            };
            found.push(Target {
                path: parts.iter().map(|word| key_of(word, cx)).collect(),
                range,
            });
        }
    }
    found
}

fn key_of(word: &Word, cx: &Context<'_>) -> String {
    ident_of(word, cx).folded(cx.migration.script.dialect).to_string()
}

fn ident_of(word: &Word, cx: &Context<'_>) -> Ident {
    let text = cx.text(word.token.range);
    Ident {
        text: text.trim_matches(['"', '`', '[', ']']).into(),
        range: word.token.range,
        is_quoted: word.token.kind == TokenKind::QuotedIdent,
        has_placeholder: false,
    }
}
