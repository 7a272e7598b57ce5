use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Clause, InsertSource, Keyword, KeywordSet, Kind, KindSet, Statement, TokenKind, Word};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:select-star",
        "sqlcodeguard:BP005",
        "ssdt:SR0001",
        "sqlserver-rules:SRD0006",
        "eslint-plugin-postgresql:no-select-star",
        "zpa:SelectAllColumns",
        "bytebase:STATEMENT_SELECT_NO_SELECT_ALL",
        "sqlfluff:AM04",
        "sqlcheck:3001",
    ]),
    default_on: false,
    in_bodies: true,
    options: vec![OptionInfo {
        name: "everywhere".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report queries whose columns are not stored".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "select-star",
        Category::Correctness,
        Severity::Warning,
        On::Statements(STORING),
        include_str!("select_star.md"),
    )
});

const STORING: KindSet = KindSet::of(&[
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::AlterView,
    Kind::Insert,
    Kind::Replace,
    Kind::Select,
    Kind::If,
    Kind::CreateTable,
    Kind::DeclareCursor,
    Kind::For,
    Kind::Return,
]);

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    everywhere: bool,
}

/// Reports `select *` where its columns are stored.
pub(crate) struct SelectStar;

impl Rule for SelectStar {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let everywhere = cx.options::<Settings>().everywhere;
        if !everywhere && statement.changes.iter().all(holds_no_query) {
            return;
        }
        let may_select = cx.holds_any(&const { KeywordSet::of(&[Keyword::SELECT]) });
        let words = if may_select { cx.words() } else { &[] };
        if !words.iter().any(|word| is_star(word, cx)) {
            return;
        }
        let is_stored = statement.changes.iter().any(|change| stores(change, cx));
        if !everywhere && !is_stored {
            return;
        }
        for at in 0..words.len() {
            let star = words[at];
            let is_outermost = everywhere || star.depth == 0;
            if !is_star(&star, cx)
                || !is_outermost
                || !follows_opening(&words[..at])
                || is_asked_only(&words[..at], star)
            {
                continue;
            }
            if !reads_relation(&words[at..], star, statement, cx) {
                continue;
            }
            cx.report(star.token.range, "`*` stands for the columns of today")
                .help("name the columns");
            return;
        }
    }
}

/// Whether the rows of the change are written out.
fn holds_no_query(change: &Change) -> bool {
    let Action::Insert(insert) = &change.action else {
        return false;
    };
    matches!(insert.source, InsertSource::Values(_) | InsertSource::Defaults)
}

fn is_star(word: &Word, cx: &Context<'_>) -> bool {
    word.clause == Clause::Targets && !word.is_enclosed && cx.text(word.token.range) == "*"
}

/// Whether the columns of the query stay: in a view, or in a table that has columns already.
fn stores(change: &Change, cx: &Context<'_>) -> bool {
    match &change.action {
        Action::CreateView(view) => view.columns.is_empty(),
        Action::Insert(insert) => !cx.is_temporary(&insert.table),
        _ => false,
    }
}

/// Whether what stands before a `*` lets it stand for columns: `SELECT`, a comma, `t.`, `TOP 1`.
fn follows_opening(before: &[Word]) -> bool {
    let Some(last) = before.last() else {
        return false;
    };
    match last.token.kind {
        TokenKind::Dot | TokenKind::Comma => true,
        TokenKind::Word => matches!(last.token.keyword, Keyword::SELECT | Keyword::DISTINCT | Keyword::ALL),
        TokenKind::Number | TokenKind::RightParen => {
            let mut opening = before.iter().rev().skip(1).take(4);
            opening.any(|word| word.token.keyword == Keyword::TOP)
        }
        _ => false,
    }
}

/// `EXISTS (SELECT * …)` reads no column.
fn is_asked_only(before: &[Word], star: Word) -> bool {
    let select = before
        .iter()
        .rposition(|word| word.token.keyword == Keyword::SELECT && word.query == star.query);
    let around = select.and_then(|at| before[..at].iter().rev().nth(1));
    around.is_some_and(|word| word.token.keyword == Keyword::EXISTS)
}

/// Whether the query reads a relation, rather than a subquery or a `WITH` that names its columns.
fn reads_relation(from_star: &[Word], star: Word, statement: &Statement, cx: &Context<'_>) -> bool {
    let from = from_star
        .iter()
        .position(|word| word.query == star.query && word.token.keyword == Keyword::FROM);
    let Some(source) = from.and_then(|at| from_star.get(at + 1)) else {
        return false;
    };
    let start = source.token.range.start;
    source.token.kind != TokenKind::LeftParen
        && (statement.reads().any(|name| name.range().start == start)
            || !cx
                .migration
                .script
                .tokens_of(statement)
                .iter()
                .any(|token| token.keyword == Keyword::WITH))
}
