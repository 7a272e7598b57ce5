use serde_json::{Value, json};

use crate::client::{Client, Folder};

fn position(line: u32, character: u32) -> Value {
    json!({"line": line, "character": character})
}

/// The actions at a place; `context` says as little as an editor may.
fn actions(client: &mut Client, uri: &str, at: (u32, u32), only: Option<&str>) -> Vec<Value> {
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let at = position(at.0, at.1);
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context});
    client
        .request("textDocument/codeAction", params)
        .as_array()
        .unwrap()
        .clone()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"] == title);
    found.unwrap_or_else(|| panic!("no `{title}` in {actions:#?}"))
}

/// The text with the edits that an action makes in this file; columns are counted in UTF-16 and the text has none above.
fn applied(text: &str, action: &Value, uri: &str) -> String {
    let edits = action["edit"]["changes"][uri]
        .as_array()
        .unwrap_or_else(|| panic!("no edit of {uri}: {action:#}"));
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(place["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (
                offset(&range["start"]),
                offset(&range["end"]),
                edit["newText"].as_str().unwrap(),
            )
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

const CONFIG: &str = "dialect = \"postgres\"\ntool = \"flyway\"\n";

#[test]
fn a_fix_mends_the_finding() {
    let folder = Folder::new(&[
        (
            "db/V1__a.sql",
            "create table orders (id bigint primary key, note text);\n",
        ),
        ("lockgate.toml", CONFIG),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V2__b.sql");
    let text = "create index by_note on orders (note);\r\n";
    client.open(&uri, text);
    let found = client.diagnostics(&uri, Some(1));
    assert!(
        found.iter().any(|found| found["code"] == "blocking-index-build"),
        "{found:?}"
    );
    let fixes: Vec<Value> = actions(&mut client, &uri, (0, 8), Some("quickfix"))
        .into_iter()
        .filter(|action| action["kind"] == "quickfix")
        .collect();
    let fix = fixes
        .iter()
        .find(|fix| fix["diagnostics"][0]["code"] == "blocking-index-build")
        .unwrap_or_else(|| panic!("no fix: {fixes:#?}"));
    let text = applied(text, fix, &uri);
    assert!(text.contains("create index concurrently"), "{text}");
    client.change(&uri, 2, &text);
    let left = client.diagnostics(&uri, Some(2));
    assert!(
        left.iter().all(|found| found["code"] != "blocking-index-build"),
        "{left:?}"
    );
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_finding_is_allowed_for_its_statement_its_file_or_in_the_configuration() {
    let text = "-- a note\n\n    drop table orders;\n\ndrop table users;\n";
    let folder = Folder::new(&[("db/V1__a.sql", text), ("lockgate.toml", CONFIG)]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let (uri, config) = (folder.uri("db/V1__a.sql"), folder.uri("lockgate.toml"));
    client.open(&uri, text);
    let drops = |client: &mut Client, version: i32| {
        let found = client.diagnostics(&uri, Some(version));
        found.iter().filter(|found| found["code"] == "drop-table").count()
    };
    assert_eq!(drops(&mut client, 1), 2);
    let offered = actions(&mut client, &uri, (2, 6), None);
    let once = applied(text, titled(&offered, "Allow drop-table for this statement"), &uri);
    assert!(
        once.contains("\n    -- lockgate: allow drop-table\n    drop table orders;"),
        "{once}"
    );
    client.change(&uri, 2, &once);
    assert_eq!(drops(&mut client, 2), 1);
    let all = applied(text, titled(&offered, "Allow drop-table in this file"), &uri);
    assert_eq!(
        all,
        format!("-- a note\n\n-- lockgate: allow-file drop-table\n{}", &text[11..])
    );
    client.change(&uri, 3, &all);
    assert_eq!(drops(&mut client, 3), 0);
    client.change(&uri, 4, text);
    assert_eq!(drops(&mut client, 4), 2);
    let one = titled(&offered, "Allow drop-table for this statement in lockgate.toml");
    let one = applied(CONFIG, one, &config);
    client.open(&config, &one);
    assert_eq!(drops(&mut client, 4), 1, "{one}");
    assert_eq!(client.diagnostics(&config, Some(1)), Vec::<Value>::new());
    let outside = applied(
        CONFIG,
        titled(&offered, "Allow drop-table for this file in lockgate.toml"),
        &config,
    );
    client.change(&config, 2, &outside);
    let found = client.diagnostics(&uri, Some(4));
    assert!(
        found.iter().all(|found| found["code"] != "drop-table"),
        "{outside}\n{found:?}"
    );
    assert_eq!(client.diagnostics(&config, Some(2)), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_comment_for_the_file_stands_behind_what_the_runner_reads() {
    for (path, text, expected) in [
        (
            "db/1_a.sql",
            "-- +goose Up\ndrop table orders;\n-- +goose Down\nselect 1;\n",
            "-- +goose Up\n-- lockgate: allow-file drop-table\ndrop table orders;\n-- +goose Down\nselect 1;\n",
        ),
        (
            "db/a.sql",
            "--liquibase formatted sql\n--changeset me:1\ndrop table orders;\n",
            "--liquibase formatted sql\n-- lockgate: allow-file drop-table\n--changeset me:1\ndrop table orders;\n",
        ),
        (
            "migrations/20200101000000_a.sql",
            "-- no-transaction\ndrop table orders;\n",
            "-- no-transaction\n-- lockgate: allow-file drop-table\ndrop table orders;\n",
        ),
    ] {
        let folder = Folder::new(&[(path, text)]);
        let mut client = Client::in_folder(&folder, &json!({}));
        let uri = folder.uri(path);
        client.open(&uri, text);
        client.diagnostics(&uri, Some(1));
        let line = u32::try_from(text.lines().position(|line| line.starts_with("drop")).unwrap()).unwrap();
        let offered = actions(&mut client, &uri, (line, 2), None);
        let allowed = applied(text, titled(&offered, "Allow drop-table in this file"), &uri);
        assert_eq!(allowed, expected);
        client.change(&uri, 2, &allowed);
        let left = client.diagnostics(&uri, Some(2));
        assert!(
            left.iter().all(|found| found["code"] != "drop-table"),
            "{path}: {left:?}"
        );
        assert_eq!(client.shut_down(), 0);
    }
}

#[test]
fn all_safe_fixes_are_offered_to_who_asks_for_them() {
    let folder = Folder::new(&[("lockgate.toml", CONFIG)]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V1__a.sql");
    let text = "-- lockgate: allow no-such-rule, drop-column\ncreate table orders (id bigint primary key);\n";
    client.open(&uri, text);
    client.diagnostics(&uri, Some(1));
    let offered = actions(&mut client, &uri, (0, 0), None);
    assert!(
        offered.iter().all(|action| action["kind"] != "source.fixAll.lockgate"),
        "{offered:?}"
    );
    for only in ["source.fixAll.lockgate", "source.fixAll", "source"] {
        let offered = actions(&mut client, &uri, (1, 0), Some(only));
        assert_eq!(offered.len(), 1, "{offered:?}");
        assert_eq!(offered[0]["kind"], "source.fixAll.lockgate");
        let fixed = applied(text, &offered[0], &uri);
        folder.write("db/V1__a.sql", text);
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_lockgate"))
            .args(["check", "--fix", "--exit-zero"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(status.status.success());
        let by_command = std::fs::read_to_string(folder.path().join("db/V1__a.sql")).unwrap();
        assert_eq!(fixed, by_command, "the command line fixes alike");
        assert_ne!(fixed, text);
    }
    assert_eq!(client.shut_down(), 0);
}

/// A fix that makes a file at a path, for each created table.
fn maker(path: &str) -> String {
    format!(
        "//! id = \"maker\"\n//! summary = \"makes a file\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\
         fn check(change, options, cx) {{ cx.report(change, \"x\").fix(\"make it\").create_file(\"{path}\", \"made\"); }}\n"
    )
}

#[cfg(unix)]
#[test]
fn no_action_makes_a_file_outside_the_project() {
    let elsewhere = Folder::new(&[]);
    for (path, is_offered) in [("db/new.txt", true), ("link/new.txt", false), ("../new.txt", false)] {
        let text = "create table a (id bigint primary key);\n";
        let config = format!("{CONFIG}[scripts]\npaths = [\"r\"]\n");
        let folder = Folder::new(&[
            ("db/V1__a.sql", text),
            ("lockgate.toml", &config),
            ("r/maker.rhai", &maker(path)),
        ]);
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("link")).unwrap();
        let edits =
            json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}}});
        let mut client = Client::in_folder(&folder, &edits);
        let uri = folder.uri("db/V1__a.sql");
        client.open(&uri, text);
        client.diagnostics(&uri, Some(1));
        let offered = actions(&mut client, &uri, (0, 8), Some("quickfix"));
        let makes = |action: &Value| {
            action["title"]
                .as_str()
                .is_some_and(|title| title.starts_with("Make it"))
        };
        assert_eq!(offered.iter().any(makes), is_offered, "{path}: {offered:#?}");
        assert_eq!(client.shut_down(), 0);
    }
}
