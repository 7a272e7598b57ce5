use std::collections::BTreeMap;

use schema::Dialect;

use super::{Peer, on_one_line, table};

/// The sections of an INI file, each with its entries.
type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// How SQLFluff calls the dialects that are known here
/// (<https://docs.sqlfluff.com/en/stable/reference/dialects.html>).
pub(super) const DIALECTS: &[(&str, Dialect)] = &[
    ("postgres", Dialect::Postgres),
    ("mysql", Dialect::Mysql),
    ("mariadb", Dialect::Mariadb),
    ("tsql", Dialect::Mssql),
    ("sqlite", Dialect::Sqlite),
    ("oracle", Dialect::Oracle),
];

/// `.sqlfluff`, and the sections of the same names in `setup.cfg` and `tox.ini`:
/// <https://docs.sqlfluff.com/en/stable/configuration/setting_configuration.html>.
pub(super) fn read(text: &str) -> Result<Option<Peer>, String> {
    let sections = sections(text);
    let is_ours = |name: &&String| *name == "sqlfluff" || name.starts_with("sqlfluff:");
    Ok(sections.keys().any(|name| is_ours(&name)).then(|| peer(&sections)))
}

/// `[tool.sqlfluff.core]` and its like in `pyproject.toml`.
pub(super) fn read_pyproject(text: &str) -> Result<Option<Peer>, String> {
    let table = table(text)?;
    let Some(toml::Value::Table(own)) = table.get("tool").and_then(|tool| tool.get("sqlfluff")) else {
        return Ok(None);
    };
    let mut sections = Sections::new();
    flatten("sqlfluff", own, &mut sections);
    if let Some(core) = sections.remove("sqlfluff:core") {
        sections.entry("sqlfluff".to_owned()).or_default().extend(core);
    }
    Ok(Some(peer(&sections)))
}

/// `.sqlfluffignore`, whose lines are those of a `.gitignore`.
pub(super) fn read_ignored(text: &str) -> Result<Option<Peer>, String> {
    let mut peer = Peer {
        prefix: "sqlfluff",
        ..Peer::default()
    };
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if line.starts_with('!') {
            peer.left.push(format!("`{line}`: patterns that take something back"));
            continue;
        }
        let (is_anchored, line) = match line.strip_prefix('/') {
            Some(line) => (true, line),
            None => (line.trim_end_matches('/').contains('/'), line),
        };
        let pattern = line.trim_end_matches('/');
        peer.excluded_paths.push(if is_anchored {
            pattern.to_owned()
        } else {
            format!("**/{pattern}")
        });
    }
    Ok(Some(peer))
}

fn peer(sections: &Sections) -> Peer {
    let mut peer = Peer {
        prefix: "sqlfluff",
        ..Peer::default()
    };
    let core = sections.get("sqlfluff");
    let value = |key: &str| core.and_then(|core| core.get(key)).map(String::as_str);
    if let Some(name) = value("dialect") {
        peer.dialect = DIALECTS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, dialect)| *dialect);
        if peer.dialect.is_none() {
            peer.left.push(format!(
                "`dialect = {name}`: that dialect is not known here; it is detected"
            ));
        }
    }
    peer.excluded_rules = listed(value("exclude_rules"));
    if let Some(rules) = value("rules").filter(|rules| !rules.is_empty() && *rules != "all") {
        peer.left.push(format!(
            "`rules = {rules}`: what is on here is another matter; `preset:` chooses"
        ));
    }
    let placeholders = sections
        .get("sqlfluff:templater:placeholder")
        .or_else(|| sections.get("sqlfluff:templater:jinja:context"));
    for (name, value) in placeholders.into_iter().flatten() {
        if name != "param_style" && name != "param_regex" {
            peer.placeholders.insert(name.clone(), value.clone());
        }
    }
    if let Some(length) = value("max_line_length") {
        peer.left.push(format!(
            "`max_line_length = {length}`: where you want it, `line-length = {{ characters = {length} }}`"
        ));
    }
    let mut others: Vec<&str> = sections
        .keys()
        .filter_map(|name| name.strip_prefix("sqlfluff:rules:"))
        .collect();
    others.dedup();
    if !others.is_empty() {
        peer.left.push(format!(
            "the settings of {}: the rules here have options of their own",
            others.join(", ")
        ));
    }
    peer
}

fn listed(value: Option<&str>) -> Vec<String> {
    let names = value.unwrap_or_default().split([',', '\n']).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// An INI file; a line that is indented goes on with the one above.
fn sections(text: &str) -> Sections {
    let mut sections = Sections::new();
    let mut section = String::new();
    let mut last: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
            sections.entry(section.clone()).or_default();
            last = None;
        } else if let Some(key) = last.as_ref().filter(|_| line.starts_with([' ', '\t'])) {
            let value = sections
                .entry(section.clone())
                .or_default()
                .entry(key.clone())
                .or_default();
            value.push('\n');
            value.push_str(trimmed);
        } else if let Some((key, value)) = trimmed.split_once(['=', ':']) {
            let key = key.trim().to_owned();
            let value = value.split(" #").next().unwrap_or_default().trim().to_owned();
            sections.entry(section.clone()).or_default().insert(key.clone(), value);
            last = Some(key);
        }
    }
    sections
}

fn flatten(name: &str, table: &toml::Table, sections: &mut Sections) {
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => flatten(&format!("{name}:{key}"), inner, sections),
            value => {
                let section = sections.entry(name.to_owned()).or_default();
                section.insert(key.clone(), on_one_line(value));
            }
        }
    }
}
