mod values;

use std::borrow::Cow;

use lint::{On, OptionInfo, RuleInfo};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity, SourceFile, nearest};
use toml::de::{DeTable, DeValue};

use crate::ScriptError;
use crate::layout::Layout;
use crate::options::kind_of;
use values::{Value, Wrong, flag, list, named, owned_text, text, unfit};

/// The version of the API that this release offers to scripts.
const API_VERSION: i64 = 1;

/// What `check` is called with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Looks {
    Change,
    Statement,
    Migration,
}

/// What a rule file says of itself.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) info: RuleInfo,
    pub(crate) looks: Looks,
    /// The options with their defaults.
    pub(crate) options: toml::Table,
}

/// Reads the header of a rule file.
pub(crate) fn read(file: &SourceFile, layout: &Layout) -> Result<Header, ScriptError> {
    let fail = |wrong: Wrong| ScriptError::at(file, layout.in_file(wrong.at), wrong.message);
    let draft = Draft::read(&layout.header).map_err(fail)?;
    let page = layout.page.map_or("", |range| file.slice(range)).trim();
    draft.finish(file, page).map_err(fail)
}

/// The keys read so far.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    summary: Option<String>,
    category: Option<Category>,
    severity: Option<Severity>,
    on: Option<(On, Looks)>,
    default_on: Option<bool>,
    dialects: Vec<Dialect>,
    aliases: Vec<Cow<'static, str>>,
    partial_aliases: Vec<Cow<'static, str>>,
    yields_to: Vec<Cow<'static, str>>,
    in_bodies: Option<bool>,
    in_down: Option<bool>,
    option_infos: Vec<OptionInfo>,
    options: toml::Table,
}

