//! What the releases of an engine brought, told from a statement's own words, so that an older server cannot read it. What
//! takes the statement's meaning to tell stands among the engine's refusals.

mod mariadb;
mod mssql;
mod mysql;
mod oracle;
mod postgres;
mod sqlite;

use std::fmt;
use std::sync::LazyLock;

use schema::{Catalog, Dialect, EngineVersion, Kind, KindSet, Name, Statement, Token, TokenKind};
use source::TextRange;

use crate::Engine;

/// Something that a release brought.
#[derive(Debug)]
pub struct Novelty {
    row: &'static Row,
    /// Why older versions refuse it, in lower case.
    pub reason: String,
}

/// What is written down of it.
#[derive(Debug)]
struct Row {
    told_by: Sign,
    kinds: KindSet,
    since: EngineVersion,
    example: &'static str,
    source: &'static str,
}

impl Novelty {
    fn new(row: &'static Row, dialect: Dialect) -> Self {
        let reason = format!("{} came with {} {}", row.told_by, dialect.title(), row.since);
        Self { row, reason }
    }

    /// The first version that knows it.
    #[must_use]
    pub const fn since(&self) -> EngineVersion {
        self.row.since
    }

    /// A statement that older versions refuse.
    #[must_use]
    pub const fn example(&self) -> &'static str {
        self.row.example
    }

    /// Where that is documented.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.row.source
    }
}

/// How it is told.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// By words that follow one another: `_` is any name, `#` a number; `*` at the end of one stands for the rest of it.
    Phrase(&'static str),
    /// The same, of words that do not say by themselves what is meant.
    Shape(&'static str, &'static str),
    /// By a call of a function of this name.
    Call(&'static str),
    /// By a column of this type.
    Type(&'static str),
}

/// The statements that make or change a table.
const TABLES: &[Kind] = &[
    Kind::CreateTable,
    Kind::AddColumn,
    Kind::ModifyColumn,
    Kind::AlterColumn,
    Kind::AlterColumnType,
    Kind::SetDefault,
    Kind::AddConstraint,
    Kind::CreateIndex,
];

/// The first thing in a statement that an engine of this version does not know yet, and where it stands. `tokens` are the
/// statement's own.
#[must_use]
pub fn not_known_yet<'t>(
    statement: &Statement,
    tokens: &[Token],
    text: impl Fn(TextRange) -> &'t str,
    engine: Engine,
    before: &Catalog,
) -> Option<(TextRange, &'static Novelty)> {
    let newer = newer_than(engine);
    let is_about = |novelty: &&Novelty| {
        statement
            .changes
            .iter()
            .any(|change| novelty.row.kinds.contains(change.kind))
    };
    newer.iter().filter(is_about).find_map(|novelty| {
        let range = match novelty.row.told_by {
            Sign::Phrase(phrase) | Sign::Shape(phrase, _) => range_of_phrase(phrase, tokens, &text),
            Sign::Call(function) => range_of_call(function, tokens, &text, before),
            Sign::Type(name) => range_of_type(name, statement, before),
        };
        Some((range?, novelty))
    })
}

/// What came after this version, the oldest first.
#[must_use]
pub fn newer_than(engine: Engine) -> &'static [Novelty] {
    let meant = latest_meant(engine.version);
    if rows(engine.dialect).last().is_none_or(|last| last.since <= meant) {
        return &[];
    }
    let all = novelties(engine.dialect);
    &all[all.partition_point(|novelty| novelty.since() <= meant)..]
}

/// What the releases of this engine brought, in their order.
#[must_use]
pub fn novelties(dialect: Dialect) -> &'static [Novelty] {
    static ALL: LazyLock<Vec<Vec<Novelty>>> = LazyLock::new(|| {
        let of_dialect = |dialect: &Dialect| rows(*dialect).iter().map(|row| Novelty::new(row, *dialect)).collect();
        Dialect::ALL.iter().map(of_dialect).collect()
    });
    let number = Dialect::ALL.iter().position(|listed| *listed == dialect);
    number.map_or(&[], |number| &ALL[number])
}

