use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Keyword, KeywordSet, Token, TokenKind};
use serde::Deserialize;
use source::{Applicability, Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:keyword-capitalization",
        "sqlfluff:CP01",
        "sqlserver-rules:SRD0067",
        "eslint-plugin-postgresql:prefer-keyword-case",
    ]),
    default_on: false,
    fixable: true,
    options: vec![OptionInfo {
        name: "case".into(),
        value: "\"upper\" or \"lower\"".into(),
        default: "\"upper\"".into(),
        summary: "how keywords are written".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "keyword-case",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("keyword_case.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    case: Case,
    #[serde(skip, default = "plain_keywords")]
    words: KeywordSet,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Case {
    #[default]
    Upper,
    Lower,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            case: Case::default(),
            words: plain_keywords(),
        }
    }
}

impl Case {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Upper => "upper",
            Self::Lower => "lower",
        }
    }

    fn holds_for(self, word: &str) -> bool {
        match self {
            Self::Upper => !word.bytes().any(|byte| byte.is_ascii_lowercase()),
            Self::Lower => !word.bytes().any(|byte| byte.is_ascii_uppercase()),
        }
    }

    fn of(self, word: &str) -> String {
        match self {
            Self::Upper => word.to_ascii_uppercase(),
            Self::Lower => word.to_ascii_lowercase(),
        }
    }
}

/// Words that are reserved everywhere, so that they are never names.
const fn plain_keywords() -> KeywordSet {
    KeywordSet::of(&[
        Keyword::ALTER,
        Keyword::AND,
        Keyword::AS,
        Keyword::ASC,
        Keyword::BETWEEN,
        Keyword::BY,
        Keyword::CASE,
        Keyword::CHECK,
        Keyword::CREATE,
        Keyword::CROSS,
        Keyword::DEFAULT,
        Keyword::DELETE,
        Keyword::DESC,
        Keyword::DISTINCT,
        Keyword::DROP,
        Keyword::ELSE,
        Keyword::EXISTS,
        Keyword::FOREIGN,
        Keyword::FROM,
        Keyword::GRANT,
        Keyword::GROUP,
        Keyword::HAVING,
        Keyword::IN,
        Keyword::INDEX,
        Keyword::INNER,
        Keyword::INSERT,
        Keyword::INTO,
        Keyword::IS,
        Keyword::JOIN,
        Keyword::LEFT,
        Keyword::LIKE,
        Keyword::NOT,
        Keyword::NULL,
        Keyword::ON,
        Keyword::OR,
        Keyword::ORDER,
        Keyword::PRIMARY,
        Keyword::REFERENCES,
        Keyword::REVOKE,
        Keyword::SELECT,
        Keyword::SET,
        Keyword::TABLE,
        Keyword::THEN,
        Keyword::TO,
        Keyword::TRIGGER,
        Keyword::UNION,
        Keyword::UNIQUE,
        Keyword::UPDATE,
        Keyword::VALUES,
        Keyword::VIEW,
        Keyword::WHEN,
        Keyword::WHERE,
        Keyword::WITH,
    ])
}

/// Reports statements with keywords in another case than the house writes.
pub(crate) struct KeywordCase;

impl Rule for KeywordCase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    /// A statement is reported with all that is nested in it, however many keywords that holds.
    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        let found = settings.in_other_case(facts);
        let mut rest = found.as_slice();
        for (at, statement) in (0..).zip(&facts.script.statements) {
            let begin = rest.partition_point(|token| token.range.start < statement.range.start);
            let end = rest.partition_point(|token| token.range.end <= statement.range.end);
            let here = &rest[begin..end.max(begin)];
            rest = &rest[end..];
            let Some(first) = here.first() else {
                continue;
            };
            let case = settings.case;
            let edits = here
                .iter()
                .map(|token| (token.range, case.of(facts.file.slice(token.range))));
            let instruction = match case {
                Case::Upper => "write keywords in upper case",
                Case::Lower => "write keywords in lower case",
            };
            cx.report_in(StatementPath(vec![at]), first.range, message(here, case, facts))
                .help(instruction)
                .fix(instruction, Applicability::Safe, edits);
        }
    }
}

impl Settings {
    /// The keywords in another case, in the order of the text.
    fn in_other_case(&self, facts: &MigrationFacts) -> Vec<Token> {
        let mut found: Vec<Token> = Vec::new();
        let tokens = &facts.script.tokens;
        for (at, token) in tokens.iter().enumerate() {
            let is_after_dot = at > 0 && tokens[at - 1].kind == TokenKind::Dot;
            let is_keyword = token.kind == TokenKind::Word
                && !is_after_dot
                && (self.words.contains(token.keyword) || is_keyword_here(tokens, at));
            if is_keyword && !self.case.holds_for(facts.file.slice(token.range)) {
                found.push(*token);
            }
        }
        // The tokens of bodies come after those of the file.
        found.sort_unstable_by_key(|token| token.range);
        found
    }
}

/// Whether a word that could be a name is none, by its neighbours: `if not exists`, `primary key`, `drop column x`.
fn is_keyword_here(tokens: &[Token], at: usize) -> bool {
    use Keyword as K;
    let keyword = |place: Option<usize>| {
        place
            .and_then(|place| tokens.get(place))
            .map_or(K::NotAKeyword, |token| token.keyword)
    };
    let (before, after) = (keyword(at.checked_sub(1)), keyword(Some(at + 1)));
    let kind_after = tokens.get(at + 1).map_or(TokenKind::End, |token| token.kind);
    let names_next = matches!(kind_after, TokenKind::Word | TokenKind::QuotedIdent);
    match tokens[at].keyword {
        K::IF => matches!(after, K::NOT | K::EXISTS),
        K::KEY => matches!(before, K::PRIMARY | K::FOREIGN),
        K::COLUMN | K::CONSTRAINT => names_next && matches!(before, K::ADD | K::ALTER | K::DROP | K::RENAME | K::ON),
        K::ADD => matches!(
            after,
            K::COLUMN | K::CONSTRAINT | K::PRIMARY | K::FOREIGN | K::UNIQUE | K::CHECK
        ),
        K::COMMENT => {
            after == K::ON
                && at
                    .checked_sub(1)
                    .is_none_or(|before| tokens[before].kind == TokenKind::Terminator)
        }
        K::REPLACE => before == K::OR,
        K::CONCURRENTLY => matches!(before, K::INDEX | K::VIEW) && names_next,
        K::MATERIALIZED => after == K::VIEW,
        K::CASCADE | K::RESTRICT => matches!(before, K::DELETE | K::UPDATE),
        _ => false,
    }
}

/// How many keywords a message names.
const NAMED: usize = 3;

fn message(tokens: &[Token], case: Case, facts: &MigrationFacts) -> String {
    let mut keywords: Vec<Token> = Vec::new();
    for token in tokens {
        if !keywords.iter().any(|known| known.keyword == token.keyword) {
            keywords.push(*token);
        }
    }
    let named = keywords.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|token| format!("`{}`", facts.file.slice(token.range)))
        .collect();
    let named = named.join(", ");
    let (case, places) = (case.as_str(), tokens.len());
    let places = if places > keywords.len() {
        format!(" in {places} places")
    } else {
        String::new()
    };
    match keywords.len() {
        1 => format!("the keyword {named} is not in {case} case{places}"),
        all if all <= NAMED => format!("the keywords {named} are not in {case} case{places}"),
        all => {
            let more = all - NAMED;
            format!("the keywords {named} and {more} more are not in {case} case{places}")
        }
    }
}
