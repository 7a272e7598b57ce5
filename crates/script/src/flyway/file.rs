//! A file of Flyway's rules as it is written.

use schema::Dialect;
use source::{Category, Severity, SourceFile};
use toml::de::{DeTable, DeValue};

use super::Finds;
use super::mask::Mask;
use super::search::Pattern;
use crate::ScriptError;
use crate::header::did_you_mean;
use crate::header::values::{Value, Wrong, list, named, text, unfit};

/// What a file says of one rule.
pub(super) struct Draft {
    pub(super) code: String,
    pub(super) description: String,
    /// The name of the file that a page about it would be in.
    pub(super) page_name: String,
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) is_on: bool,
    pub(super) dialects: Vec<Dialect>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) finds: Finds,
    pub(super) mask: Mask,
}

/// The keys that a rule may have; the last two are ours.
const KEYS: [&str; 8] = [
    "code",
    "description",
    "dialects",
    "rules",
    "severity",
    "passOnRegexMatch",
    "mask",
    "category",
];

/// Flyway's dialects, and which of ours they are. A database that is not among ours is checked as `generic`.
const DIALECTS: &[(&str, &[Dialect])] = &[
    ("text", &[]),
    ("ansi", &[Dialect::Generic]),
    ("bigquery", &[Dialect::Generic]),
    ("clickhouse", &[Dialect::Generic]),
    ("databricks", &[Dialect::Generic]),
    ("db2", &[Dialect::Generic]),
    ("duckdb", &[Dialect::Generic]),
    ("mariadb", &[Dialect::Mariadb]),
    ("mysql", &[Dialect::Mysql, Dialect::Mariadb]),
    ("oracle", &[Dialect::Oracle]),
    ("postgres", &[Dialect::Postgres]),
    ("redshift", &[Dialect::Generic]),
    ("snowflake", &[Dialect::Generic]),
    ("sqlite", &[Dialect::Sqlite]),
    ("tsql", &[Dialect::Mssql]),
];

/// Whether a file of TOML among rule files is meant to hold Flyway's rules: it says so by its name, by one of their keys, or
/// cannot be read as TOML.
#[must_use]
pub fn is_like_flyways(file: &SourceFile) -> bool {
    let Ok(parsed) = DeTable::parse(file.text()) else {
        return true;
    };
    let is_key_of_theirs = |key: &str, value: &DeValue<'_>| match key {
        // A table of this name stands in `lockgate.toml`.
        "rules" => !value.is_table(),
        key => KEYS.contains(&key),
    };
    let mut keys = parsed.get_ref().iter();
    let name = file.path().rsplit('/').next().unwrap_or_default();
    name.contains("__") || keys.any(|(key, value)| is_key_of_theirs(key.get_ref(), value.get_ref()))
}

/// The rules of a file, in its order.
pub(super) fn read(file: &SourceFile) -> Result<Vec<Draft>, ScriptError> {
    let fail = |wrong: Wrong| ScriptError::at(file, wrong.at, wrong.message);
    let parsed = DeTable::parse(file.text()).map_err(|error| fail(error.into()))?;
    let table = parsed.get_ref();
    let Some(rules) = table.get("rules") else {
        let message = "this is no file of Flyway's rules: it has no key `rules`; move it elsewhere";
        return Err(ScriptError::at(file, 0, message));
    };
    let tables = rules.get_ref().as_array().filter(|rules| {
        let mut rules = rules.iter();
        rules.next().is_some_and(|first| first.get_ref().is_table())
    });
    let name = file.path().rsplit('/').next().unwrap_or_default();
    let stem = &name[..name.rfind('.').unwrap_or(name.len())];
    let Some(tables) = tables else {
        let draft = draft(table, &Named::of_file(stem));
        return draft.map(|draft| vec![draft]).map_err(fail);
    };
    let drafts = (1..).zip(tables.iter()).map(|(number, rule)| match rule.get_ref() {
        DeValue::Table(table) => draft(table, &Named::of_several(stem, number)),
        _ => Err(unfit(rule, "a table: `[[rules]]`")),
    });
    drafts.collect::<Result<_, _>>().map_err(fail)
}

/// What holds where a rule does not say its code or its description.
struct Named {
    code: String,
    description: String,
    /// The name of the page's file, where it is not the rule's code.
    page: Option<String>,
}

impl Named {
    /// `A__B.toml`: `A` is the code, `B` the description.
    fn of_file(stem: &str) -> Self {
        let (code, description) = stem.split_once("__").unwrap_or((stem, ""));
        Self {
            code: code.to_owned(),
            description: description.replace('_', " "),
            page: Some(stem.to_owned()),
        }
    }

