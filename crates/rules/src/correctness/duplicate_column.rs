use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Clause, Ident, Keyword, Kind, KindSet, Statement, TokenKind, Word};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo { partial_aliases: lint::names(&["squawk:ban-duplicate-column-assignments"]),
in_bodies: true, ..RuleInfo::new("duplicate-column", Category::Correctness, Severity::Error, On::Statements(NAMING), include_str!("duplicate_column.md")) });

/// Statements that assign to columns.
const ASSIGNING: KindSet = KindSet::of(&[Kind::Update, Kind::Merge, Kind::Insert]);

const NAMING: KindSet = KindSet::of(&[
    Kind::Update, Kind::Merge, Kind::Insert, Kind::CreateTable, Kind::CreateForeignTable, Kind::CreateView,
    Kind::CreateMaterializedView,
]);

/// Reports columns that a statement names twice where each may stand once.
pub(crate) struct DuplicateColumn;

impl Rule for DuplicateColumn {
 fn info(&self) -> &RuleInfo { &INFO }

 fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
let Subject::Statement(statement) = subject else { return; };
        for change in &statement.changes {
            let named = match &change.action {
                Action::CreateTable(table) => table.columns.iter().map(|column| &column.name).collect(),
                Action::Insert(insert) => insert.columns.iter().collect(),
                Action::CreateView(view) => view.columns.iter().collect(),
                _ => Vec::new(),
            };
            report_twice(&named, cx);
        }
        if statement.changes.iter().any(|change| ASSIGNING.contains(change.kind)) {
            report_assigned_twice(statement, cx);
        }
}
}

fn report_twice(named: &[&Ident], cx: &mut Context<'_>) {
    let dialect = cx.migration.script.dialect;
    for (at, name) in named.iter().enumerate() {
        let is_same = |earlier: &&&Ident| earlier.is_same(name, dialect);
        let Some(first) = named[..at].iter().find(is_same) else { continue; };
        let first = first.range;
        cx.report(name.range, format!("`{name}` is named twice"))
            .about(name.text.as_str())
            .help("name each column once")
            .related(first, "named here first");
    }
}

/// What one assignment writes to: the parts of its name, with its place.
struct Target {
    path: Vec<String>,
    range: TextRange,
}

fn report_assigned_twice(statement: &Statement, cx: &mut Context<'_>) {
    let words = cx.migration.script.words_of(statement);
    for list in words.split(|word| word.token.keyword == Keyword::SET).skip(1) {
        let Some(depth) = list.first().map(|word| word.depth) else { continue; };
        let end = list.iter().position(|word| word.depth < depth || word.depth == depth && word.clause != Clause::Assignments);
        let targets = targets(&list[..end.unwrap_or(list.len())], depth, cx);
        for (at, target) in targets.iter().enumerate() {
            let overlaps = |earlier: &&Target| earlier.path.starts_with(&target.path) || target.path.starts_with(&earlier.path);
            let Some(first) = targets[..at].iter().find(overlaps) else { continue; };
            let text = cx.text(target.range);
            cx.report(target.range, format!("`{text}` is assigned twice"))
                .about(text)
                .help("assign each column once")
                .related(first.range, "assigned here first");
        }
    }
}

/// What the assignments of a list write to. `(a, b) = …` writes to two; an element of an array is left out.
fn targets(list: &[Word], depth: u32, cx: &Context<'_>) -> Vec<Target> {
    let mut found = Vec::new();
    for part in list.split(|word| word.depth == depth && word.token.kind == TokenKind::Comma) {
        let Some(equals) = part.iter().position(|word| word.depth == depth && word.token.kind == TokenKind::Equals) else {
            continue;
        };
        for name in part[..equals].split(|word| word.token.kind == TokenKind::Comma) {
            let is_name = |word: &&Word| matches!(word.token.kind, TokenKind::Word | TokenKind::QuotedIdent);
            if name.iter().any(|word| matches!(word.token.kind, TokenKind::LeftBracket | TokenKind::Parameter)) {
                continue;
            }
            let parts: Vec<&Word> = name.iter().filter(is_name).collect();
            let Some(range) = parts.iter().map(|word| word.token.range).reduce(TextRange::cover) else { continue; };
            found.push(Target { path: parts.iter().map(|word| key_of(word, cx)).collect(), range });
        }
    }
    found
}

fn key_of(word: &Word, cx: &Context<'_>) -> String {
    let text = cx.text(word.token.range);
    let is_quoted = word.token.kind == TokenKind::QuotedIdent;
    let name = Ident {
        text: text.trim_matches(['"', '`', '[', ']']).into(),
        is_quoted,
        ..Ident::synthetic("")
    };
    name.folded(cx.migration.script.dialect).to_string()
}
