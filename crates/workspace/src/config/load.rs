use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::sync::Arc;

use lint::{RunError, Setting};
use source::{Files, SourceFile};
use toml::Spanned;

use super::entries::preset_entry;
use super::file::{ConfigFile, Placed, RuleEntries, RuleEntry, SeverityName, unknown};
use super::message::in_our_words;
use super::pack::{self, is_pack};
use super::preset::{PREFIX, Preset};
use super::{Allow, Config, Place, RuleSetting, RuleTable, Set};
use crate::packs::{self, WithPacks};
use crate::paths::{join, parent, shown_folder};
use crate::read_error::why;
use crate::rule_files::PACK_FILE;

/// Reads a configuration file and those that it extends.
///
/// # Errors
/// What is wrong with the first of them that cannot be read: the file with line and column, and the nearest name
/// where one is unknown.
pub fn load(files: &dyn Files, path: &str) -> Result<Config, RunError> {
    let mut config = Config::of_folder(parent(path));
    config.path = Some(path.into());
    let files = WithPacks(files);
    let mut loading = Loading {
        files: &files,
        open: Vec::new(),
        config,
    };
    loading.take_in(path, None)?;
    Ok(loading.config)
}

struct Loading<'a> {
    files: &'a dyn Files,
    /// The files that are being read, each extending the next.
    open: Vec<String>,
    config: Config,
}

impl Loading<'_> {
    /// Lays what the file at `path` says over what is known; `named_at` is where another file extends it.
    fn take_in(&mut self, path: &str, named_at: Option<&Place>) -> Result<(), RunError> {
        if let Some(first) = self.open.iter().position(|open| same_file(open, path)) {
            return Err(error_at(named_at, path, circle(&self.open[first..])));
        }
        let bytes = self.files.read(path).map_err(|error| {
            let reason = why(&error);
            match named_at {
                Some(place) if error.kind() == ErrorKind::IsADirectory => place.error(format!(
                    "`{}` is a folder without a `{PACK_FILE}`; name a file, or the folder of a pack",
                    shown_folder(path)
                )),
                Some(place) => place.error(format!("`{path}` cannot be read: {reason}")),
                None => error_at(None, path, reason),
            }
        })?;
        let text = ConfigText::new(SourceFile::from_bytes(path, bytes));
        let file: ConfigFile = text.parse()?;
        self.open.push(path.to_owned());
        for base in &file.extends {
            let place = text.place(base.0.span());
            let base = base.0.get_ref();
            if base.contains("://") {
                return Err(place.error("nothing is fetched from the network; keep a copy of the file, and name that"));
            }
            if let Some(name) = base.strip_prefix(PREFIX) {
                self.take_in_preset(name, &place)?;
                continue;
            }
            if base.starts_with(packs::PREFIX) {
                self.take_in_pack(base, &place)?;
                continue;
            }
            let base = join(parent(path), base);
            let folder = base.strip_suffix(PACK_FILE).map(|folder| folder.trim_end_matches('/'));
            if let Some(folder) = folder.or_else(|| is_pack(self.files, &base).then_some(base.as_str())) {
                self.take_in_pack(folder, &place)?;
                continue;
            }
            self.take_in(&base, Some(&place))?;
            self.config.extends.push(Set { value: base, place });
        }
        self.open.pop();
        self.lay_over(file, &text)
    }

    fn take_in_pack(&mut self, folder: &str, place: &Place) -> Result<(), RunError> {
        if let Some(name) = folder.strip_prefix(packs::PREFIX)
            && !packs::names().any(|known| known == name)
        {
            return Err(place.error(unknown("pack", name, packs::names())));
        }
        let (pack, settings) = pack::read(self.files, folder)?;
        self.config.extends.push(Set {
            value: folder.to_owned(),
            place: place.clone(),
        });
        self.config.rules.push(RuleTable {
            paths: None,
            settings,
            preset: None,
        });
        self.config.add_pack(pack, place)
    }

    fn take_in_preset(&mut self, name: &str, place: &Place) -> Result<(), RunError> {
        let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.name() == name) else {
            let known = Preset::ALL.iter().map(|preset| preset.name());
            return Err(place.error(unknown("preset", name, known)));
        };
        self.config.extends.push(Set {
            value: preset_entry(preset),
            place: place.clone(),
        });
        let settings = preset.settings().map(|setting| RuleSetting {
            setting,
            place: place.clone(),
            keys: BTreeMap::new(),
        });
        self.config.rules.push(RuleTable {
            paths: None,
            settings: settings.collect(),
            preset: Some(preset),
        });
        Ok(())
    }

    fn lay_over(&mut self, file: ConfigFile, text: &ConfigText) -> Result<(), RunError> {
        let folder = parent(text.file.path()).to_owned();
        let in_folder = |path: String| join(&folder, &path);
        let config = &mut self.config;
        set(&mut config.dialect, file.dialect, text, |dialect| dialect.0);
        set(&mut config.engine_version, file.engine_version, text, |version| {
            version.0
        });
        set(&mut config.tool, file.tool, text, |tool| tool.0);
        set(&mut config.fail_on, file.fail_on, text, |fail_on| fail_on);
        set(&mut config.fail_on_unknown, file.fail_on_unknown, text, |fails| fails);
        set(&mut config.deployed_through, file.deployed_through, text, |version| {
            version.0
        });
        set(&mut config.baseline, file.baseline, text, in_folder);
        set(&mut config.transaction, file.runner.transaction, text, Into::into);
        set(&mut config.placeholders, file.runner.placeholders, text, |values| {
            values
        });
        set(&mut config.schema_start, file.schema.start, text, in_folder);
        set(
            &mut config.table_names,
            file.schema.lower_case_table_names,
            text,
            |names| names.0,
        );
        set_list(&mut config.migrations, file.migrations, text, in_folder);
        set_list(&mut config.large_tables, file.tables.large, text, |pattern| pattern);
        set(&mut config.statistics, file.tables.statistics, text, in_folder);
        set(&mut config.large_from, file.tables.large_from, text, |rows| rows);
        set_list(&mut config.scripts, file.scripts.paths, text, in_folder);
        if !file.rules.0.is_empty() {
            let settings = settings(file.rules, text)?;
            config.rules.push(RuleTable {
                paths: None,
                settings,
                preset: None,
            });
        }
        for table in file.allow {
            let Placed(rules) = table.rules;
            config.allow.push(Allow {
                place: text.place(rules.span()),
                rules: rules.into_inner().into_iter().map(|it| text.set(it, |it| it)).collect(),
                paths: table.paths.into_iter().map(|it| text.set(it, |it| it)).collect(),
                fingerprints: table
                    .fingerprints
                    .into_iter()
                    .map(|it| text.set(it, |it| it.0))
                    .collect(),
                reason: table.reason,
                until: table.until.map(|until| until.0.into_inner().0),
            });
        }
        for table in file.overrides {
            let paths = table
                .paths
                .into_iter()
                .map(|path| text.set(path, |path| path))
                .collect();
            let settings = settings(table.rules, text)?;
            config.rules.push(RuleTable {
                paths: Some(paths),
                settings,
                preset: None,
            });
        }
        Ok(())
    }
}

