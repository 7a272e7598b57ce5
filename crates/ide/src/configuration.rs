use serde_json::Value;
use source::TextRange;

use crate::{Suggestion, SuggestionKind};

/// What a place of a configuration is: the table that it stands in, and what is written before it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Place<'a> {
    /// The keys that lead to the value or table at hand.
    path: Vec<&'a str>,
    wants: Wants,
}

/// What can be written at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wants {
    Key,
    /// The name of a table, between brackets.
    Table,
    /// A value, within quotes or not.
    Value {
        is_quoted: bool,
    },
}

/// What can be written at a place of `lockgate.toml`, by its JSON schema, and which text it replaces.
#[must_use]
pub fn configuration_completions(text: &str, offset: u32, schema: &Value) -> (TextRange, Vec<Suggestion>) {
    let word = key_before(text, offset);
    let place = place(text, word.start as usize);
    let nodes = follow(schema, &place.path);
    let suggestions = match place.wants {
        Wants::Key => keys(schema, &nodes),
        Wants::Table => tables(schema, &nodes),
        Wants::Value { is_quoted } => values(schema, &nodes, is_quoted),
    };
    (word, suggestions)
}

/// The key at a place, and what its schema says about it.
#[must_use]
pub fn configuration_key(text: &str, offset: u32, schema: &Value) -> Option<(TextRange, String, Option<String>)> {
    let before = key_before(text, offset);
    let rest = text.get(offset as usize..)?;
    let length: usize = rest
        .chars()
        .take_while(|letter| is_of_key(*letter))
        .map(char::len_utf8)
        .sum();
    let range = TextRange::new(before.start, offset + u32::try_from(length).ok()?);
    let name = text.get(range.slice()).filter(|name| !name.is_empty())?;
    let place = place(text, range.start as usize);
    let mut path = place.path;
    if place.wants != (Wants::Value { is_quoted: true }) && place.wants != (Wants::Value { is_quoted: false }) {
        path.push(name);
    }
    let nodes = follow(schema, &path);
    let described = nodes.iter().find_map(|node| description(schema, node));
    Some((range, name.to_owned(), described))
}

const fn is_of_key(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':')
}

fn key_before(text: &str, offset: u32) -> TextRange {
    let before = text.get(..offset as usize).unwrap_or_default();
    let letters = before.chars().rev().take_while(|letter| is_of_key(*letter));
    let length: usize = letters.map(char::len_utf8).sum();
    TextRange::new(offset - u32::try_from(length).unwrap_or_default(), offset)
}

fn place(text: &str, at: usize) -> Place<'_> {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let (above, line) = before.split_at(line_start);
    let line = line.trim_start();
    if let Some(open) = line.strip_prefix('[').filter(|open| !open.contains(']')) {
        let mut path: Vec<&str> = open.trim_start_matches('[').split('.').map(str::trim).collect();
        path.pop();
        return Place {
            path,
            wants: Wants::Table,
        };
    }
    let header = above.lines().rev().map(str::trim).find(|line| line.starts_with('['));
    let mut path: Vec<&str> = match header {
        Some(header) => {
            let name = header.trim_start_matches('[');
            let name = name.split(']').next().unwrap_or_default();
            name.split('.').map(|key| key.trim().trim_matches('"')).collect()
        }
        None => Vec::new(),
    };
    // Inline tables nest on one line.
    let mut rest = line;
    while let Some((key, value)) = rest.split_once('=') {
        let key = key.rsplit(['{', ',']).next().unwrap_or_default();
        let value = value.trim_start();
        path.push(key.trim().trim_matches('"'));
        let Some(inner) = value.strip_prefix('{') else {
            if let Some((_, next)) = value.split_once(',').filter(|_| !value.starts_with('[')) {
                path.pop();
                rest = next;
                continue;
            }
            let is_quoted = value.matches('"').count() % 2 == 1;
            return Place {
                path,
                wants: Wants::Value { is_quoted },
            };
        };
        rest = inner;
    }
    Place {
        path,
        wants: Wants::Key,
    }
}

/// The schemas of what these keys lead to.
fn follow<'a>(root: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    let mut nodes = resolved(root, root);
    for key in path {
        let next = nodes.iter().flat_map(|node| {
            let known = node["properties"]
                .get(*key)
                .or_else(|| node.get("additionalProperties"));
            known.filter(|known| known.is_object())
        });
        nodes = next.flat_map(|node| resolved(root, node)).collect();
    }
    nodes
}

