use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
};

/// What a run depends on: migrations, configuration, rules, settings of migration tools, what is ignored, and what git says
/// is released.
const WATCHED: &[&str] = &[
    "**/*.{sql,ddl,pgsql,psql,plsql,tsql,mysql}",
    "**/*.{toml,rhai,conf,yml,yaml,json,properties,sum,env}",
    "**/.{gitignore,ignore}",
    "**/.git/{HEAD,packed-refs}",
    "**/.git/refs/{heads,remotes,tags}/**",
];

/// Asks the editor to tell of files that change on the disk.
pub(crate) async fn register(client: &Client) {
    let watcher = |pattern: &&str| FileSystemWatcher {
        glob_pattern: GlobPattern::String((*pattern).to_owned()),
        kind: None,
    };
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: WATCHED.iter().map(watcher).collect(),
    };
    let registration = Registration {
        id: "lockgate-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    // An editor that refuses is served as one without a watch: what is saved in it is still seen.
    let _ = client.register_capability(vec![registration]).await;
}