const fn rows(dialect: Dialect) -> &'static [Row] {
    match dialect {
        Dialect::Postgres => postgres::ROWS,
        Dialect::Mysql => mysql::ROWS,
        Dialect::Mariadb => mariadb::ROWS,
        Dialect::Mssql => mssql::ROWS,
        Dialect::Sqlite => sqlite::ROWS,
        Dialect::Oracle => oracle::ROWS,
        Dialect::Generic => &[],
    }
}

/// Who says 8.0 may mean 8.0.40.
const fn latest_meant(version: EngineVersion) -> EngineVersion {
    match (version.minor, version.patch) {
        (0, 0) => EngineVersion::new(version.major, u16::MAX, u16::MAX),
        (minor, 0) => EngineVersion::new(version.major, minor, u16::MAX),
        _ => version,
    }
}

fn range_of_phrase<'t>(phrase: &str, tokens: &[Token], text: &impl Fn(TextRange) -> &'t str) -> Option<TextRange> {
    let is_it = |word: &str, token: &Token| match word {
        "_" => matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent),
        "#" => token.kind == TokenKind::Number,
        word => {
            token.kind != TokenKind::QuotedIdent
                && token.kind != TokenKind::String
                && is_spelled(word, text(token.range))
        }
    };
    let length = phrase.split(' ').count();
    let place = tokens
        .windows(length)
        .find(|window| phrase.split(' ').zip(*window).all(|(word, token)| is_it(word, token)))?;
    Some(place[0].range.cover(place[length - 1].range))
}

fn is_spelled(word: &str, text: &str) -> bool {
    match word.strip_suffix('*') {
        Some(beginning) => text
            .get(..beginning.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(beginning)),
        None => text.eq_ignore_ascii_case(word),
    }
}

/// Not of a function that the history made, or of one that is called with its schema.
fn range_of_call<'t>(
    function: &str,
    tokens: &[Token],
    text: &impl Fn(TextRange) -> &'t str,
    before: &Catalog,
) -> Option<TextRange> {
    let calls = tokens.windows(2).enumerate().filter(|(at, pair)| {
        let is_qualified = *at > 0 && tokens[at - 1].kind == TokenKind::Dot;
        pair[0].kind == TokenKind::Word && pair[1].kind == TokenKind::LeftParen && !is_qualified
    });
    let mut names = calls.map(|(_, pair)| pair[0]);
    let name = names.find(|name| text(name.range).eq_ignore_ascii_case(function))?;
    let called = Name::bare(schema::Ident::synthetic(function));
    before.routines(&called).seen().is_none().then_some(name.range)
}

/// Not of a type that the history made.
fn range_of_type(name: &str, statement: &Statement, before: &Catalog) -> Option<TextRange> {
    let columns = statement.changes.iter().flat_map(|change| change.added_columns());
    let mut types = columns.filter_map(|column| column.data_type.as_ref());
    let of_name = types.find(|data_type| data_type.name == name && data_type.schema.is_none())?;
    before
        .user_type(&of_name.user_type_name())
        .seen()
        .is_none()
        .then_some(of_name.range)
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sign::Phrase(phrase) => write!(f, "`{}`", phrase.trim_end_matches(" (")),
            Sign::Shape(_, meaning) => f.write_str(meaning),
            Sign::Call(function) => write!(f, "`{function}()`"),
            Sign::Type(name) => write!(f, "the type `{name}`"),
        }
    }
}

const fn row(
    told_by: Sign,
    kinds: &'static [Kind],
    since: (u16, u16, u16),
    example: &'static str,
    source: &'static str,
) -> Row {
    Row {
        told_by,
        kinds: KindSet::of(kinds),
        since: EngineVersion::new(since.0, since.1, since.2),
        example,
        source,
    }
}