type ReadKey = fn(&mut Draft, &Value<'_>) -> Result<(), Wrong>;

/// Every key a header may have.
const KEYS: &[(&str, ReadKey)] = &[
    ("id", |draft, value| set(&mut draft.id, id(value))),
    ("summary", |draft, value| {
        set(&mut draft.summary, text(value).map(str::to_owned))
    }),
    ("category", |draft, value| {
        set(&mut draft.category, named(value, Category::ALL, Category::as_str))
    }),
    ("severity", |draft, value| {
        set(&mut draft.severity, named(value, &Severity::ALL, Severity::as_str))
    }),
    ("on", |draft, value| set(&mut draft.on, subjects(value))),
    ("api", |_, value| api_version(value)),
    ("default-on", |draft, value| set(&mut draft.default_on, flag(value))),
    ("dialects", |draft, value| {
        draft.dialects = list(value, |one| named(one, Dialect::ALL, Dialect::id))?;
        Ok(())
    }),
    ("aliases", |draft, value| {
        draft.aliases = list(value, owned_text)?;
        Ok(())
    }),
    ("partial-aliases", |draft, value| {
        draft.partial_aliases = list(value, owned_text)?;
        Ok(())
    }),
    ("yields-to", |draft, value| {
        draft.yields_to = list(value, owned_text)?;
        Ok(())
    }),
    ("in-bodies", |draft, value| set(&mut draft.in_bodies, flag(value))),
    ("in-down", |draft, value| set(&mut draft.in_down, flag(value))),
    ("options", |_, value| match value.get_ref() {
        DeValue::Table(_) => Ok(()),
        _ => Err(unfit(value, "a table: `[options]`")),
    }),
];

fn set<T>(place: &mut Option<T>, value: Result<T, Wrong>) -> Result<(), Wrong> {
    *place = Some(value?);
    Ok(())
}

impl Draft {
    fn read(header: &str) -> Result<Self, Wrong> {
        let table = DeTable::parse(header)?;
        let mut entries: Vec<_> = table.get_ref().iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut draft = Self::default();
        for (key, value) in &entries {
            let name = key.get_ref().as_ref();
            let Some((_, read)) = KEYS.iter().find(|(known, _)| *known == name) else {
                let meant = did_you_mean(name, KEYS.iter().map(|(known, _)| *known));
                return Err(Wrong::at(&key.span(), format!("unknown key `{name}`{meant}")));
            };
            read(&mut draft, value)?;
        }
        let options = entries.iter().find(|(key, _)| key.get_ref() == "options");
        if let Some(table) = options.and_then(|(_, value)| value.get_ref().as_table()) {
            draft.options = plain_options(header)?;
            draft.option_infos = option_infos(header, table, &draft.options);
        }
        Ok(draft)
    }

    fn finish(self, file: &SourceFile, page: &str) -> Result<Header, Wrong> {
        let id = self.id.ok_or_else(|| missing("id"))?;
        let summary = self.summary.ok_or_else(|| missing("summary"))?;
        let category = self.category.ok_or_else(|| missing("category"))?;
        let (on, looks) = self.on.ok_or_else(|| missing("on"))?;
        let mut info = RuleInfo::new("", category, self.severity.unwrap_or(Severity::Warning), on, "");
        info.id = Cow::Owned(id);
        info.page = Cow::Owned(format!("{summary}\n\n{page}\n"));
        info.path = Some(file.shared_path());
        info.default_on = self.default_on.unwrap_or(true);
        info.dialects = Cow::Owned(self.dialects);
        info.aliases = Cow::Owned(self.aliases);
        info.partial_aliases = Cow::Owned(self.partial_aliases);
        info.yields_to = Cow::Owned(self.yields_to);
        info.in_bodies = self.in_bodies.unwrap_or(info.in_bodies);
        info.in_down = self.in_down.unwrap_or(info.in_down);
        info.options = Cow::Owned(self.option_infos);
        let options = self.options;
        Ok(Header { info, looks, options })
    }
}

fn missing(key: &str) -> Wrong {
    Wrong::at(&(0..0), format!("the header does not say `{key}`"))
}

/// `; did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// A kebab-case name, perhaps after the name of its pack and a slash.
fn id(value: &Value<'_>) -> Result<String, Wrong> {
    let id = text(value)?;
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with('-')
            && !word.ends_with('-')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if id.split('/').count() <= 2 && id.split('/').all(is_word) {
        return Ok(id.to_owned());
    }
    let message = format!("`{id}` is no rule name: it is lower case words joined by `-`, as in `instant-suffix`");
    Err(Wrong::at(&value.span(), message))
}

fn subjects(value: &Value<'_>) -> Result<(On, Looks), Wrong> {
    match value.get_ref() {
        DeValue::Array(kinds) if !kinds.is_empty() => {
            let mut set = KindSet::EMPTY;
            for kind in list(value, kind)? {
                set.insert(kind);
            }
            Ok((On::Changes(set), Looks::Change))
        }
        DeValue::String(word) if word == "statement" => Ok((On::Statements(KindSet::ALL), Looks::Statement)),
        DeValue::String(word) if word == "migration" => Ok((On::Migrations, Looks::Migration)),
        DeValue::String(word) => {
            let known = SUBJECTS
                .iter()
                .copied()
                .chain(Kind::ALL.iter().map(|kind| kind.as_str()));
            let hint = match nearest(word, known) {
                Some(meant) if SUBJECTS.contains(&meant) => format!("; did you mean `{meant}`?"),
                Some(kind) => format!("; kinds stand in a list: `[\"{kind}\"]`"),
                None => "; it is a list of kinds, \"statement\" or \"migration\"".to_owned(),
            };
            Err(Wrong::at(&value.span(), format!("unknown subject `{word}`{hint}")))
        }
        _ => Err(unfit(value, "a list of kinds, \"statement\" or \"migration\"")),
    }
}

const SUBJECTS: [&str; 2] = ["statement", "migration"];

fn kind(value: &Value<'_>) -> Result<Kind, Wrong> {
    let name = text(value)?;
    name.parse().map_err(|_| {
        let meant = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.as_str()));
        Wrong::at(&value.span(), format!("unknown kind `{name}`{meant}"))
    })
}

fn api_version(value: &Value<'_>) -> Result<(), Wrong> {
    let version = value
        .get_ref()
        .as_integer()
        .and_then(|number| number.as_str().parse::<i64>().ok());
    match version {
        Some(API_VERSION) => Ok(()),
        Some(version) => {
            let message =
                format!("the rule is written for version {version} of the API; this is version {API_VERSION}");
            Err(Wrong::at(&value.span(), message))
        }
        None => Err(unfit(value, "a number")),
    }
}

