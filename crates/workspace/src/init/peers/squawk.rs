use migrations::TransactionMode;
use schema::Dialect;

use super::{Peer, table, texts, version};

/// `.squawk.toml`: <https://squawkhq.com/docs/cli#configuration>.
pub(super) fn read(text: &str) -> Result<Option<Peer>, String> {
    let table = table(text)?;
    let mut peer = Peer {
        prefix: "squawk",
        dialect: Some(Dialect::Postgres),
        engine_version: version(table.get("pg_version")),
        excluded_rules: texts(table.get("excluded_rules")),
        included_rules: texts(table.get("included_rules")),
        excluded_paths: texts(table.get("excluded_paths")),
        ..Peer::default()
    };
    match table.get("assume_in_transaction").and_then(toml::Value::as_bool) {
        Some(true) => peer.transaction = Some(TransactionMode::PerMigration),
        Some(false) => peer.transaction = Some(TransactionMode::StatementByStatement),
        None => {}
    }
    if table.contains_key("upload_to_github") {
        peer.left
            .push("`upload_to_github`: comments on pull requests are a step of the CI system".to_owned());
    }
    Ok(Some(peer))
}
