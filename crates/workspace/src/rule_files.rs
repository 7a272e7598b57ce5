//! Files of rules that a team wrote, and what is in them.

use std::sync::Arc;

use lint::{Rule, RunError};
use script::PageLines;
use source::{Files, SourceFile};

use crate::paths::join;
use crate::read_error::{about, why};

/// A rule that a file holds.
pub(crate) struct FileRule {
    pub(crate) rule: Arc<dyn Rule>,
    /// The file that the page stands in, and which of its lines; `None` where the rule has no page.
    pub(crate) page: Option<(Arc<SourceFile>, PageLines)>,
}

/// The rule files in a folder, or the one file that is named, in the order of their paths.
pub(crate) fn list(files: &dyn Files, named: &str) -> std::io::Result<Vec<String>> {
    if has_ending(named, ".rhai") {
        return files.read(named).map(|_| vec![named.to_owned()]);
    }
    let listed = files.list(named)?;
    let listed = listed
        .into_iter()
        .filter(|path| has_ending(path, ".rhai") || has_ending(path, ".toml"));
    Ok(listed.map(|path| join("", &path)).collect())
}

/// The rules that a file holds.
///
/// # Errors
/// Why it is no rule file, with line and column where there is one.
pub(crate) fn load(files: &dyn Files, path: &str) -> Result<Vec<FileRule>, RunError> {
    if has_ending(path, ".toml") {
        let message = "this version does not read rules in Flyway's TOML yet; move the file elsewhere";
        return Err(about(path, message));
    }
    let bytes = files.read(path).map_err(|error| about(path, why(&error)))?;
    let file = Arc::new(SourceFile::from_bytes(path, bytes));
    let rule = script::load(path, file.text())?;
    Ok(vec![FileRule {
        page: rule.page_lines().map(|lines| (file, lines)),
        rule: Arc::new(rule),
    }])
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.len() > ending.len() && path.to_ascii_lowercase().ends_with(ending)
}
