use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::support::Place;

const TWO: &str = "drop table orders;\ndrop table lines;\n";

#[test]
fn findings_are_counted_by_rule() {
    let place = Place::new(&[("a.sql", TWO), ("b.sql", "truncate events;\n")]);
    let options = ["--statistics", "--dialect", "postgres", "--select", "destructive"];
    let said = place.run(&[&["check"], &options[..], &["."]].concat());
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(said.code, Some(1));
    assert_eq!(
        lines,
        [
            "      2  error    drop-table",
            "      1  error    truncate",
            "      3  in all, of 2 rules"
        ]
    );
    let said = place.run(&["check", "--statistics", "--format", "json", "."]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("`--statistics` can go to standard output"),
        "{}",
        said.err
    );
    let said = place.run(&["check", "--statistics", "--format", "json=out.json", "."]);
    assert!(
        said.out.ends_with(" rules\n") && place.path().join("out.json").exists(),
        "{said:?}"
    );
}

#[test]
fn findings_beyond_a_number_are_counted_and_not_shown() {
    let place = Place::new(&[("a.sql", TWO)]);
    let said = place.concise(&["--max-findings", "1", "--select", "drop-table", "a.sql"]);
    assert_eq!(said.out.lines().count(), 1);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(1), "note: 1 finding is not shown; `--max-findings` says so\n")
    );
    let said = place.concise(&["--max-findings", "0", "--select", "drop-table", "a.sql", "--quiet"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(1), "", ""));
}

#[test]
fn what_is_excluded_stays_so_where_a_hook_names_it() {
    let place = Place::new(&[
        (".gitignore", "generated/\n*.gen.sql\n"),
        ("generated/a.sql", TWO),
        ("db/b.gen.sql", TWO),
        ("db/c.sql", TWO),
    ]);
    let all = ["generated/a.sql", "db/b.gen.sql", "db/c.sql", "--select", "drop-table"];
    assert_eq!(place.concise(&all).files_with("drop-table").len(), 6);
    let forced = [&all[..], &["--force-exclude"]].concat();
    assert_eq!(
        place.concise(&forced).files_with("drop-table"),
        ["db/c.sql", "db/c.sql"]
    );
    let said = place.concise(&["--force-exclude", "generated/a.sql"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
    let absolute = place.path().join("generated/a.sql");
    let said = place.concise(&["--force-exclude", absolute.to_str().unwrap()]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
}

#[test]
fn a_change_is_checked_again() {
    let place = Place::new(&[("a.sql", "select 1;\n")]);
    let mut command = place.command(&["check", "--watch", "--format", "concise", "--select", "drop-table", "."]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut byte = [0];
        let mut line = Vec::new();
        while out.read(&mut byte).unwrap_or(0) == 1 && byte[0] != b'\n' {
            line.push(byte[0]);
        }
        String::from_utf8(line).unwrap()
    });
    let begun = Instant::now();
    let mut number = 0;
    while !reader.is_finished() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(200));
        number += 1;
        // Saved again and again, since nobody knows when the first check was over.
        place.write("a.sql", format!("drop table t{number};\n").as_bytes());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(reader.join().unwrap().starts_with("a.sql:1:1: error[drop-table]"));
}

#[test]
fn colours_are_a_matter_of_the_terminal() {
    let place = Place::new(&[("a.sql", TWO)]);
    let coloured = |no_colour: bool, arguments: &[&str]| {
        let mut command = place.command(&[&["check", "a.sql"], arguments].concat());
        if no_colour {
            command.env("NO_COLOR", "1");
        }
        let output = command.env("CLICOLOR_FORCE", "1").output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(coloured(false, &[]));
    assert!(!coloured(true, &[]));
    assert!(coloured(true, &["--color", "always"]));
}

#[test]
fn completions_and_pages_are_made_for_every_shell_and_command() {
    let place = Place::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = place.run(&["completions", shell]);
        assert_eq!(said.code, Some(0), "{shell}");
        for word in ["check", "force-exclude", "init"] {
            assert!(said.out.contains(word), "{shell}: {word}");
        }
    }
    let said = place.run(&["man"]);
    assert!(said.out.contains(".TH lockgate 1"), "{}", said.out);
    let said = place.run(&["man", "--output", "man1"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    for page in ["lockgate.1", "lockgate-check.1", "lockgate-rule-test.1"] {
        let text = std::fs::read_to_string(place.path().join("man1").join(page)).unwrap();
        let name = page.trim_end_matches(".1");
        assert!(text.contains(&format!(".TH {name} 1")), "{page}: {text}");
    }
}

/// A text without a name is a migration of the tool that is named.
#[test]
fn standard_input_runs_as_the_named_tool_does() {
    let place = Place::new(&[]);
    let text = "begin;\nalter table a add column x int;\ncommit;\n";
    let check = |tool: &str| {
        place.run_with(
            &[
                "check",
                "-",
                "--format",
                "concise",
                "--dialect",
                "postgres",
                "--tool",
                tool,
            ],
            text,
        )
    };
    for tool in ["flyway", "sqlx", "goose", "tern", "diesel"] {
        let said = check(tool);
        assert!(said.out.contains("[transaction-control]"), "{tool}: {said:?}");
        assert!(!said.out.contains("migration-file-name"), "{tool}: {said:?}");
    }
    let said = check("psql");
    assert!(!said.out.contains("[transaction-control]"), "{said:?}");
    let diff = place.run_with(
        &["check", "-", "--diff", "--dialect", "postgres", "--tool", "flyway"],
        text,
    );
    assert!(diff.out.contains("-begin;"), "{diff:?}");
    let index = "create table t (id bigint primary key);\ncreate index concurrently i on a (x);\n";
    let said = place.run_with(
        &[
            "check",
            "-",
            "--diff",
            "--unsafe-fixes",
            "--dialect",
            "postgres",
            "--tool",
            "flyway",
        ],
        index,
    );
    assert!(!said.out.contains(".conf"), "{said:?}");
}
