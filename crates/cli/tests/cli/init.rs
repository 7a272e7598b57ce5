use std::fs;

use super::support::{Place, Said};

const MIGRATION: &str = "-- +goose Up\nalter table orders add column note text;\n-- +goose Down\nselect 1;\n";

fn written(place: &Place) -> String {
    fs::read_to_string(place.path().join("lockgate.toml")).unwrap()
}

fn has(said: &Said, line: &str) {
    assert!(
        said.out.lines().any(|own| own.trim() == line),
        "{line}\n---\n{}{}",
        said.out,
        said.err
    );
}

/// What is written is read without an error, and the migrations are those that were found.
fn is_sound(place: &Place) {
    let said = place.run(&["config", "."]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", written(place));
    let said = place.concise(&[]);
    assert_ne!(said.code, Some(2), "{}\n{}", said.err, written(place));
}

#[test]
fn a_first_file_says_what_was_detected() {
    let place = Place::new(&[
        ("db/migrations/00001_a.sql", MIGRATION),
        ("db/migrations/00002_b.sql", MIGRATION),
    ]);
    let shown = place.run(&["init", "--dry-run"]);
    assert!(!place.path().join("lockgate.toml").exists());
    let said = place.run(&["init"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let text = written(&place);
    assert_eq!(text, shown.out);
    assert!(text.starts_with("#:schema https://"), "{text}");
    assert!(text.contains("tool = \"goose\" "), "{text}");
    assert!(
        text.contains("migrations = [\"db/migrations\"]  # 2 migrations"),
        "{text}"
    );
    assert!(text.contains("# deployed-through = \"00002\" "), "{text}");
    is_sound(&place);
}

#[test]
fn a_file_that_is_there_stays_as_it_is() {
    let place = Place::new(&[("lockgate.toml", "fail-on = \"info\"\n"), ("a.sql", "select 1;")]);
    let said = place.run(&["init"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.starts_with("lockgate.toml: error: the file is there already"),
        "{}",
        said.err
    );
    assert_eq!(written(&place), "fail-on = \"info\"\n");
    assert_eq!(place.run(&["init", "nowhere"]).code, Some(2));
}

#[test]
fn squawk_is_taken_over() {
    let place = Place::new(&[
        (
            ".squawk.toml",
            "excluded_rules = [\"ban-drop-table\", \"prefer-robust-stmts\", \"made-up\"]\n\
             included_rules = [\"require-table-schema\"]\nexcluded_paths = [\"old/**\"]\npg_version = \"15.3\"\n\
             assume_in_transaction = true\n[upload_to_github]\nfail_on_violations = true\n",
        ),
        ("sql/a.sql", "drop table orders;\n"),
        ("old/b.sql", "drop schema app;\n"),
    ]);
    let said = place.run(&["init"]);
    let text = written(&place);
    for line in [
        "dialect = \"postgres\"",
        "engine-version = \"15.3\"",
        "transaction = \"per-migration\"",
        "drop-table = \"off\"",
        "unqualified-name = \"warning\"",
        "paths = [\"old/**\"]",
        "rules = { all = \"off\" }",
    ] {
        assert!(text.lines().any(|own| own.starts_with(line)), "{line}\n{text}");
    }
    has(&said, "left out:   `made-up`: no rule here stands for that");
    assert!(said.out.contains("left out:   `upload_to_github`"), "{}", said.out);
    is_sound(&place);
    let said = place.concise(&["."]);
    assert_eq!(said.files_with("drop-schema"), [""; 0]);
    assert_eq!(said.files_with("drop-table"), [""; 0]);
}

#[test]
fn sqlfluff_is_taken_over_from_each_of_its_files() {
    let ini = "[sqlfluff]\ndialect = tsql\nexclude_rules = CV05,\n    TQ01,\n    LT01\nmax_line_length = 120\n\
               [sqlfluff:templater:placeholder]\nparam_style = dollar\nschema_name = app\n";
    let toml = "[tool.black]\nline-length = 100\n[tool.sqlfluff.core]\ndialect = \"tsql\"\nexclude_rules = \"CV05\"\n\
                [tool.sqlfluff.templater.placeholder]\nparam_style = \"dollar\"\nschema_name = \"app\"\n";
    for (file, text) in [(".sqlfluff", ini), ("setup.cfg", ini), ("pyproject.toml", toml)] {
        let place = Place::new(&[(file, text), ("sql/a.sql", "select 1;\n")]);
        let said = place.run(&["init"]);
        let text = written(&place);
        assert!(text.contains("dialect = \"mssql\""), "{file}\n{text}");
        assert!(
            text.contains("placeholders = { schema_name = \"app\" }"),
            "{file}\n{text}"
        );
        assert!(said.out.contains("`CV05`"), "{file}\n{}", said.out);
        is_sound(&place);
    }
    let place = Place::new(&[
        (".sqlfluffignore", "# generated\n/dumps/\n*.gen.sql\n"),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("a.sql", "select 1;\n"),
    ]);
    let said = place.run(&["init"]);
    assert!(
        written(&place).contains("paths = [\"dumps\", \"**/*.gen.sql\"]"),
        "{}",
        written(&place)
    );
    assert!(!said.out.contains("from setup.cfg"), "{}", said.out);
    is_sound(&place);
}

#[test]
fn flyway_is_taken_over() {
    let toml = "[flyway]\nenvironment = \"dev\"\nlocations = [\"filesystem:sql\", \"classpath:db/callback\"]\n\
                [environments.dev]\nurl = \"jdbc:mysql://localhost/app\"\n[flyway.check]\nmajorTolerance = 3\n";
    let conf = "flyway.url=jdbc:mysql://localhost/app\nflyway.locations=filesystem:sql,classpath:db/callback\n";
    for (file, text) in [("flyway.toml", toml), ("flyway.conf", conf)] {
        let place = Place::new(&[
            (file, text),
            ("sql/V1__a.sql", "create table a (id int primary key);\n"),
        ]);
        let said = place.run(&["init"]);
        let text = written(&place);
        for line in ["dialect = \"mysql\"", "tool = \"flyway\"", "migrations = [\"sql\"]"] {
            assert!(text.lines().any(|own| own.starts_with(line)), "{file}: {line}\n{text}");
        }
        assert!(
            said.out.contains("the location `classpath:db/callback`"),
            "{}",
            said.out
        );
        is_sound(&place);
    }
}

#[test]
fn the_settings_of_flyways_checks_are_taken_over() {
    let toml = "[flyway]\nlocations = [\"filesystem:sql\"]\n[flyway.check]\nrulesLocation = \"house\"\nrulesDialect = \"TSQL\"\n\
                majorRules = [\"RX001\", \"XX9\"]\nminorRules = [\"RX003\"]\nminorTolerance = 4\nscope = \"PENDING\"\n\
                sqlfluffCustomRulesPath = \"plugins\"\nbuildEnvironment = \"shadow\"\nnews = true\n\
                [flyway.check.code]\nfailOnError = false\n";
    let conf = "flyway.locations=filesystem:sql\nflyway.check.rulesLocation=house\nflyway.check.rulesDialect=tsql\n\
                flyway.check.majorRules=RX001,XX9\nflyway.check.minorRules=RX003\nflyway.check.minorTolerance=4\n\
                flyway.check.scope=PENDING\nflyway.check.sqlfluffCustomRulesPath=plugins\n\
                flyway.check.buildEnvironment=shadow\nflyway.check.news=true\nflyway.check.code.failOnError=false\n";
    let rule = "code = \"H1\"\ndialects = [\"TEXT\"]\nrules = [\"xp_cmdshell\"]\nseverity = \"error\"\n";
    for (file, text) in [("flyway.toml", toml), ("flyway.conf", conf)] {
        let migration = "exec xp_cmdshell 'dir';\ntruncate table a;\n";
        let place = Place::new(&[
            (file, text),
            ("sql/V1__a.sql", migration),
            ("house/H1__shell.toml", rule),
        ]);
        let said = place.run(&["init"]);
        let written = written(&place);
        for line in ["dialect = \"mssql\"", "fail-on = \"never\""] {
            assert!(
                written.lines().any(|own| own.starts_with(line)),
                "{file}: {line}\n{written}"
            );
        }
        for told in [
            "taken over: the rules in `house`",
            "taken over: `RX001`: `drop-table` is ",
            "taken over: `RX003`: `truncate` is ",
            "left out:   `XX9`: no rule here stands for that",
            "left out:   `minorTolerance = 4`: a number of findings",
            "left out:   `scope = PENDING`",
            "left out:   `sqlfluffCustomRulesPath = plugins`",
            "left out:   `buildEnvironment`: no database",
            "left out:   `news`: nothing here",
        ] {
            assert!(said.out.contains(told), "{file}: {told}\n{}", said.out);
        }
        is_sound(&place);
        let found = place.concise(&[]);
        assert_eq!(found.code, Some(0), "{found:?}");
        assert!(found.out.contains("[H1]"), "{found:?}");
        // Nor does it run here where Flyway does not run it.
        let off = text.replace("rulesDialect", "regexEnabled = false\nrulesDialect");
        let off = if file == "flyway.conf" {
            text.to_owned() + "flyway.check.regexEnabled=false\n"
        } else {
            off
        };
        place.write(file, off.as_bytes());
        assert!(!place.concise(&[]).out.contains("[H1]"));
    }
}

#[test]
fn diesel_guard_is_taken_over() {
    let place = Place::new(&[
        (
            "diesel-guard.toml",
            "framework = \"diesel\"\nstart_after = \"2024_01_01_000000\"\ndisable_checks = [\"DropTableCheck\"]\n\
             custom_checks_dir = \"checks\"\npostgres_version = 14\n",
        ),
        (
            "migrations/2024-01-01-000000_a/up.sql",
            "create table a (id bigint primary key);\n",
        ),
        ("migrations/2024-01-01-000000_a/down.sql", "drop table a;\n"),
        ("migrations/2024-02-01-000000_b/up.sql", "drop table b;\n"),
        (
            "migrations/2024-02-01-000000_b/down.sql",
            "create table b (id bigint primary key);\n",
        ),
    ]);
    let said = place.run(&["init"]);
    let text = written(&place);
    for line in [
        "engine-version = \"14\"",
        "deployed-through = \"2024_01_01_000000\"",
        "tool = \"diesel\"",
        "drop-table = \"off\"",
    ] {
        assert!(text.lines().any(|own| own.starts_with(line)), "{line}\n{text}");
    }
    assert!(said.out.contains("custom_checks_dir"), "{}", said.out);
    is_sound(&place);
    place.write(
        "lockgate.toml",
        written(&place)
            .replace("drop-table = \"off\"", "drop-table = \"error\"")
            .as_bytes(),
    );
    let said = place.concise(&[]);
    assert_eq!(
        said.files_with("drop-table"),
        ["migrations/2024-02-01-000000_b/up.sql"],
        "{}{text}",
        said.err
    );
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_goes_on() {
    let place = Place::new(&[(".squawk.toml", "excluded_rules = [\n"), ("a.sql", "select 1;\n")]);
    let said = place.run(&["init"]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.out
            .contains("note: `.squawk.toml` cannot be read, and nothing was taken over"),
        "{}",
        said.out
    );
    is_sound(&place);
}

#[test]
fn snippets_are_shown_for_the_systems_that_are_there() {
    let place = Place::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".gitlab-ci.yml", "stages: []\n"),
        (".github/workflows/ci.yml", "on: push\n"),
        ("app/db/a.sql", "select 1;\n"),
    ]);
    let said = place.run_in("app", &["init"]);
    assert!(
        said.out
            .contains("for GitHub Actions, in .github/workflows/lockgate.yml:"),
        "{}",
        said.out
    );
    assert!(said.out.contains("for GitLab CI, in .gitlab-ci.yml:"), "{}", said.out);
    assert!(!said.out.contains("Jenkins"), "{}", said.out);
    let place = Place::new(&[("a.sql", "select 1;\n")]);
    let said = place.run(&["init", "--ci", "jenkins", "--ci", "azure", "--ci", "pre-commit"]);
    for title in ["Jenkins", "Azure Pipelines", "pre-commit"] {
        assert!(said.out.contains(&format!("for {title}, in ")), "{}", said.out);
    }
}

#[test]
fn projects_below_keep_their_own_files() {
    let place = Place::new(&[
        ("billing/lockgate.toml", "dialect = \"mysql\"\n"),
        (
            "billing/migrations/1_a.up.sql",
            "create table a (id int primary key);\n",
        ),
        ("db/migrations/00001_a.sql", MIGRATION),
    ]);
    let said = place.run(&["init"]);
    assert_eq!(said.code, Some(0));
    let text = written(&place);
    assert!(text.contains("migrations = [\"db/migrations\"]"), "{text}");
    is_sound(&place);
}

#[test]
fn a_baseline_may_be_taken_at_once() {
    let place = Place::new(&[(
        "db/migrations/00001_a.sql",
        "-- +goose Up\ndrop table orders;\n-- +goose Down\n",
    )]);
    let said = place.run(&["init", "--baseline"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let said = place.concise(&[]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "what was there is known");
    place.write(
        "db/migrations/00002_b.sql",
        b"-- +goose Up\ndrop table lines;\n-- +goose Down\n",
    );
    let said = place.concise(&[]);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(1), vec!["db/migrations/00002_b.sql"])
    );
}

/// The documentation shows what is printed, and both fit what is shipped.
#[test]
fn snippets_are_those_of_the_documentation() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let documented = read("docs/ci.md");
    for system in workspace::CiSystem::ALL {
        let snippet = system.snippet();
        assert!(
            documented.contains(snippet),
            "docs/ci.md has another text for {}",
            system.title()
        );
    }
    let shipped = [
        ("docs/ci.md", documented.as_str()),
        (".pre-commit-hooks.yaml", &read(".pre-commit-hooks.yaml")),
        ("action.yml", &read("action.yml")),
        ("templates/lockgate.yml", &read("templates/lockgate.yml")),
    ];
    for (path, text) in shipped {
        let mut versions = 0;
        for before in [
            "lockgate==",
            "lockgate@v",
            "lockgate/v",
            "lockgate:",
            "rev: v",
            "default: \"",
        ] {
            for (at, _) in text.match_indices(before) {
                let rest = &text[at + before.len()..];
                let version: String = rest
                    .chars()
                    .take_while(|it| it.is_ascii_digit() || *it == '.')
                    .collect();
                if !version.starts_with(|it: char| it.is_ascii_digit()) {
                    continue;
                }
                assert_eq!(version, env!("CARGO_PKG_VERSION"), "{path}: `{before}{version}`");
                versions += 1;
            }
        }
        assert!(versions > 0, "{path} names no version");
    }
    let hook = workspace::CiSystem::PreCommit
        .snippet()
        .rsplit_once("id: ")
        .unwrap()
        .1
        .trim();
    assert!(
        read(".pre-commit-hooks.yaml")
            .lines()
            .any(|line| line == format!("- id: {hook}"))
    );
    for (system, file, opens) in [
        (workspace::CiSystem::GitHub, "action.yml", "lockgate/lockgate@"),
        (
            workspace::CiSystem::GitLab,
            "templates/lockgate.yml",
            "templates/lockgate.yml",
        ),
    ] {
        let (_, used) = system.snippet().split_once(opens).unwrap();
        let offered = read(file);
        let inputs = used.lines().skip(2).filter_map(|line| line.trim().split_once(':'));
        let inputs: Vec<&str> = inputs.map(|(name, _)| name).collect();
        assert!(!inputs.is_empty(), "{file}");
        for input in inputs {
            assert!(
                offered.lines().any(|line| line.trim() == format!("{input}:")),
                "{file} has no `{input}`"
            );
        }
    }
}

/// What a snippet runs is understood, with the reference that the system puts in.
#[test]
fn snippets_run() {
    let place = Place::new(&[("db/V1__a.sql", "create table a (id bigint primary key);\n")]);
    super::git::into_repository(&place);
    let mut ran = 0;
    for system in workspace::CiSystem::ALL {
        let joined = system.snippet().replace("\n      --", " --");
        for line in joined.lines().filter_map(|line| line.split_once("lockgate check ")) {
            let words = line.1.trim_end_matches(['\'', '"']).split_whitespace();
            let arguments: Vec<String> = words
                .map(|word| match word.trim_matches('"') {
                    word if word.contains("origin/") => "main".to_owned(),
                    word => word.replace("\"$(Build.ArtifactStagingDirectory)/", ""),
                })
                .collect();
            let arguments: Vec<&str> = ["check"]
                .into_iter()
                .chain(arguments.iter().map(String::as_str))
                .collect();
            let said = place.run(&arguments);
            assert_eq!(said.code, Some(0), "{}: {arguments:?}: {said:?}", system.title());
            ran += 1;
        }
    }
    assert!(ran >= 2, "Azure and Jenkins run a command");
}
