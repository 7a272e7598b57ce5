use serde_json::{Value, json};

use crate::client::{Client, Folder};

const CONFIG: &str = "dialect = \"postgres\"\ntool = \"flyway\"\n";
const FIRST: &str =
    "create table orders (\n    id bigint primary key,\n    note text\n);\ncreate index by_note on orders (note);\n";
const SECOND: &str = "alter table orders rename to purchases;\nalter table purchases rename column note to remark;\n";
const THIRD: &str =
    "create view remarks as select p.remark from purchases p;\nalter table purchases drop column remark cascade;\n";

struct Shop {
    folder: Folder,
    client: Client,
}

impl Shop {
    fn new() -> Self {
        let folder = Folder::new(&[
            ("db/V1__a.sql", FIRST),
            ("db/V2__b.sql", SECOND),
            ("db/V3__c.sql", THIRD),
            ("lockgate.toml", CONFIG),
        ]);
        let mut client = Client::in_folder(&folder, &json!({}));
        for (path, text) in [
            ("db/V1__a.sql", FIRST),
            ("db/V2__b.sql", SECOND),
            ("db/V3__c.sql", THIRD),
        ] {
            client.open(&folder.uri(path), text);
        }
        Self { folder, client }
    }

    /// Asks about the place where `needle` stands in a file; `|` in it marks the place.
    fn ask(&mut self, method: &str, path: &str, text: &str, needle: &str) -> Value {
        let bare = needle.replace('|', "");
        let at = text.find(&bare).expect("the text holds the needle") + needle.find('|').unwrap_or(0);
        let before = &text[..at];
        let line = before.matches('\n').count();
        let character = before.rsplit('\n').next().unwrap_or_default().len();
        let params = json!({
            "textDocument": {"uri": self.folder.uri(path)},
            "position": {"line": line, "character": character},
            "context": {"includeDeclaration": true, "triggerKind": 1},
        });
        self.client.request(method, params)
    }