fn plain_options(header: &str) -> Result<toml::Table, Wrong> {
    let mut table: toml::Table = toml::from_str(header)?;
    match table.remove("options") {
        Some(toml::Value::Table(options)) => Ok(options),
        _ => Ok(toml::Table::new()),
    }
}

/// What each option is; the comment on its line says what it does.
fn option_infos(header: &str, table: &DeTable<'_>, options: &toml::Table) -> Vec<OptionInfo> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let infos = entries.into_iter().filter_map(|(key, value)| {
        let default = options.get(key.get_ref().as_ref())?;
        let rest = header.get(value.span().end..)?.lines().next().unwrap_or_default();
        let summary = rest.trim_start().strip_prefix('#').unwrap_or_default().trim();
        Some(OptionInfo {
            name: Cow::Owned(key.get_ref().to_string()),
            value: Cow::Borrowed(kind_of(default)),
            default: Cow::Owned(default.to_string()),
            summary: Cow::Owned(summary.to_owned()),
        })
    });
    infos.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "//! id = \"instant-suffix\"\n//! summary = \"columns that hold an instant end in `_at`\"\n\
        //! category = \"naming\"\n//! severity = \"info\"\n//! on = [\"create_table\", \"add_column\"]\n//!\n\
        //! [options]\n//! suffix = \"_at\" # what the name ends in\n";

    fn header(text: &str) -> Result<Header, ScriptError> {
        let file = SourceFile::from_text("r.rhai", text);
        read(&file, &Layout::of(&file)?)
    }

    fn error(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from} is not in the header");
        header(&GOOD.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_header_becomes_a_rule() {
        let Header { info, looks, options } = header(GOOD).unwrap();
        assert_eq!(info.id, "instant-suffix");
        assert_eq!(info.summary(), "columns that hold an instant end in `_at`");
        assert_eq!(
            (info.category, info.severity, info.default_on),
            (Category::Naming, Severity::Info, true)
        );
        assert_eq!(info.on, On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])));
        assert_eq!(looks, Looks::Change);
        assert_eq!(options["suffix"].as_str(), Some("_at"));
        let option = &info.options[0];
        assert_eq!(
            (&*option.name, &*option.value, &*option.default),
            ("suffix", "text", "\"_at\"")
        );
        assert_eq!(option.summary, "what the name ends in");
    }

    #[test]
    fn each_mistake_is_named_at_its_place() {
        let cases = [
            (
                "severity =",
                "severty =",
                "r.rhai:4:5: unknown key `severty`; did you mean `severity`?",
            ),
            (
                "\"info\"",
                "\"warn\"",
                "r.rhai:4:16: unknown name `warn`; it is one of `off`, `info`, `warning`, `error`",
            ),
            (
                "\"naming\"",
                "\"nameing\"",
                "r.rhai:3:16: unknown name `nameing`; did you mean `naming`?",
            ),
            ("\"naming\"", "3", "r.rhai:3:16: expected a text, found integer"),
            (
                "\"add_column\"",
                "\"add_colum\"",
                "r.rhai:5:27: unknown kind `add_colum`; did you mean `add_column`?",
            ),
            (
                "[\"create_table\", \"add_column\"]",
                "\"create_table\"",
                "r.rhai:5:10: unknown subject `create_table`; kinds stand in a list: `[\"create_table\"]`",
            ),
            (
                "[\"create_table\", \"add_column\"]",
                "\"statment\"",
                "r.rhai:5:10: unknown subject `statment`; did you mean `statement`?",
            ),
            (
                "//! category = \"naming\"\n",
                "",
                "r.rhai:1:5: the header does not say `category`",
            ),
            (
                "instant-suffix",
                "Instant Suffix",
                "r.rhai:1:10: `Instant Suffix` is no rule name: it is lower case words joined by `-`, as in `instant-suffix`",
            ),
            (
                "//!\n",
                "//! api = 2\n",
                "r.rhai:6:11: the rule is written for version 2 of the API; this is version 1",
            ),
        ];
        for (from, to, message) in cases {
            assert_eq!(error(from, to), message);
        }
        assert!(error("\"naming\"", "naming").starts_with("r.rhai:3:16: "));
    }
}
