pub(crate) mod values;

use std::borrow::Cow;

use lint::{On, OptionInfo, RuleInfo};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity, SourceFile, nearest};
use toml::de::{DeTable, DeValue};

use crate::layout::Layout;
use crate::options::kind_of;
use crate::{API_VERSION, ScriptError};
use values::{Value, Wrong, flag, list, named, owned_text, text, unfit};

/// What `check` is called with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Looks {
    Change,
    Statement,
    Migration,
    History,
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
    /// Which statements, and where that is said.
    kinds: Option<(KindSet, usize)>,
    url: Option<Cow<'static, str>>,
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

/// A key that a header may have.
#[derive(Clone, Copy, Debug)]
pub struct HeaderKey {
    /// Its name.
    pub name: &'static str,
    /// What it is set to, in words.
    pub value: &'static str,
    /// What it says.
    pub summary: &'static str,
    read: ReadKey,
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
        read,
    }
}

/// Every key a header may have.
const KEYS: &[HeaderKey] = &[
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
    key(
        "category",
        "a category: `\"naming\"`",
        "What the rule is about. It decides whether the rule holds for down migrations and for what the same migration \
         created. Needed.",
        |draft, value| set(&mut draft.category, named(value, Category::ALL, Category::as_str)),
    ),
    key(
        "severity",
        "`\"error\"`, `\"warning\"`, `\"info\"`, `\"off\"`",
        "How much a finding matters; `warning` where nothing is said.",
        |draft, value| set(&mut draft.severity, named(value, &Severity::ALL, Severity::as_str)),
    ),
    key(
        "on",
        "a list of kinds, `\"statement\"`, `\"migration\"`, `\"history\"`",
        "What the rule looks at. It is called for nothing else. Needed.",
        |draft, value| set(&mut draft.on, subjects(value)),
    ),
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
    key(
        "dialects",
        "a list of dialects: `[\"postgres\"]`",
        "The dialects it speaks of; all where nothing is said.",
        |draft, value| {
            draft.dialects = list(value, |one| named(one, Dialect::ALL, Dialect::id))?;
            Ok(())
        },
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

impl Draft {
    fn read(header: &str) -> Result<Self, Wrong> {
        let table = DeTable::parse(header)?;
        let mut entries: Vec<_> = table.get_ref().iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut draft = Self::default();
        for (key, value) in &entries {
            let name = key.get_ref().as_ref();
            let Some(known) = KEYS.iter().find(|known| known.name == name) else {
                let meant = did_you_mean(name, KEYS.iter().map(|known| known.name));
                return Err(Wrong::at(&key.span(), format!("unknown key `{name}`{meant}")));
            };
            (known.read)(&mut draft, value)?;
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
        let (mut on, looks) = self.on.ok_or_else(|| missing("on"))?;
        match (self.kinds, looks) {
            (Some((kinds, _)), Looks::Statement) => on = On::Statements(kinds),
            (Some((_, at)), _) => {
                let message =
                    "`kinds` narrows `on = \"statement\"`; changes of some kinds are `on = [\"…\"]`".to_owned();
                return Err(Wrong { at, message });
            }
            (None, _) => {}
        }
        let mut info = RuleInfo::new("", category, self.severity.unwrap_or(Severity::Warning), on, "");
        info.id = Cow::Owned(id);
        info.page = Cow::Owned(format!("{summary}\n\n{page}\n"));
        info.path = Some(file.shared_path());
        info.url = self.url;
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

fn id(value: &Value<'_>) -> Result<String, Wrong> {
    let id = text(value)?;
    check_id(id).map_err(|message| Wrong::at(&value.span(), message))?;
    Ok(id.to_owned())
}

/// Whether a text can be a rule's name: kebab case, perhaps after the name of its pack and a slash.
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
            for kind in list(value, kind_named)? {
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
                "r.rhai:6:11: the rule is written for version 2 of the API; this lockgate offers version 1: use a newer one",
            ),
        ];
        for (from, to, message) in cases {
            assert_eq!(error(from, to), message);
        }
        assert!(error("\"naming\"", "naming").starts_with("r.rhai:3:16: "));
    }
}
