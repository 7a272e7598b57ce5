//! Files that belong to no folder of the workspace, or not yet.

use serde_json::{Value, json};

use crate::client::{Client, Folder};

const BROKEN: &str = "dialect = \"nonsense\"\n";

fn without_folders() -> Client {
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({"processId": null, "rootUri": null, "capabilities": {}}),
    );
    client.notify("initialized", json!({}));
    client
}

fn close(client: &mut Client, uri: &str) {
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
}

fn has(found: &[Value], code: &str) -> bool {
    found.iter().any(|finding| finding["code"] == code)
}

#[test]
fn a_file_without_a_folder_is_checked_within_its_history() {
    let folder = Folder::new(&[
        (
            "db/V1__a.sql",
            "create table orders (id bigint primary key, note text);\n",
        ),
        ("db/V2__b.sql", "select 1;\n"),
    ]);
    let mut client = without_folders();
    let uri = folder.uri("db/V2__b.sql");
    client.open(&uri, "alter table orders drop column note;\n");
    let found = client.diagnostics(&uri, Some(1));
    assert!(has(&found, "drop-column"), "{found:?}");
    close(&mut client, &uri);
    assert_eq!(client.diagnostics(&uri, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn what_is_said_of_the_configuration_goes_with_the_file_that_it_governs() {
    let folder = Folder::new(&[("lockgate.toml", BROKEN), ("db/V1__a.sql", "select 1;\n")]);
    let mut client = without_folders();
    let (migration, configuration) = (folder.uri("db/V1__a.sql"), folder.uri("lockgate.toml"));
    client.open(&migration, "select 2;\n");
    assert_eq!(client.diagnostics(&configuration, None).len(), 1);
    close(&mut client, &migration);
    assert_eq!(client.diagnostics(&configuration, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_configuration_alone_is_judged_without_what_it_governs() {
    let folder = Folder::new(&[("lockgate.toml", BROKEN), ("db/V1__a.sql", "drop table orders;\n")]);
    let mut client = without_folders();
    let (migration, configuration) = (folder.uri("db/V1__a.sql"), folder.uri("lockgate.toml"));
    client.open(&configuration, BROKEN);
    assert_eq!(client.diagnostics(&configuration, Some(1)).len(), 1);
    client.change(&configuration, 2, "dialect = \"postgres\"\n");
    assert_eq!(client.diagnostics(&configuration, Some(2)), Vec::<Value>::new());
    assert_eq!(client.shown.get(&migration), None);
    assert_eq!(client.shut_down(), 0);
}

/// Some editors open files before they say that they are ready.
#[test]
fn files_opened_before_their_folder_belong_to_it_afterwards() {
    let folder = Folder::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\ntool = \"flyway\"\n"),
        ("db/V1__a.sql", "select 1;\n"),
    ]);
    let mut client = Client::start();
    let root = json!([{"uri": folder.uri(""), "name": "folder"}]);
    client.request(
        "initialize",
        json!({"processId": null, "rootUri": null, "workspaceFolders": root, "capabilities": {}}),
    );
    let (migration, configuration) = (folder.uri("db/V1__a.sql"), folder.uri("lockgate.toml"));
    client.open(&migration, "drop table orders;\n");
    client.open(&configuration, "[rules.drop-table]\nseverity = \"off\"\n");
    client.notify("initialized", json!({}));
    client.change(&migration, 2, "drop table orders cascade;\n");
    let found = client.diagnostics(&migration, Some(2));
    assert!(!has(&found, "drop-table"), "{found:?}");
    assert_eq!(client.shut_down(), 0);
}
