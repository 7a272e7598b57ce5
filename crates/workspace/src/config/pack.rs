//! Packs: folders of rules with a `pack.toml`, which `extends` takes.

use std::collections::BTreeSet;

use lint::{RunError, Setting};
use serde::Deserialize;
use source::{Files, SourceFile};

use super::file::{Placed, RuleEntries};
use super::load::{ConfigText, settings};
use super::{Place, RuleSetting};
use crate::paths::{file_name, join};
use crate::read_error::{about, why};
use crate::rule_files::{self, PACK_FILE};

/// A pack that a project uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pack {
    /// Its name: the names of its rules begin with it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub summary: String,
    /// The folder of its files; `pack:house` for one inside the program.
    pub folder: String,
}

/// `pack.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PackFile {
    name: Placed<String>,
    version: String,
    #[serde(default)]
    summary: String,
    rules: RuleEntries,
}

/// Whether a folder is a pack.
pub(crate) fn is_pack(files: &dyn Files, folder: &str) -> bool {
    files.read(&join(folder, PACK_FILE)).is_ok()
}

/// Reads a pack: what it is, and what it says about its rules.
pub(crate) fn read(files: &dyn Files, folder: &str) -> Result<(Pack, Vec<RuleSetting>), RunError> {
    let path = join(folder, PACK_FILE);
    let bytes = files.read(&path).map_err(|error| about(&path, why(&error)))?;
    let text = ConfigText::new(SourceFile::from_bytes(path, bytes));
    let file: PackFile = text.parse()?;
    let at_name = text.place(file.name.0.span());
    let name = file.name.0.into_inner();
    if name.contains('/') {
        let message = format!("`{name}` is no name of a pack: it is lower case words joined by `-`, as in `our-house`");
        return Err(at_name.error(message));
    }
    script::check_id(&name)
        .map_err(|message| at_name.error(message.replace("is no rule name", "is no name of a pack")))?;
    let mut settings = settings(file.rules, &text)?;
    check_files(files, folder, &settings, &at_name)?;
    for RuleSetting { setting, .. } in &mut settings {
        setting.name = format!("{name}/{}", setting.name);
    }
    let pack = Pack {
        name,
        version: file.version,
        summary: file.summary,
        folder: folder.to_owned(),
    };
    Ok((pack, settings))
}

/// Each rule has its file, and each file its rule.
fn check_files(files: &dyn Files, folder: &str, settings: &[RuleSetting], at_name: &Place) -> Result<(), RunError> {
    let listed = rule_files::list(files, folder).map_err(|error| about(folder, why(&error)))?;
    let there: BTreeSet<&str> = listed
        .iter()
        .filter_map(|path| file_name(path).strip_suffix(".rhai"))
        .collect();
    let named: BTreeSet<&str> = settings
        .iter()
        .map(|RuleSetting { setting, .. }| setting.name.as_str())
        .collect();
    for RuleSetting { setting, place, .. } in settings {
        let Setting { name, .. } = setting;
        if !there.contains(name.as_str()) {
            let message = match source::nearest(name, there.difference(&named).copied()) {
                Some(meant) => format!("the pack has no file `{name}.rhai`; `{meant}` is the nearest name"),
                None => format!("the pack has no file `{name}.rhai`; write it, or take the rule out"),
            };
            return Err(place.error(message));
        }
    }
    match there.difference(&named).next() {
        None => Ok(()),
        Some(unnamed) => Err(at_name.error(format!(
            "`[rules]` does not name `{unnamed}`, whose file the pack holds; add `{unnamed} = \"warning\"`, or `\"off\"`"
        ))),
    }
}
