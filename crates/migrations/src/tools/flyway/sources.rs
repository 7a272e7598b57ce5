use std::collections::BTreeMap;
use std::rc::Rc;

use crate::neighbours::{Neighbours, properties};

/// Where Flyway is told what to do: its own settings, Spring's, Maven's.
pub(super) struct Told {
    /// The file that says it.
    pub(super) path: String,
    /// The entries, named as in `flyway.conf` without its `flyway.`.
    pub(super) entries: BTreeMap<String, String>,
    /// Whether the file is Flyway's own.
    pub(super) is_own: bool,
}

/// The entries of a file.
type ReadEntries = fn(&str) -> BTreeMap<String, String>;

const OWN: &[&str] = &["flyway.toml", "flyway.conf", "conf/flyway.toml", "conf/flyway.conf"];

/// <https://docs.spring.io/spring-boot/appendix/application-properties/index.html>: `spring.flyway.*`, in kebab case.
const SPRING: &[(&str, ReadEntries)] = &[
    ("application.properties", spring_properties),
    ("application.yml", yaml_entries),
    ("application.yaml", yaml_entries),
];

impl Told {
    /// The nearest file that says something: Flyway's own before those of others.
    pub(super) fn find(home: &str, near: &Neighbours<'_>) -> Option<Self> {
        if let Some((path, text)) = OWN.iter().find_map(|name| near.nearest(home, name)) {
            let entries = own_entries(&path, &text);
            return Some(Self {
                path,
                entries,
                is_own: true,
            });
        }
        let of_spring = SPRING.iter().find_map(|(name, read)| {
            let entries = |text: &str| in_camel_case(read(text), "spring.flyway.");
            Self::of_others(near.above(home, name), entries)
        });
        of_spring.or_else(|| Self::of_others(near.above(home, "pom.xml"), maven_entries))
    }

    fn of_others(
        files: impl Iterator<Item = (String, Rc<str>)>,
        read: impl Fn(&str) -> BTreeMap<String, String>,
    ) -> Option<Self> {
        let mut speaking = files.filter(|(_, text)| text.contains("flyway"));
        speaking.find_map(|(path, text)| {
            let entries = read(&text);
            (!entries.is_empty()).then_some(Self {
                path,
                entries,
                is_own: false,
            })
        })
    }
}

pub(super) fn own_entries(path: &str, text: &str) -> BTreeMap<String, String> {
    if path.ends_with(".toml") {
        return toml_entries(text);
    }
    properties(text)
        .into_iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("flyway.")?.to_owned(), value.to_owned())))
        .collect()
}

fn spring_properties(text: &str) -> BTreeMap<String, String> {
    let entries = properties(text).into_iter();
    entries.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Entries below `prefix`, by names as Flyway writes them: `sql-migration-prefix` is `sqlMigrationPrefix`.
fn in_camel_case(entries: BTreeMap<String, String>, prefix: &str) -> BTreeMap<String, String> {
    let own = entries.into_iter().filter_map(|(key, value)| {
        let key = key.strip_prefix(prefix)?;
        if key.starts_with("placeholders.") {
            return Some((key.to_owned(), value));
        }
        let mut parts = key.split('-');
        let mut name = parts.next()?.to_owned();
        for part in parts {
            let mut letters = part.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.push_str(letters.as_str());
        }
        Some((name, value))
    });
    own.collect()
}

/// The scalars of the first document of a YAML file, and its lists joined by commas, by their paths with dots. What a later
/// document says holds under a profile only.
fn yaml_entries(text: &str) -> BTreeMap<String, String> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let mut above: Vec<(usize, &str)> = Vec::new();
    for line in text.lines().skip_while(|line| line.trim() == "---") {
        if line.trim() == "---" {
            break;
        }
        let entry = line.trim_start();
        let indent = line.len() - entry.len();
        if entry.is_empty() || entry.starts_with('#') {
            continue;
        }
        if let Some(item) = entry.strip_prefix("- ") {
            let path = path_of(&above);
            let joined = entries.entry(path).or_default();
            if !joined.is_empty() {
                joined.push(',');
            }
            joined.push_str(plain(item));
            continue;
        }
        let Some((key, value)) = entry.split_once(':') else {
            continue;
        };
        above.retain(|(at, _)| *at < indent);
        above.push((indent, plain(key)));
        let value = plain(value);
        if !value.is_empty() {
            let value = value.trim_start_matches('[').trim_end_matches(']');
            let items: Vec<&str> = value.split(',').map(plain).collect();
            entries.insert(path_of(&above), items.join(","));
        }
    }
    entries
}

