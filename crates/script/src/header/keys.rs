use lint::On;
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity, nearest};
use toml::de::DeValue;

use super::values::{Value, Wrong, flag, list, named, owned_text, text, unfit};
use super::{Draft, Looks, did_you_mean};
use crate::API_VERSION;

pub(super) type ReadKey = fn(&mut Draft, &Value<'_>) -> Result<(), Wrong>;

/// A key that a header may have.
#[derive(Clone, Copy, Debug)]
pub struct HeaderKey {
    /// Its name.
    pub name: &'static str,
    /// What it is set to, in words.
    pub value: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// The texts that it can be set to, or a list of them, where these are a few.
    pub words: fn() -> Vec<&'static str>,
    pub(super) read: ReadKey,
}

/// Every key that the header of a rule may have: for the reference, and for completion.
#[must_use]
pub const fn header_keys() -> &'static [HeaderKey] {
    KEYS
}

const fn key(name: &'static str, value: &'static str, summary: &'static str, read: ReadKey) -> HeaderKey {
    HeaderKey {
        name,
        value,
        summary,
        words: Vec::new,
        read,
    }
}

/// A key that is set to one of a few texts, or to a list of them.
const fn key_of(key: HeaderKey, words: fn() -> Vec<&'static str>) -> HeaderKey {
    HeaderKey { words, ..key }
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.as_str()).collect()
}

/// What a rule can look at: kinds that changes have, and what is more than a change.
fn looked_at() -> Vec<&'static str> {
    let kinds = Kind::ALL.iter().filter(|kind| !kind.is_of_statements());
    SUBJECTS.into_iter().chain(kinds.map(|kind| kind.as_str())).collect()
}

/// Every key a header may have.
pub(super) const KEYS: &[HeaderKey] = &[
    key(
        "id",
        "a name: `\"instant-suffix\"`",
        "The rule's name: lower case words joined by `-`, perhaps after the name of its pack and a `/`. Needed.",
        |draft, value| set(&mut draft.id, id(value)),
    ),
    key(
        "summary",
        "a text",
        "What the rule reports, on one line. Needed.",
        |draft, value| set(&mut draft.summary, text(value).map(str::to_owned)),
    ),
    key_of(
        key(
            "category",
            "a category: `\"naming\"`",
            "What the rule is about. Findings of `destructive`, `compatibility`, `idempotency`, `design` and `naming` are left out of \
         down migrations (`in-down`); of rules on changes and statements, those of `locking`, `destructive` and \
         `compatibility` of what the same migration \
             creates. Needed.",
            |draft, value| set(&mut draft.category, named(value, Category::ALL, Category::as_str)),
        ),
        || Category::ALL.iter().map(|category| category.as_str()).collect(),
    ),
    key_of(
        key(
            "severity",
            "`\"error\"`, `\"warning\"`, `\"info\"`, `\"off\"`",
            "How much a finding matters; `warning` where nothing is said.",
            |draft, value| set(&mut draft.severity, named(value, &Severity::ALL, Severity::as_str)),
        ),
        || Severity::ALL.iter().map(|severity| severity.as_str()).collect(),
    ),
    key_of(
        key(
            "on",
            "a list of kinds, `\"statement\"`, `\"migration\"`, `\"history\"`",
            "What the rule looks at. It is called for nothing else. Needed.",
            |draft, value| set(&mut draft.on, subjects(value)),
        ),
        looked_at,
    ),
    key_of(
        key(
            "kinds",
            "a list of kinds: `[\"create_view\"]`",
            "For `on = \"statement\"`: only statements of these kinds, or with a change of these; all where nothing is said.",
            |draft, value| {
                let mut kinds = KindSet::EMPTY;
                for kind in list(value, kind_named)? {
                    kinds.insert(kind);
                }
                draft.kinds = Some((kinds, value.span().start));
                Ok(())
            },
        ),
        kinds,
    ),
    key(
        "url",
        "a text",
        "Where the rule's page is published.",
        |draft, value| set(&mut draft.url, owned_text(value)),
    ),
    key(
        "api",
        "a number",
        "The version of the API that the rule was written for; 1 where nothing is said.",
        |_, value| api_version(value),
    ),
    key(
        "default-on",
        "`true` or `false`",
        "Whether it runs unless the configuration says otherwise; `true` where nothing is said.",
        |draft, value| set(&mut draft.default_on, flag(value)),
    ),
    key_of(
        key(
            "dialects",
            "a list of dialects: `[\"postgres\"]`",
            "The dialects it speaks of; all where nothing is said.",
            |draft, value| {
                draft.dialects = list(value, |one| named(one, Dialect::ALL, Dialect::id))?;
                Ok(())
            },
        ),
        || Dialect::ALL.iter().map(|dialect| dialect.id()).collect(),
    ),
    key(
        "aliases",
        "a list of names: `[\"squawk:ban-drop-column\"]`",
        "The same rule in other tools, for suppression comments that are there already.",
        |draft, value| {
            draft.aliases = list(value, owned_text)?;
            Ok(())
        },
    ),
    key(
        "partial-aliases",
        "a list of names",
        "Rules in other tools of which this is a part, or which are a part of this.",
        |draft, value| {
            draft.partial_aliases = list(value, owned_text)?;
            Ok(())
        },
    ),
    key(
        "yields-to",
        "a list of rules",
        "Rules whose finding about the same change makes this one's superfluous.",
        |draft, value| {
            draft.yields_to = list(value, owned_text)?;
            Ok(())
        },
    ),
    key(
        "in-bodies",
        "`true` or `false`",
        "Whether it also sees statements inside routine bodies and triggers; `false` where nothing is said.",
        |draft, value| set(&mut draft.in_bodies, flag(value)),
    ),
    key(
        "in-down",
        "`true` or `false`",
        "Whether it also holds for down migrations; what its category says where nothing is said.",
        |draft, value| set(&mut draft.in_down, flag(value)),
    ),
    key(
        "options",
        "a table: `[options]`",
        "The rule's options with their defaults; the comment on a line says what the option does.",
        |_, value| match value.get_ref() {
            DeValue::Table(_) => Ok(()),
            _ => Err(unfit(value, "a table: `[options]`")),
        },
    ),
];

