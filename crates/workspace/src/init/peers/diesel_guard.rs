use migrations::Tool;
use schema::Dialect;

use super::{Peer, table, texts, version};

/// `diesel-guard.toml`: <https://github.com/ayarotsky/diesel-guard/blob/main/diesel-guard.toml.example>.
pub(super) fn read(text: &str) -> Result<Option<Peer>, String> {
    let table = table(text)?;
    let mut peer = Peer {
        prefix: "diesel-guard",
        dialect: Some(Dialect::Postgres),
        engine_version: version(table.get("postgres_version")),
        deployed_through: version(table.get("start_after")),
        excluded_rules: texts(table.get("disable_checks")),
        included_rules: texts(table.get("enable_checks")),
        ..Peer::default()
    };
    match table.get("framework").and_then(toml::Value::as_str) {
        Some("diesel") => peer.tool = Some(Tool::Diesel),
        Some("sqlx") => peer.tool = Some(Tool::Sqlx),
        _ => {}
    }
    if let Some(folder) = table.get("custom_checks_dir").and_then(toml::Value::as_str) {
        peer.left.push(format!(
            "`custom_checks_dir = \"{folder}\"`: rules are scripts here too, of another form; `lockgate rule api` shows it"
        ));
    }
    if table.get("check_down").and_then(toml::Value::as_bool) == Some(true) {
        peer.left
            .push("`check_down`: down migrations are always checked, by the rules that make sense there".to_owned());
    }
    Ok(Some(peer))
}
