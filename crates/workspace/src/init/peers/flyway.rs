mod check;

use std::collections::BTreeMap;

use migrations::{Tool, properties};
use schema::Dialect;

use super::{Peer, on_one_line, table, texts};
use crate::paths::is_absolute;

/// `flyway.toml`: <https://documentation.red-gate.com/fd/flyway-toml-files-275218540.html>.
pub(super) fn read(text: &str) -> Result<Option<Peer>, String> {
    let table = table(text)?;
    let flyway = table.get("flyway");
    let get = |key: &str| flyway.and_then(|flyway| flyway.get(key));
    let mut peer = Peer {
        prefix: "flyway",
        tool: Some(Tool::Flyway),
        ..Peer::default()
    };
    let addresses = table.get("environments").and_then(toml::Value::as_table);
    let addresses = addresses.into_iter().flat_map(toml::Table::values);
    let addresses = addresses.filter_map(|environment| environment.get("url")?.as_str());
    peer.dialect = one_dialect(addresses);
    take_locations(&mut peer, &texts(get("locations")));
    if let Some(toml::Value::Table(settings)) = get("check") {
        let mut flat = BTreeMap::new();
        flatten("", settings, &mut flat);
        check::take(&mut peer, &flat);
    }
    Ok(Some(peer))
}

/// `flyway.conf`: <https://documentation.red-gate.com/fd/flyway-conf-files-224003079.html>.
pub(super) fn read_conf(text: &str) -> Result<Option<Peer>, String> {
    let entries = properties(text);
    let mut peer = Peer {
        prefix: "flyway",
        tool: Some(Tool::Flyway),
        dialect: one_dialect(entries.get("flyway.url").copied().into_iter()),
        ..Peer::default()
    };
    let locations = entries.get("flyway.locations").copied().unwrap_or_default();
    let locations: Vec<String> = locations
        .split(',')
        .map(|location| location.trim().to_owned())
        .collect();
    take_locations(&mut peer, &locations);
    let settings = entries.iter().filter_map(|(key, value)| {
        let key = key.strip_prefix("flyway.check.")?;
        Some((key.to_owned(), (*value).to_owned()))
    });
    check::take(&mut peer, &settings.collect());
    Ok(Some(peer))
}

/// Settings by their names with dots, lists joined by commas, as a `flyway.conf` has them.
fn flatten(prefix: &str, table: &toml::Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => flatten(&format!("{prefix}{key}."), inner, flat),
            value => {
                flat.insert(format!("{prefix}{key}"), on_one_line(value));
            }
        }
    }
}

fn one_dialect<'a>(addresses: impl Iterator<Item = &'a str>) -> Option<Dialect> {
    let mut found = addresses.filter_map(engine::dialect_at);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// `filesystem:db/migration`; what lies on the class path, in a bucket or behind a pattern is left to discovery.
fn take_locations(peer: &mut Peer, locations: &[String]) {
    for location in locations.iter().filter(|location| !location.is_empty()) {
        match location.strip_prefix("filesystem:") {
            Some(folder) if !folder.contains(['*', '?', '$']) && !is_absolute(folder) => {
                peer.migrations.push(folder.to_owned());
            }
            _ => peer
                .left
                .push(format!("the location `{location}`: name its folder in `migrations`")),
        }
    }
}
