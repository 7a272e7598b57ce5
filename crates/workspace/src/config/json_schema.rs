//! The JSON schema of `lockgate.toml`, for editors: made from the structs that read the file and from what rules say of
//! themselves.

use lint::{OptionInfo, Rule, RuleInfo};
use schemars::generate::SchemaSettings;
use script::ScriptRule;
use serde_json::{Map, Value, json};
use source::Category;

use super::file::{ConfigFile, RULES_SCHEMA};

/// The names of what is said of many rules.
const SETTING: &str = "RuleSetting";
const IGNORE: &str = "Ignore";

/// The schema, with an entry for each of the rules and of those in the packs inside the program.
#[must_use]
pub fn json_schema<'a>(rules: impl IntoIterator<Item = &'a RuleInfo>) -> Value {
    // What editors of TOML read best.
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<ConfigFile>().to_value();
    let definitions = &mut schema["definitions"];
    definitions[SETTING] = json!({ "anyOf": setting(&common_keys()) });
    definitions[IGNORE] = json!({
        "description": "Patterns of the names of objects that are left alone: \"tmp_*\", \"audit.*\".",
        "type": "array",
        "items": { "type": "string" },
    });
    definitions[RULES_SCHEMA] = rules_schema(rules);
    schema
}

fn rules_schema<'a>(rules: impl IntoIterator<Item = &'a RuleInfo>) -> Value {
    let mut names = Map::new();
    names.insert("all".to_owned(), plain("Every rule."));
    for category in Category::ALL {
        let summary = format!("Every rule of the category `{category}` that is on.");
        names.insert(category.to_string(), plain(&summary));
    }
    for info in rules {
        let state = if info.default_on {
            "on by default"
        } else {
            "off by default"
        };
        names.insert(info.id.to_string(), rule_schema(info, state));
    }
    for (pack, rule) in packed_rules() {
        let state = format!("on where `pack:{pack}` is extended");
        names.insert(rule.info().id.to_string(), rule_schema(rule.info(), &state));
    }
    json!({
        "type": "object",
        "properties": names,
        "additionalProperties": {
            "description": "A rule of the team or of a pack, or a rule's name in another tool: `squawk:ban-drop-column`.",
            "anyOf": [{ "$ref": "#/definitions/Severity" }, { "type": "object", "properties": common_keys() }],
        },
    })
}

/// The rules of the packs inside the program, each with its pack.
fn packed_rules() -> impl Iterator<Item = (&'static str, ScriptRule)> {
    packs::PACKS.iter().flat_map(|pack| {
        let files = pack.files.iter().filter(|(name, _)| name.ends_with(".rhai"));
        let load = |(name, text): &(&str, &str)| script::load_in_pack(name, text, pack.name).ok();
        files.filter_map(load).map(|rule| (pack.name, rule))
    })
}

/// What every rule and category takes.
fn plain(summary: &str) -> Value {
    json!({ "description": summary, "allOf": [{ "$ref": format!("#/definitions/{SETTING}") }] })
}

fn rule_schema(info: &RuleInfo, state: &str) -> Value {
    let summary = format!("{} ({}, {}, {state})", info.summary(), info.category, info.severity);
    let mut schema = plain(&summary);
    if !info.options.is_empty() {
        let mut keys = common_keys();
        keys.extend(
            info.options
                .iter()
                .map(|option| (option.name.to_string(), option_schema(option))),
        );
        schema = json!({ "description": summary, "anyOf": setting(&keys) });
    }
    if let Some(url) = info.url() {
        // Taplo, which most editors use, makes the key a link.
        schema["x-taplo"] = json!({ "links": { "key": url } });
    }
    schema
}

/// A severity, or a table with these keys.
fn setting(keys: &Map<String, Value>) -> Value {
    json!([
        { "$ref": "#/definitions/Severity" },
        { "type": "object", "properties": keys, "additionalProperties": false },
    ])
}