    fn of_several(stem: &str, number: usize) -> Self {
        Self {
            code: format!("{stem}-{number}"),
            description: String::new(),
            page: None,
        }
    }
}

fn draft(table: &DeTable<'_>, default: &Named) -> Result<Draft, Wrong> {
    for (key, _) in table {
        let name = key.get_ref().as_ref();
        if !KEYS.contains(&name) {
            let meant = did_you_mean(name, KEYS);
            return Err(Wrong::at(&key.span(), format!("unknown key `{name}`{meant}")));
        }
    }
    let get = |key: &str| table.get(key);
    let said = |key: &str| {
        get(key)
            .map(line)
            .transpose()
            .map(|said| said.filter(|said| !said.is_empty()))
    };
    let code = said("code")?.unwrap_or_else(|| default.code.clone());
    let described = said("description")?.or_else(|| Some(default.description.clone()).filter(|text| !text.is_empty()));
    let description = described.unwrap_or_else(|| code.clone());
    let (severity, is_on) = get("severity")
        .map(severity)
        .transpose()?
        .unwrap_or((Severity::Warning, true));
    let patterns = get("rules").map(patterns).transpose()?.unwrap_or_default();
    if patterns.is_empty() {
        let at = get("rules").map_or(0..0, |rules| rules.span());
        return Err(Wrong::at(&at, "the rule holds no pattern: `rules = [\"…\"]`"));
    }
    let finds = match get("passOnRegexMatch").map(is_true).transpose()? {
        Some(true) => Finds::Absence,
        _ => Finds::Matches,
    };
    let category = get("category")
        .map(|value| named(value, Category::ALL, Category::as_str))
        .transpose()?;
    let mask = get("mask")
        .map(|value| named(value, &Mask::ALL, Mask::as_str))
        .transpose()?;
    Ok(Draft {
        page_name: format!("{}.md", default.page.as_ref().unwrap_or(&code)),
        code,
        description,
        category: category.unwrap_or(Category::Hygiene),
        severity,
        is_on,
        dialects: get("dialects").map(dialects).transpose()?.unwrap_or_default(),
        patterns,
        finds,
        mask: mask.unwrap_or_default(),
    })
}

/// A text that is shown on one line.
fn line(value: &Value<'_>) -> Result<String, Wrong> {
    let text = value.get_ref().as_str().ok_or_else(|| unfit(value, "a text"))?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn severity(value: &Value<'_>) -> Result<(Severity, bool), Wrong> {
    match text(value)?.to_ascii_lowercase().as_str() {
        "error" => Ok((Severity::Error, true)),
        "warning" => Ok((Severity::Warning, true)),
        // A team can still turn it on in its own configuration.
        "disabled" => Ok((Severity::Warning, false)),
        other => {
            let message = format!("unknown severity `{other}`; it is one of `error`, `warning`, `disabled`");
            Err(Wrong::at(&value.span(), message))
        }
    }
}

/// Flyway before version 12 reads the text `"true"`, and anything else as `false`.
fn is_true(value: &Value<'_>) -> Result<bool, Wrong> {
    match value.get_ref() {
        DeValue::Boolean(flag) => Ok(*flag),
        DeValue::String(text) => Ok(text.eq_ignore_ascii_case("true")),
        _ => Err(unfit(value, "\"true\" or \"false\"")),
    }
}

fn dialects(value: &Value<'_>) -> Result<Vec<Dialect>, Wrong> {
    let named = list(value, |one| {
        let name = text(one)?.to_ascii_lowercase();
        let known = DIALECTS.iter().find(|(known, _)| *known == name);
        known.map(|(_, ours)| *ours).ok_or_else(|| {
            let names = DIALECTS.iter().map(|(name, _)| *name);
            let meant = match did_you_mean(&name, names.clone()) {
                meant if meant.is_empty() => format!("; it is one of `{}`", names.collect::<Vec<_>>().join("`, `")),
                meant => meant,
            };
            Wrong::at(&one.span(), format!("Flyway has no dialect `{name}`{meant}"))
        })
    })?;
    // `text` is every file, whatever else is named.
    if named.iter().any(|ours| ours.is_empty()) {
        return Ok(Vec::new());
    }
    let mut all: Vec<Dialect> = named.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn patterns(value: &Value<'_>) -> Result<Vec<Pattern>, Wrong> {
    list(value, |one| {
        let written = one.get_ref().as_str().ok_or_else(|| unfit(one, "a text"))?;
        let at = u32::try_from(one.span().start).unwrap_or(u32::MAX);
        Pattern::new(written, at).map_err(|message| Wrong::at(&one.span(), message))
    })
}
