use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::KeywordSet;
use schema::{Keyword, TokenKind};
use serde::Deserialize;
use source::{Applicability, Category, Severity, TextRange};

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

/// Reports keywords in another case than the house writes.
pub(crate) struct KeywordCase;

impl Rule for KeywordCase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        let statements = &facts.script.statements;
        let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
            return;
        };
        let within = TextRange::new(first.range.start, last.range.end);
        let mut before = TokenKind::End;
        for token in facts
            .script
            .tokens
            .iter()
            .filter(|token| within.contains_range(token.range))
        {
            let is_word =
                token.kind == TokenKind::Word && settings.words.contains(token.keyword) && before != TokenKind::Dot;
            before = token.kind;
            if !is_word {
                continue;
            }
            let text = facts.file.slice(token.range);
            let meant = settings.case.of(text);
            if meant == text {
                continue;
            }
            let message = format!("`{text}` is a keyword, written `{meant}` here");
            cx.report(token.range, message)
                .about(meant.as_str())
                .help(format!("write `{meant}`"))
                .fix(format!("write `{meant}`"), Applicability::Safe, [(token.range, meant)]);
        }
    }
}