fn common_keys() -> Map<String, Value> {
    let reference = |name: &str| json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] });
    Map::from_iter([
        ("severity".to_owned(), reference("Severity")),
        ("ignore".to_owned(), reference(IGNORE)),
    ])
}

/// The words in which rules say what a value is, as a type.
fn option_schema(option: &OptionInfo) -> Value {
    let value = &*option.value;
    let words: Vec<&str> = value.split(['`', '"']).skip(1).step_by(2).collect();
    let mut schema = match value {
        "true or false" | "truth value" => json!({ "type": "boolean" }),
        "whole number" => json!({ "type": "integer" }),
        "number" => json!({ "type": "number" }),
        "table" => json!({ "type": "object" }),
        "list" => json!({ "type": "array" }),
        _ if value.starts_with("list of ") => json!({ "type": "array", "items": { "type": "string" } }),
        _ if words.len() > 1 => json!({ "enum": words }),
        _ => json!({ "type": "string" }),
    };
    schema["description"] = format!("{}: {value}", option.summary).into();
    if let Some(default) = default_of(option).filter(|default| fits(default, &schema)) {
        schema["default"] = default;
    }
    schema
}

/// The default, which some rules write as TOML and some as bare text.
fn default_of(option: &OptionInfo) -> Option<Value> {
    if option.default.is_empty() {
        return None;
    }
    let written = format!("default = {}", option.default).parse::<toml::Table>();
    match written {
        Ok(mut table) => serde_json::to_value(table.remove("default")?).ok(),
        Err(_) => Some((*option.default).into()),
    }
}

fn fits(value: &Value, schema: &Value) -> bool {
    match schema["type"].as_str() {
        Some("boolean") => value.is_boolean(),
        Some("integer" | "number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => value.is_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the schema says of an option is what its rule takes.
    #[test]
    fn options_are_read_as_the_schema_says() {
        for rule in rules::all() {
            for option in rule.info().options.iter() {
                let (id, name) = (&rule.info().id, &option.name);
                let read = |value: toml::Value| {
                    rule.read_options(&toml::Table::from_iter([(name.to_string(), value)]))
                        .is_ok()
                };
                let schema = option_schema(option);
                let misfit = match schema["type"].as_str() {
                    Some("string") => toml::Value::Boolean(true),
                    _ => toml::Value::String("no such thing".to_owned()),
                };
                assert!(
                    !read(misfit),
                    "{id} takes for `{name}` what the schema refuses: {schema}"
                );
                if let Some(default) = schema.get("default") {
                    let default = toml::Value::try_from(default).unwrap();
                    assert!(read(default), "{id} refuses the default of `{name}`: {schema}");
                }
                for word in schema["enum"].as_array().into_iter().flatten() {
                    let word = toml::Value::try_from(word).unwrap();
                    assert!(read(word), "{id} refuses a word that `{name}` may be: {schema}");
                }
            }
        }
    }

    #[test]
    fn every_rule_and_category_has_an_entry_and_every_reference_leads_somewhere() {
        let all = rules::all();
        let schema = json_schema(all.iter().map(|rule| rule.info()));
        let names = schema["definitions"]["Rules"]["properties"].as_object().unwrap();
        let packed = packs::PACKS.iter().map(|pack| pack.files.len() - 1).sum::<usize>();
        assert_eq!(names.len(), 1 + Category::ALL.len() + all.len() + packed);
        let columns = &names["house/audit-columns"];
        assert!(
            columns["description"]
                .as_str()
                .unwrap()
                .ends_with("on where `pack:house` is extended)")
        );
        let text = schema.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(schema.pointer(pointer).is_some(), "{pointer}");
        }
        assert_eq!(schema["additionalProperties"], false);
        let keys = schema["properties"].as_object().unwrap();
        let undescribed = keys.iter().filter(|(_, key)| key["description"].is_null());
        assert_eq!(undescribed.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [""; 0]);
    }
}
