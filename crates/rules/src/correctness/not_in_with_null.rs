use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Ident, Keyword, KeywordSet, Kind, KindSet, Name, Qualifiers, TokenKind, Word};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["eslint-plugin-postgresql:no-not-in-subquery", "sqlserver-rules:SRP0011"]),
    ..RuleInfo::new(
        "not-in-with-null",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::of(&[
            Kind::Select,
            Kind::Insert,
            Kind::Update,
            Kind::Delete,
            Kind::Merge,
            Kind::CreateView,
            Kind::CreateMaterializedView,
            Kind::CreateTable,
            Kind::If,
        ])),
        include_str!("not_in_with_null.md"),
    )
});

/// Reports `NOT IN` over values among which there is or may be a null.
pub(crate) struct NotInWithNull;

impl Rule for NotInWithNull {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        if !cx.holds_any(&const { KeywordSet::of(&[Keyword::IN]) }) {
            return;
        }
        let words = cx.words();
        for at in 2..words.len() {
            let is_not_in = words[at - 2].token.keyword == Keyword::NOT
                && words[at - 1].token.keyword == Keyword::IN
                && words[at].token.kind == TokenKind::LeftParen;
            if !is_not_in {
                continue;
            }
            let depth = words[at].depth + 1;
            let inside: Vec<Word> = words[at + 1..]
                .iter()
                .copied()
                .take_while(|word| word.depth >= depth)
                .collect();
            let Some(what) = null_among(&inside, depth, cx) else {
                continue;
            };
            let range = words[at - 2].token.range.cover(words[at - 1].token.range);
            cx.report(range, format!("`not in` is never true once {what}"))
                .help("use `not exists`, or leave nulls out with `is not null`");
        }
    }
}

/// What makes the list hold a null, if anything surely does or may.
fn null_among(inside: &[Word], depth: u32, cx: &Context<'_>) -> Option<String> {
    let is_query = inside.first().is_some_and(|word| word.token.keyword == Keyword::SELECT);
    if !is_query {
        let mut parts = inside.split(|word| word.depth == depth && word.token.kind == TokenKind::Comma);
        let is_null = |part: &[Word]| part.len() == 1 && part[0].token.keyword == Keyword::NULL;
        return parts.any(is_null).then(|| "the list holds null".to_owned());
    }
    let speaks_of_null = inside.iter().any(|word| {
        matches!(
            word.token.keyword,
            Keyword::NULL | Keyword::COALESCE | Keyword::UNION | Keyword::JOIN
        )
    });
    let [_, column, from, rest @ ..] = inside else {
        return None;
    };
    let is_plain = from.token.keyword == Keyword::FROM && is_name(*column);
    if !is_plain || speaks_of_null {
        return None;
    }
    let mut parts = Qualifiers::new();
    let mut words = rest.iter().peekable();
    while let Some(word) = words.next_if(|word| is_name(**word)) {
        parts.push(ident(word, cx));
        // What follows without a dot is an alias, or the next clause.
        if words.next_if(|word| word.token.kind == TokenKind::Dot).is_none() {
            break;
        }
    }
    let last = parts.pop()?;
    let name = Name {
        qualifiers: parts,
        ident: last,
    };
    let column = ident(column, cx);
    let found = cx.before().column(&name, &column).known()?;
    // A column that a query made has no type here, and takes nulls whatever the query gives.
    (found.nullable == Some(true) && found.data_type.is_some()).then(|| format!("`{column}` is null in one row"))
}

fn is_name(word: Word) -> bool {
    matches!(word.token.kind, TokenKind::Word | TokenKind::QuotedIdent)
}

fn ident(word: &Word, cx: &Context<'_>) -> Ident {
    let text = cx.text(word.token.range);
    Ident {
        text: text.trim_matches(['"', '`', '[', ']']).into(),
        is_quoted: word.token.kind == TokenKind::QuotedIdent,
        ..Ident::synthetic("")
    }
}