    fn hover(&mut self, path: &str, text: &str, needle: &str) -> String {
        let said = self.ask("textDocument/hover", path, text, needle);
        said["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn labels(&mut self, path: &str, text: &str, needle: &str) -> Vec<String> {
        let said = self.ask("textDocument/completion", path, text, needle);
        let items = said["items"].as_array().cloned().unwrap_or_default();
        let label = |item: &Value| item["label"].as_str().unwrap_or_default().to_owned();
        items.iter().map(label).collect()
    }
}

fn places(locations: &Value) -> Vec<String> {
    let place = |location: &Value| {
        let uri = location["uri"].as_str().unwrap();
        let start = &location["range"]["start"];
        let file = uri.rsplit('/').next().unwrap();
        format!("{file}:{}:{}", start["line"], start["character"])
    };
    locations.as_array().unwrap().iter().map(place).collect()
}

#[test]
fn a_hover_tells_what_a_statement_does_and_how_a_thing_looks_by_then() {
    let mut shop = Shop::new();
    let statement = shop.hover("db/V3__c.sql", THIRD, "alter table purchases d|rop");
    for fact in [
        "ACCESS EXCLUSIVE",
        "loses stored data",
        "contracts",
        "undone by a rollback",
    ] {
        assert!(statement.contains(fact), "{statement}");
    }
    let table = shop.hover("db/V3__c.sql", THIRD, "from pur|chases");
    assert!(
        table.contains("table `public.purchases`") && table.contains("remark"),
        "{table}"
    );
    assert!(table.contains("made in `db/V1__a.sql`, line 1"), "{table}");
    let column = shop.hover("db/V3__c.sql", THIRD, "column re|mark cascade");
    assert!(
        column.contains("column `public.purchases.remark`") && column.contains("text"),
        "{column}"
    );
    assert!(column.contains("by_note"), "{column}");
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn a_name_is_followed_through_its_renamings() {
    let mut shop = Shop::new();
    let expected = [
        "V1__a.sql:2:4",
        "V1__a.sql:4:32",
        "V2__b.sql:1:36",
        "V2__b.sql:1:44",
        "V3__c.sql:0:32",
        "V3__c.sql:1:34",
    ];
    let found = shop.ask(
        "textDocument/references",
        "db/V3__c.sql",
        THIRD,
        "column re|mark cascade",
    );
    assert_eq!(places(&found), expected);
    let found = shop.ask("textDocument/references", "db/V1__a.sql", FIRST, "    no|te text");
    assert_eq!(places(&found), expected);
    let made = shop.ask("textDocument/definition", "db/V3__c.sql", THIRD, "from pur|chases");
    assert_eq!(places(&json!([made])), ["V2__b.sql:0:29"]);
    let made = shop.ask("textDocument/definition", "db/V1__a.sql", FIRST, "on ord|ers");
    assert_eq!(places(&json!([made])), ["V1__a.sql:0:13"]);
    let marked = shop.ask(
        "textDocument/documentHighlight",
        "db/V3__c.sql",
        THIRD,
        "from pur|chases",
    );
    assert_eq!(marked.as_array().unwrap().len(), 2);
    let params = json!({"query": "remk"});
    let symbols = shop.client.request("workspace/symbol", params);
    assert!(
        symbols
            .as_array()
            .unwrap()
            .iter()
            .any(|symbol| symbol["name"] == "remark"),
        "{symbols}"
    );
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn a_rename_says_what_would_have_to_change() {
    let mut shop = Shop::new();
    let at = json!({
        "textDocument": {"uri": shop.folder.uri("db/V1__a.sql")},
        "position": {"line": 2, "character": 5},
    });
    let command = json!({"command": "lockgate.renameSafety", "arguments": [at]});
    let said = shop.client.request("workspace/executeCommand", command);
    assert_eq!((&said["kind"], &said["name"]), (&json!("column"), &json!("note")));
    assert_eq!(said["canRename"], false);
    assert_eq!(said["places"].as_array().unwrap().len(), 6, "{said}");
    let refused = shop.client.ask("textDocument/prepareRename", at);
    let refused = shop.client.answer(refused);
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("3 migration files"),
        "{refused}"
    );
    // What only this file knows can be renamed.
    let text =
        "create table parcels (id bigint primary key, weight int);\ncreate index by_weight on parcels (weight);\n";
    let uri = shop.folder.uri("db/V4__d.sql");
    shop.client.open(&uri, text);
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 47}, "newName": "grams"});
    let edit = shop.client.request("textDocument/rename", params);
    assert_eq!(edit["changes"][&uri].as_array().unwrap().len(), 2, "{edit}");
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn locks_and_totals_are_shown_beside_the_text() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("db/V3__c.sql");
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let hints = shop.client.request(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": uri}, "range": whole}),
    );
    let last = hints.as_array().unwrap().last().unwrap();
    assert_eq!(last["label"], "ACCESS EXCLUSIVE on purchases, 1 more");
    assert_eq!(last["position"], json!({"line": 1, "character": 49}));
    let lenses = shop
        .client
        .request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    let title = lenses[0]["command"]["title"].as_str().unwrap();
    assert!(
        title.starts_with("2 statements · blocks reads and writes of purchases") && title.contains("loses data"),
        "{title}"
    );
    let first = shop.folder.uri("db/V1__a.sql");
    let folds = shop
        .client
        .request("textDocument/foldingRange", json!({"textDocument": {"uri": first}}));
    assert_eq!((&folds[0]["startLine"], &folds[0]["endLine"]), (&json!(0), &json!(3)));
    let outline = shop
        .client
        .request("textDocument/documentSymbol", json!({"textDocument": {"uri": first}}));
    assert_eq!(
        (&outline[0]["name"], &outline[0]["detail"]),
        (&json!("orders"), &json!("create table"))
    );
    let params = json!({"textDocument": {"uri": first}, "positions": [{"line": 2, "character": 5}]});
    let selected = shop.client.request("textDocument/selectionRange", params);
    assert_eq!(selected[0]["range"]["end"], json!({"line": 2, "character": 8}));
    assert_eq!(
        selected[0]["parent"]["range"]["start"],
        json!({"line": 0, "character": 0})
    );
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn names_are_completed_as_they_are_by_then() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("db/V4__d.sql");
    let text = "select p. from purchases p;\nselect * from \n";
    shop.client.open(&uri, text);
    assert_eq!(shop.labels("db/V4__d.sql", text, "select p.| from"), ["id"]);
    let tables = shop.labels("db/V4__d.sql", text, "* from |");
    assert!(
        tables.contains(&"purchases".to_owned()) && !tables.contains(&"orders".to_owned()),
        "{tables:?}"
    );
    let text = "-- lockgate: allow drop-\ndrop table purchases;\n";
    shop.client.change(&uri, 2, text);
    let rules = shop.labels("db/V4__d.sql", text, "allow drop-|");
    assert!(rules.contains(&"drop-table".to_owned()), "{rules:?}");
    assert!(
        shop.hover("db/V4__d.sql", "-- lockgate: allow drop-\n", "al|low")
            .is_empty()
            || !rules.is_empty()
    );
    shop.client
        .change(&uri, 3, "-- lockgate: allow drop-table\ndrop table purchases;\n");
    let page = shop.hover("db/V4__d.sql", "-- lockgate: allow drop-table\n", "drop-|table");
    assert!(page.contains("## Why"), "{page}");
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn columns_are_offered_once_and_alone_where_only_they_can_stand() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("db/V4__d.sql");
    let text = "create table parcels (id bigint primary key, weight int);\n\n";
    shop.client.open(&uri, text);
    for (version, (statement, with_tables)) in (2..).zip([
        ("alter table parcels drop column |;", false),
        ("update parcels set |", false),
        ("create index x on parcels (|)", false),
        ("insert into parcels (id, |)", false),
        ("select | from parcels parcels", true),
    ]) {
        let text = format!(
            "create table parcels (id bigint primary key, weight int);\n{}\n",
            statement.replace('|', "")
        );
        shop.client.change(&uri, version, &text);
        let mut labels = shop.labels("db/V4__d.sql", &text, statement);
        labels.sort();
        let tables = labels.iter().filter(|label| *label == "parcels").count();
        labels.retain(|label| !["parcels", "purchases", "remarks"].contains(&label.as_str()));
        assert_eq!(labels, ["id", "weight"], "{statement}");
        assert_eq!(tables, usize::from(with_tables), "{statement}");
    }
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn names_are_completed_along_the_search_path() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("db/V4__d.sql");
    let begin = "create schema north;\ncreate table north.orders (id int, weight int);\ncreate table public.orders (total int);\n";
    shop.client.open(&uri, begin);
    for (version, (statement, wanted)) in (2..).zip([
        ("select orders.| from north.orders;", ["id", "weight"].as_slice()),
        ("set search_path = north; update orders set |", &["id", "weight"]),
        ("update orders set |", &["total"]),
        ("update public.orders set |", &["total"]),
    ]) {
        let text = format!("{begin}{}\n", statement.replace('|', ""));
        shop.client.change(&uri, version, &text);
        assert_eq!(shop.labels("db/V4__d.sql", &text, statement), wanted, "{statement}");
    }
    let statement = "set search_path = north; select * from |;";
    let text = format!("{begin}{}\n", statement.replace('|', ""));
    shop.client.change(&uri, 9, &text);
    let labels = shop.labels("db/V4__d.sql", &text, statement);
    assert_eq!(
        labels
            .iter()
            .filter(|label| *label == "orders" || *label == "public")
            .count(),
        2,
        "{labels:?}"
    );
    assert_eq!(shop.client.shut_down(), 0);
}