/// The schemas that a schema stands for: references followed, alternatives apart, the entries of a list in its place.
fn resolved<'a>(root: &'a Value, node: &'a Value) -> Vec<&'a Value> {
    let mut found = vec![node];
    if let Some(name) = node["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix("#/definitions/"))
    {
        found.extend(resolved(root, &root["definitions"][name]));
    }
    for of in ["allOf", "anyOf", "oneOf"] {
        let parts = node[of].as_array().into_iter().flatten();
        found.extend(parts.flat_map(|part| resolved(root, part)));
    }
    if node["items"].is_object() {
        found.extend(resolved(root, &node["items"]));
    }
    found
}

fn description(root: &Value, node: &Value) -> Option<String> {
    let parts = resolved(root, node);
    parts
        .iter()
        .find_map(|part| part["description"].as_str())
        .map(ToOwned::to_owned)
}

fn keys(root: &Value, nodes: &[&Value]) -> Vec<Suggestion> {
    let properties = nodes.iter().filter_map(|node| node["properties"].as_object()).flatten();
    let suggestion = |(name, node): (&String, &Value)| Suggestion {
        text: name.clone(),
        kind: SuggestionKind::Key,
        detail: node["type"].as_str().unwrap_or_default().to_owned(),
        documentation: description(root, node).unwrap_or_default(),
        rank: 0,
    };
    let mut keys: Vec<Suggestion> = properties.map(suggestion).collect();
    keys.sort_by(|left, right| left.text.cmp(&right.text));
    keys.dedup_by(|left, right| left.text == right.text);
    keys
}

fn tables(root: &Value, nodes: &[&Value]) -> Vec<Suggestion> {
    let mut tables = keys(root, nodes);
    tables.retain(|table| {
        let parts = follow(root, &[&table.text]);
        nodes.iter().any(|node| node["properties"].get(&table.text).is_some())
            && (parts.is_empty() || parts.iter().any(|part| part["properties"].is_object()))
    });
    tables
}

fn values(root: &Value, nodes: &[&Value], is_quoted: bool) -> Vec<Suggestion> {
    let mut found: Vec<Suggestion> = Vec::new();
    for node in nodes {
        let listed = node["enum"].as_array().into_iter().flatten();
        for value in listed.chain(node.get("const")) {
            let text = match value.as_str() {
                Some(text) if is_quoted => text.to_owned(),
                _ => value.to_string(),
            };
            found.push(Suggestion {
                text,
                kind: SuggestionKind::Value,
                detail: String::new(),
                documentation: description(root, node).unwrap_or_default(),
                rank: 0,
            });
        }
        if node["type"] == "boolean" && !is_quoted {
            found.extend(["true", "false"].map(|text| Suggestion {
                text: text.to_owned(),
                kind: SuggestionKind::Value,
                detail: String::new(),
                documentation: String::new(),
                rank: 0,
            }));
        }
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let schema = json!({
            "properties": {
                "fail-on": {"$ref": "#/definitions/Severity"},
                "rules": {"$ref": "#/definitions/Rules"},
                "overrides": {"type": "array", "items": {"properties": {"rules": {"$ref": "#/definitions/Rules"}}}},
            },
            "definitions": {
                "Severity": {"enum": ["error", "off"]},
                "Rules": {"properties": {"drop-table": {"anyOf": [
                    {"$ref": "#/definitions/Severity"},
                    {"properties": {"severity": {"$ref": "#/definitions/Severity"}}},
                ]}}},
            },
        });
        let at = u32::try_from(text.len()).unwrap();
        let (_, found) = configuration_completions(text, at, &schema);
        found.into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn keys_tables_and_values_are_suggested_where_they_belong() {
        assert_eq!(texts(""), ["fail-on", "overrides", "rules"]);
        assert_eq!(texts("["), ["overrides", "rules"]);
        assert_eq!(texts("fail-on = \""), ["error", "off"]);
        assert_eq!(texts("fail-on = "), ["\"error\"", "\"off\""]);
        assert_eq!(texts("[rules]\n"), ["drop-table"]);
        assert_eq!(texts("[[overrides]]\nrules = { drop"), ["drop-table"]);
        assert_eq!(texts("[rules]\ndrop-table = { sev"), ["severity"]);
        assert_eq!(texts("[rules]\ndrop-table = { severity = \"o"), ["error", "off"]);
    }
}