/// What is said of files that extend each other, the first of them once more at the end.
fn circle(files: &[String]) -> String {
    if let [only] = files {
        return format!("`{only}` extends itself; take it out of `extends`");
    }
    let round = files.iter().chain(files.first());
    let round: Vec<String> = round.map(|file| format!("`{file}`")).collect();
    format!(
        "{}: these files extend each other in a circle; take one out of `extends`",
        round.join(" → ")
    )
}

/// Two ways to write one path are told apart by the reading of the file only; a longer way round is cut short.
fn same_file(left: &str, right: &str) -> bool {
    fn steps(path: &str) -> Vec<&str> {
        let mut steps: Vec<&str> = Vec::new();
        for step in path.split('/') {
            match (step, steps.last()) {
                ("..", Some(last)) if *last != ".." => {
                    steps.pop();
                }
                _ => steps.push(step),
            }
        }
        steps
    }
    steps(left) == steps(right)
}

fn set<T, U>(target: &mut Option<Set<U>>, value: Option<Placed<T>>, text: &ConfigText, convert: impl Fn(T) -> U) {
    if let Some(value) = value {
        *target = Some(text.set(value, convert));
    }
}

fn set_list(
    target: &mut Vec<Set<String>>,
    values: Option<Placed<Vec<Placed<String>>>>,
    text: &ConfigText,
    convert: impl Fn(String) -> String,
) {
    if let Some(values) = values {
        let values = values.0.into_inner().into_iter();
        *target = values.map(|value| text.set(value, &convert)).collect();
    }
}

pub(super) fn settings(entries: RuleEntries, text: &ConfigText) -> Result<Vec<RuleSetting>, RunError> {
    let entries = entries.0.into_iter();
    entries
        .map(|(name, entry)| setting(name, entry.into_inner(), text))
        .collect()
}

