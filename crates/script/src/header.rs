mod keys;
pub(crate) mod values;

use std::borrow::Cow;

use lint::{KEYS_OF_ALL, On, OptionInfo, RuleInfo};
use rhai::Engine;
use schema::{Dialect, KindSet};
use source::{Category, Severity, SourceFile, nearest};
use toml::de::DeTable;

use crate::ScriptError;
use crate::layout::Layout;
use crate::options::kind_of;
use keys::KEYS;
use values::Wrong;

pub use keys::{HeaderKey, check_id, header_keys};

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
            for (key, _) in table.iter() {
                check_option(key.get_ref()).map_err(|message| Wrong::at(&key.span(), message))?;
            }
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

/// Whether a script can read an option of this name as `options.name`, and the configuration can set it.
fn check_option(name: &str) -> Result<(), String> {
    if KEYS_OF_ALL.contains(&name) {
        return Err(format!(
            "`{name}` is a key that every rule has in the configuration; call the option otherwise: `{name}_names`"
        ));
    }
    if rhai::is_valid_identifier(name) && Engine::new_raw().compile(format!("it.{name}")).is_ok() {
        return Ok(());
    }
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect();
    let plain = match plain.starts_with(|first: char| first.is_ascii_digit()) || plain == name {
        true => format!("the_{plain}"),
        false => plain,
    };
    Err(format!(
        "a script cannot read `options.{name}`; call the option `{plain}`"
    ))
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
    use schema::Kind;

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