#[test]
fn the_configuration_is_served() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("lockgate.toml");
    let text = "dialect = \"\"\n[rules]\ndrop-table = \"off\"\n";
    shop.client.open(&uri, text);
    let dialects = shop.labels("lockgate.toml", text, "dialect = \"|");
    assert!(dialects.contains(&"postgres".to_owned()), "{dialects:?}");
    let rules = shop.labels("lockgate.toml", text, "drop-|table");
    assert!(rules.contains(&"drop-column".to_owned()), "{rules:?}");
    let severities = shop.labels("lockgate.toml", text, "drop-table = \"|");
    assert!(severities.contains(&"warning".to_owned()), "{severities:?}");
    let page = shop.hover("lockgate.toml", text, "drop-t|able");
    assert!(page.contains("## Why"), "{page}");
    let key = shop.hover("lockgate.toml", text, "dia|lect");
    assert!(key.contains("dialect"), "{key}");
    assert_eq!(shop.client.shut_down(), 0);
}

const RULE: &str = r#"//! id = "no-notes"
//! summary = "columns are not called note"
//! category = "naming"
//! severity = "warning"
//! on = ["create_table", "add_column"]

fn check(change, options, cx) {
    for column in change.added_columns {
        if column.name == "note" {
            cx.report(column, "a note");
        }
    }
}

/*!
## Why
Notes are lost.
## Flagged
```sql
create table a (note text); -- finds: "a note"
```
## Not flagged
```sql
create table a (remark text);
```
*/
"#;

#[test]
fn rules_in_rhai_are_served() {
    let mut shop = Shop::new();
    let uri = shop.folder.uri("lockgate/rules/no-notes.rhai");
    shop.client.open(&uri, RULE);
    assert_eq!(shop.client.diagnostics(&uri, Some(1)), Vec::<Value>::new());
    shop.client
        .change(&uri, 2, &RULE.replace("(remark text)", "(note text)"));
    let failing = shop.client.diagnostics(&uri, Some(2));
    assert_eq!(failing.len(), 1, "{failing:?}");
    assert_eq!(failing[0]["range"]["start"]["line"], 23);
    let broken = RULE.replace("change.added_columns", "change.added_colums");
    shop.client.change(&uri, 3, &broken);
    let broken = shop.client.diagnostics(&uri, Some(3));
    assert_eq!(broken[0]["range"]["start"]["line"], 7, "{broken:?}");
    shop.client.change(&uri, 4, RULE);
    let members = shop.labels("lockgate/rules/no-notes.rhai", RULE, "change.|added");
    assert!(members.contains(&"added_columns".to_owned()), "{members:?}");
    let said = shop.hover("lockgate/rules/no-notes.rhai", RULE, "cx.re|port");
    assert!(said.contains("Context.report"), "{said}");
    assert_eq!(shop.client.shut_down(), 0);
}