fn setting(name: Spanned<String>, entry: RuleEntry, text: &ConfigText) -> Result<RuleSetting, RunError> {
    let place = text.place(name.span());
    let name = name.into_inner();
    let mut keys = BTreeMap::new();
    let mut options = toml::Table::new();
    let mut wanted = None;
    let mut ignore = Vec::new();
    match entry {
        RuleEntry::Severity(severity) => wanted = Some(severity),
        RuleEntry::Table(table) => {
            for (key, value) in table {
                let (key_place, value_place) = (text.place(key.span()), text.place(value.span()));
                match (key.into_inner().as_str(), value.into_inner()) {
                    ("severity", toml::Value::String(word)) => {
                        let parsed = word.parse::<SeverityName>();
                        wanted = Some(parsed.map_err(|message| value_place.error(message))?.0);
                    }
                    ("severity", other) => {
                        return Err(value_place.error(format!(
                            "a severity is one of {}, not {}",
                            SeverityName::quoted(),
                            found(&other)
                        )));
                    }
                    ("ignore", value) => {
                        ignore = texts(value).map_err(|found| {
                            value_place.error(format!("`ignore` is a list of patterns in quotes, not {found}"))
                        })?;
                        keys.insert("ignore".to_owned(), key_place);
                    }
                    (key, value) => {
                        keys.insert(key.to_owned(), key_place);
                        options.insert(key.to_owned(), value);
                    }
                }
            }
        }
    }
    Ok(RuleSetting {
        setting: Setting {
            name,
            severity: wanted,
            ignore,
            options,
        },
        place,
        keys,
    })
}

/// The texts in a list.
///
/// # Errors
/// What stands there instead.
fn texts(value: toml::Value) -> Result<Vec<String>, String> {
    let toml::Value::Array(values) = value else {
        return Err(found(&value));
    };
    let texts = values.into_iter().map(|value| match value {
        toml::Value::String(text) => Ok(text),
        other => Err(format!("a list with {}", found(&other))),
    });
    texts.collect()
}

/// What a value is, in our words.
fn found(value: &toml::Value) -> String {
    match value {
        toml::Value::String(_) => "a text".to_owned(),
        toml::Value::Integer(number) => format!("the number {number}"),
        toml::Value::Float(number) => format!("the number {number}"),
        toml::Value::Boolean(value) => format!("`{value}`"),
        toml::Value::Datetime(_) => "a date".to_owned(),
        toml::Value::Array(_) => "a list".to_owned(),
        toml::Value::Table(_) => "a table".to_owned(),
    }
}

/// A configuration file's text, which knows the places of its values.
pub(super) struct ConfigText {
    file: SourceFile,
}

impl ConfigText {
    pub(super) const fn new(file: SourceFile) -> Self {
        Self { file }
    }

    pub(super) fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, RunError> {
        if let Some(error) = self.encoding_error() {
            return Err(error);
        }
        toml::from_str(self.file.text()).map_err(|error| {
            let place = self.place(error.span().unwrap_or(0..0));
            place.error(in_our_words(error.message()))
        })
    }

    /// What keeps the file from being TOML at all.
    fn encoding_error(&self) -> Option<RunError> {
        if let Some(at) = self.file.text().find('\0') {
            let message = "a zero byte stands here, so this is no text; write the file anew, `lockgate init` shows how";
            return Some(self.place(at..at).error(message));
        }
        let byte = self.file.first_bad_byte()?;
        // What is not UTF-8 is read as Windows-1252, in which each byte is a character.
        let (at, _) = self.file.text().char_indices().nth(byte).unwrap_or_default();
        let message = "this byte is not UTF-8, which TOML files are; save the file as UTF-8";
        Some(self.place(at..at).error(message))
    }

    pub(super) fn place(&self, range: Range<usize>) -> Place {
        Place::in_file(&self.file, range.start)
    }

    fn set<T, U>(&self, value: Placed<T>, convert: impl Fn(T) -> U) -> Set<U> {
        Set {
            place: self.place(value.0.span()),
            value: convert(value.0.into_inner()),
        }
    }
}

fn error_at(place: Option<&Place>, path: &str, message: impl Into<String>) -> RunError {
    match place {
        Some(place) => place.error(message),
        None => RunError {
            rule: None,
            path: Some(Arc::from(path)),
            line: None,
            column: None,
            message: message.into(),
        },
    }
}

#[cfg(test)]
mod tests;