fn path_of(above: &[(usize, &str)]) -> String {
    let keys: Vec<&str> = above.iter().map(|(_, key)| *key).collect();
    keys.join(".")
}

/// A scalar without its quotes and the comment behind it.
fn plain(value: &str) -> &str {
    let value = value.split_once(" #").map_or(value, |(value, _)| value).trim();
    value.trim_matches(['"', '\''])
}

/// What the `<configuration>` of the plug-in for Maven says: <https://documentation.red-gate.com/fd/maven-goal-277579062.html>.
fn maven_entries(text: &str) -> BTreeMap<String, String> {
    let plugin = text.split_once("<artifactId>flyway-maven-plugin</artifactId>");
    let plugin = plugin.map(|(_, rest)| rest.split("</plugin>").next().unwrap_or_default());
    let inner = plugin.and_then(|plugin| between(plugin, "configuration"));
    let known = [
        "mixed",
        "group",
        "table",
        "sqlMigrationPrefix",
        "sqlMigrationSeparator",
        "locations",
    ];
    let entries = known.iter().filter_map(|name| {
        let value = between(inner?, name)?;
        let items = value
            .split("</location>")
            .map(|item| item.trim().trim_start_matches("<location>").trim());
        let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
        Some(((*name).to_owned(), items.join(",")))
    });
    entries.collect()
}

fn between<'a>(text: &'a str, element: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{element}>"))?;
    rest.split_once(&format!("</{element}>")).map(|(inner, _)| inner)
}

/// The scalar entries of `[flyway]` and of the tables in it, `placeholders.schema` for one; an array is joined with commas.
fn toml_entries(text: &str) -> BTreeMap<String, String> {
    let Ok(table) = text.parse::<toml::Table>() else {
        return BTreeMap::new();
    };
    let Some(toml::Value::Table(flyway)) = table.get("flyway") else {
        return BTreeMap::new();
    };
    let mut entries = BTreeMap::new();
    for (key, value) in flyway {
        if let toml::Value::Table(inner) = value {
            let inner = inner
                .iter()
                .filter_map(|(name, value)| Some((format!("{key}.{name}"), scalar(value)?)));
            entries.extend(inner);
        } else if let Some(value) = scalar(value) {
            entries.insert(key.clone(), value);
        }
    }
    entries
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(values) => Some(
            values
                .iter()
                .filter_map(toml::Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spring_and_maven_are_read() {
        let text = "spring:\n  datasource:\n    url: x\n  flyway:\n    mixed: true # why\n    sql-migration-prefix: \"M\"\n    locations:\n      - classpath:a\n      - classpath:b\n---\nspring.config.activate.on-profile: test\n";
        let entries = in_camel_case(yaml_entries(text), "spring.flyway.");
        assert_eq!(entries["mixed"], "true");
        assert_eq!(entries["sqlMigrationPrefix"], "M");
        assert_eq!(entries["locations"], "classpath:a,classpath:b");
        assert_eq!(entries.len(), 3);
        let text = "<plugin><artifactId>flyway-maven-plugin</artifactId><configuration><mixed>true</mixed><locations><location>filesystem:a</location>\n<location>filesystem:b</location></locations></configuration></plugin>";
        let entries = maven_entries(text);
        assert_eq!(entries["mixed"], "true");
        assert_eq!(entries["locations"], "filesystem:a,filesystem:b");
    }
}
