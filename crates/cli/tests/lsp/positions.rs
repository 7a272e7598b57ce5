use serde_json::{Value, json};

use crate::client::{Client, Folder};

fn encodings(offered: &[&str]) -> Value {
    json!({"general": {"positionEncodings": offered}})
}

/// `é` has two bytes and one unit of UTF-16, `𐐀` has four and two; a tab has one of each. The lines end in each of the
/// three ways.
const TEXT: &str = "-- one\r/* é𐐀\t*/ drop table a;\r\n\tdrop table é𐐀;\ndrop table b;";

#[test]
fn columns_are_counted_as_agreed() {
    // For each: where `drop table a` starts and ends on line 1, and `drop table é𐐀` on line 2.
    let expected = [
        ("utf-8", (13, 25), (1, 18)),
        ("utf-16", (10, 22), (1, 15)),
        ("utf-32", (9, 21), (1, 14)),
    ];
    for (encoding, first, second) in expected {
        let folder = Folder::new(&[]);
        let mut client = Client::in_folder(&folder, &encodings(&[encoding]));
        let uri = folder.uri("a.sql");
        client.open(&uri, TEXT);
        let ranges: Vec<(u64, u64, u64)> = places(&client.diagnostics(&uri, Some(1)));
        let expected = [(1, first.0, first.1), (2, second.0, second.1), (3, 0, 12)];
        assert_eq!(ranges, expected, "{encoding}");
        // An edit behind the characters hits where the editor means it.
        let (start, end) = (u32::try_from(first.1).unwrap() - 1, u32::try_from(first.1).unwrap());
        client.edit(&uri, 2, (1, start), (1, end), "é");
        let found = client.diagnostics(&uri, Some(2));
        assert_eq!(
            found[0]["message"].as_str().unwrap().lines().next(),
            Some("dropping table `é` loses its rows")
        );
        assert_eq!(client.shut_down(), 0);
    }
}

#[test]
fn the_best_offer_is_taken() {
    for (offered, agreed) in [
        (encodings(&["utf-16", "utf-8"]), "utf-8"),
        (encodings(&["utf-32", "utf-16"]), "utf-32"),
        (json!({}), "utf-16"),
    ] {
        let mut client = Client::start();
        let params = json!({"processId": null, "rootUri": null, "capabilities": offered});
        let said = client.request("initialize", params);
        assert_eq!(said["capabilities"]["positionEncoding"], agreed);
    }
}

fn places(diagnostics: &[Value]) -> Vec<(u64, u64, u64)> {
    let place = |diagnostic: &Value| {
        let range = &diagnostic["range"];
        assert_eq!(range["start"]["line"], range["end"]["line"]);
        let number = |value: &Value| value.as_u64().unwrap();
        (
            number(&range["start"]["line"]),
            number(&range["start"]["character"]),
            number(&range["end"]["character"]),
        )
    };
    diagnostics.iter().map(place).collect()
}
