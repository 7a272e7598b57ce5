//! Files of rules that a team wrote, and what is in them.

use std::sync::Arc;

use lint::{Rule, RunError};
use script::PageLines;
use source::{Files, SourceFile};

use crate::config::message::slip;
use crate::paths::{file_name, join, parent};
use crate::read_error::{about, why};

/// What a folder of rules says of itself when it is a pack.
pub(crate) const PACK_FILE: &str = "pack.toml";

const TOML: &str = ".toml";

/// A rule that a file holds.
pub(crate) struct FileRule {
    pub(crate) rule: Arc<dyn Rule>,
    pub(crate) written_in: WrittenIn,
    /// The file that the page stands in, and which of its lines; `None` where the rule has no page.
    pub(crate) page: Option<(Arc<SourceFile>, PageLines)>,
}

/// What a rule is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WrittenIn {
    /// Rhai, its page at the end of the file.
    Rhai,
    /// Flyway's TOML, its page in a file beside it, if there is one.
    Toml,
}

/// The rule files in a folder, or the one file that is named, in the order of their paths. TOML of other kinds may lie in
/// the folder too.
pub(crate) fn list(files: &dyn Files, named: &str) -> std::io::Result<Vec<String>> {
    if is_rule_file(named) {
        return files.read(named).map(|_| vec![named.to_owned()]);
    }
    let listed = files.list(named)?;
    let listed = listed.into_iter().filter(|path| is_rule_file(path));
    let listed = listed.filter(|path| !has_ending(path, TOML) || is_like_flyways(files, path));
    Ok(listed.map(|path| join("", &path)).collect())
}

/// What cannot be read is: loading it says why.
fn is_like_flyways(files: &dyn Files, path: &str) -> bool {
    let read = files.read(path);
    read.map_or(true, |bytes| {
        script::is_like_flyways(&SourceFile::from_bytes(path, bytes))
    })
}

/// The rules that a file holds.
///
/// # Errors
/// Why it is no rule file, with line and column where there is one.
pub(crate) fn load(files: &dyn Files, path: &str) -> Result<Vec<FileRule>, RunError> {
    read(files, path).map_err(|error| match slip(&error.message) {
        Some(message) => RunError { message, ..error },
        None => error,
    })
}

fn read(files: &dyn Files, path: &str) -> Result<Vec<FileRule>, RunError> {
    let bytes = files.read(path).map_err(|error| about(path, why(&error)))?;
    let file = Arc::new(SourceFile::from_bytes(path, bytes));
    if has_ending(path, TOML) {
        return load_flyway(files, &file);
    }
    let rule = script::load(path, file.text())?;
    Ok(vec![FileRule {
        page: rule.page_lines().map(|lines| (file, lines)),
        written_in: WrittenIn::Rhai,
        rule: Arc::new(rule),
    }])
}

/// The rule that a file of a pack holds.
///
/// # Errors
/// Why it is no rule file, with line and column where there is one.
pub(crate) fn load_in_pack(files: &dyn Files, path: &str, pack: &str) -> Result<FileRule, RunError> {
    let bytes = files.read(path).map_err(|error| about(path, why(&error)))?;
    let file = Arc::new(SourceFile::from_bytes(path, bytes));
    let rule = script::load_in_pack(path, file.text(), pack)?;
    let stem = file_name(path).trim_end_matches(".rhai");
    if rule.info().id.rsplit('/').next() != Some(stem) {
        let message = format!(
            "the file of `{}` in a pack is called like the rule: rename the one or the other",
            rule.info().id
        );
        return Err(about(path, message));
    }
    Ok(FileRule {
        page: rule.page_lines().map(|lines| (file, lines)),
        written_in: WrittenIn::Rhai,
        rule: Arc::new(rule),
    })
}

fn load_flyway(files: &dyn Files, file: &Arc<SourceFile>) -> Result<Vec<FileRule>, RunError> {
    let page = |name: &str| {
        let path = join(parent(file.path()), name);
        let bytes = files.read(&path).ok()?;
        Some(Arc::new(SourceFile::from_bytes(path, bytes)))
    };
    let rules = script::load_flyway(file, page)?;
    Ok(rules
        .into_iter()
        .map(|rule| FileRule {
            page: rule.page().cloned(),
            written_in: WrittenIn::Toml,
            rule: Arc::new(rule),
        })
        .collect())
}

fn is_rule_file(path: &str) -> bool {
    let is_toml = has_ending(path, TOML) && file_name(path) != PACK_FILE;
    is_toml || has_ending(path, ".rhai")
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.len() > ending.len() && path.to_ascii_lowercase().ends_with(ending)
}