fn set<T>(place: &mut Option<T>, value: Result<T, Wrong>) -> Result<(), Wrong> {
    *place = Some(value?);
    Ok(())
}

fn id(value: &Value<'_>) -> Result<String, Wrong> {
    let id = text(value)?;
    check_id(id).map_err(|message| Wrong::at(&value.span(), message))?;
    Ok(id.to_owned())
}

/// Whether a text can be a rule's name: kebab case, perhaps after the name of its pack and a slash, and no word that stands for
/// several rules.
///
/// # Errors
/// What a name looks like.
pub fn check_id(id: &str) -> Result<(), String> {
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('-')
            && !word.ends_with('-')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let first = id.split('/').next().unwrap_or_default();
    if first == "all" || first.parse::<Category>().is_ok() {
        return Err(format!(
            "`{first}` stands for more than one rule already; choose another name, of two words perhaps"
        ));
    }
    if id.split('/').count() <= 2 && id.split('/').all(is_word) {
        return Ok(());
    }
    Err(format!(
        "`{id}` is no rule name: it is lower case words joined by `-`, as in `instant-suffix`"
    ))
}

fn subjects(value: &Value<'_>) -> Result<(On, Looks), Wrong> {
    match value.get_ref() {
        DeValue::Array(kinds) if !kinds.is_empty() => {
            let mut set = KindSet::EMPTY;
            for kind in list(value, changes_named)? {
                set.insert(kind);
            }
            Ok((On::Changes(set), Looks::Change))
        }
        DeValue::String(word) if word == "statement" => Ok((On::Statements(KindSet::ALL), Looks::Statement)),
        DeValue::String(word) if word == "migration" => Ok((On::Migrations, Looks::Migration)),
        DeValue::String(word) if word == "history" => Ok((On::History, Looks::History)),
        DeValue::String(word) => {
            let known = SUBJECTS
                .iter()
                .copied()
                .chain(Kind::ALL.iter().map(|kind| kind.as_str()));
            let hint = match nearest(word, known) {
                Some(meant) if SUBJECTS.contains(&meant) => format!("; did you mean `{meant}`?"),
                Some(kind) => format!("; kinds stand in a list: `[\"{kind}\"]`"),
                None => "; it is a list of kinds, \"statement\", \"migration\" or \"history\"".to_owned(),
            };
            Err(Wrong::at(&value.span(), format!("unknown subject `{word}`{hint}")))
        }
        _ => Err(unfit(
            value,
            "a list of kinds, \"statement\", \"migration\" or \"history\"",
        )),
    }
}

const SUBJECTS: [&str; 3] = ["statement", "migration", "history"];

fn kind_named(value: &Value<'_>) -> Result<Kind, Wrong> {
    let name = text(value)?;
    name.parse().map_err(|_| {
        let meant = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.as_str()));
        Wrong::at(&value.span(), format!("unknown kind `{name}`{meant}"))
    })
}

/// The kind of a change: what a change is never called would never be found.
fn changes_named(value: &Value<'_>) -> Result<Kind, Wrong> {
    let kind = kind_named(value)?;
    if !kind.is_of_statements() {
        return Ok(kind);
    }
    let message = format!(
        "changes of an `{kind}` are called by what they do: `add_column`, `set_options` …; name these, or \
         write `on = \"statement\"` and `kinds = [\"{kind}\"]`"
    );
    Err(Wrong::at(&value.span(), message))
}

fn api_version(value: &Value<'_>) -> Result<(), Wrong> {
    let version = value
        .get_ref()
        .as_integer()
        .and_then(|number| number.as_str().parse::<i64>().ok());
    match version {
        Some(version) if (1..=i64::from(API_VERSION)).contains(&version) => Ok(()),
        Some(version) if version > 0 => {
            let message = format!(
                "the rule is written for version {version} of the API; this lockgate offers version {API_VERSION}: use a \
                 newer one"
            );
            Err(Wrong::at(&value.span(), message))
        }
        Some(version) => Err(Wrong::at(
            &value.span(),
            format!("there is no version {version} of the API"),
        )),
        None => Err(unfit(value, "a number")),
    }
}
