//! What a rename writes, and which names it refuses.

use serde_json::json;

use crate::client::{Client, Folder};

fn folder(dialect: &str) -> Folder {
    Folder::new(&[
        (
            "lockgate.toml",
            &format!("dialect = \"{dialect}\"\ntool = \"flyway\"\n"),
        ),
        ("db/V1__a.sql", "create table purchases (id int not null);\n"),
    ])
}

#[test]
fn a_new_name_is_quoted_where_it_has_to_be() {
    let text = "create table fresh (id int primary key, \"Total\" int, n int);\ncreate index on fresh (n);\n";
    let folder = folder("postgres");
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V4__d.sql");
    client.open(&uri, text);
    let mut ask = |character: u32, new_name: &str| {
        let at = json!({"line": 0, "character": character});
        let params = json!({"textDocument": {"uri": uri}, "position": at, "newName": new_name});
        let asked = client.ask("textDocument/rename", params);
        client.answer(asked)
    };
    let (table, total, n) = (14, 43, 54);
    for (at, typed, written) in [
        (n, "user", "\"user\""),
        (n, "a b", "\"a b\""),
        (n, "Grams", "Grams"),
        (n, "\"Grams\"", "\"Grams\""),
        (n, "\"grams\"", "grams"),
        (total, "Sum", "\"Sum\""),
        (total, "\"Sum\"", "\"Sum\""),
        (table, "\"shop.x\"", "\"shop.x\""),
    ] {
        let said = ask(at, typed);
        let edits = said["result"]["changes"][&uri].as_array().unwrap();
        assert!(edits.iter().all(|edit| edit["newText"] == written), "{typed}: {said}");
        assert_eq!(edits.len(), if at == total { 1 } else { 2 }, "{said}");
    }
    for (typed, reason) in [
        ("", "is empty"),
        (" ", "is empty"),
        ("shop.x", "before the dot"),
        ("a\nb", "line break"),
    ] {
        let said = ask(table, typed);
        assert!(
            said["error"]["message"].as_str().unwrap().contains(reason),
            "{typed}: {said}"
        );
    }
    for (at, typed, reason) in [
        (n, "ID", "a column `id` already"),
        (table, "purchases", "a table `purchases` already"),
    ] {
        let said = ask(at, typed);
        assert!(
            said["error"]["message"].as_str().unwrap().contains(reason),
            "{typed}: {said}"
        );
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_name_in_a_string_stays_plain() {
    let text = "create table dbo.parcels (id int not null);\ngo\nexec sp_rename 'dbo.parcels', 'boxes';\n";
    let folder = folder("mssql");
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V4__d.sql");
    client.open(&uri, text);
    let at = json!({"line": 0, "character": 18});
    for (typed, count) in [("crates", 2), ("a b", 0)] {
        let params = json!({"textDocument": {"uri": uri}, "position": at, "newName": typed});
        let asked = client.ask("textDocument/rename", params);
        let said = client.answer(asked);
        match count {
            0 => assert!(
                said["error"]["message"].as_str().unwrap().contains("in a string"),
                "{said}"
            ),
            count => assert_eq!(
                said["result"]["changes"][&uri].as_array().unwrap().len(),
                count,
                "{said}"
            ),
        }
    }
    assert_eq!(client.shut_down(), 0);
}
