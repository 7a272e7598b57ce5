use migrations::{Tool, TransactionMode};
use schema::{Dialect, EngineVersion};
use source::{MemoryFiles, Severity};

use super::*;
use crate::{DeployedThrough, FailOn};

fn read(files: &[(&str, &str)]) -> Result<Config, String> {
    let mut memory = MemoryFiles::default();
    for (path, text) in files {
        memory.add(*path, *text);
    }
    load(&memory, files[0].0).map_err(|error| error.to_string())
}

fn refused(text: &str) -> String {
    read(&[("app/lockgate.toml", text)]).unwrap_err()
}

#[test]
fn every_key_is_read() {
    let text = r#"
dialect = "postgres"
engine-version = "15"
tool = "flyway"
migrations = ["db/migration"]
fail-on = "warning"
fail-on-unknown = true
deployed-through = 42

[runner]
transaction = "per-migration"
placeholders = { schema = "app" }

[schema]
start = "db/structure.sql"

[tables]
large = ["orders", "events_*"]
statistics = "sizes.csv"
large-from = 5000

[rules]
style = "off"
drop-column = { severity = "warning", ignore = ["tmp_*"] }

[[overrides]]
paths = ["db/seed/**"]
rules = { non-idempotent-insert = "error" }

[scripts]
paths = ["lockgate/rules"]
"#;
    let config = read(&[("app/lockgate.toml", text)]).unwrap();
    assert_eq!(config.folder, "app");
    assert_eq!(config.dialect.unwrap().value, Dialect::Postgres);
    assert_eq!(config.engine_version.unwrap().value, EngineVersion::new(15, 0, 0));
    let tool = config.tool.unwrap();
    assert_eq!(
        (tool.value, tool.place.to_string().as_str()),
        (Tool::Flyway, "app/lockgate.toml:4:8")
    );
    assert_eq!(config.migrations[0].value, "app/db/migration");
    assert_eq!(config.fail_on.unwrap().value, FailOn::Warning);
    assert!(config.fail_on_unknown.unwrap().value);
    let through = DeployedThrough::Version("42".to_owned());
    assert_eq!(config.deployed_through.unwrap().value, through);
    assert_eq!(config.transaction.unwrap().value, TransactionMode::PerMigration);
    assert_eq!(config.placeholders.unwrap().value["schema"], "app");
    assert_eq!(config.schema_start.unwrap().value, "app/db/structure.sql");
    assert_eq!(config.large_tables[1].value, "events_*");
    assert_eq!(config.statistics.unwrap().value, "app/sizes.csv");
    assert_eq!(config.large_from.unwrap().value, 5000);
    assert_eq!(config.scripts[0].value, "app/lockgate/rules");
    let [base, seeds] = config.rules.as_slice() else {
        panic!("two tables of rules")
    };
    let drop_column = &base.settings[0];
    assert_eq!(drop_column.setting.severity, Some(Severity::Warning));
    assert_eq!(drop_column.place.to_string(), "app/lockgate.toml:24:1");
    assert_eq!(drop_column.keys["ignore"].to_string(), "app/lockgate.toml:24:39");
    assert_eq!(base.settings[1].setting.name, "style");
    assert_eq!(seeds.paths.as_ref().unwrap()[0].value, "db/seed/**");
}

#[test]
fn unknown_keys_and_values_are_refused_with_the_nearest_name() {
    assert_eq!(
        refused("dialect = \"postgres\"\ndialct = 1"),
        "app/lockgate.toml:2:1: unknown key `dialct`; `dialect` is the nearest name"
    );
    assert_eq!(
        refused("[runner]\ntransactions = \"x\""),
        "app/lockgate.toml:2:1: unknown key `transactions`; `transaction` is the nearest name"
    );
    assert_eq!(
        refused("dialect = \"postgresql\""),
        "app/lockgate.toml:1:11: unknown value `postgresql`; `postgres` is the nearest name"
    );
    assert_eq!(
        refused("tool = \"flywy\""),
        "app/lockgate.toml:1:8: no tool is called `flywy`; `flyway` is the nearest name"
    );
    assert_eq!(
        refused("[rules]\ndrop-table = \"eror\""),
        "app/lockgate.toml:2:14: no severity is called `eror`; `error` is the nearest name"
    );
    assert_eq!(
        refused("[rules]\ndrop-table = { severity = \"eror\" }"),
        "app/lockgate.toml:2:27: no severity is called `eror`; `error` is the nearest name"
    );
    assert_eq!(
        refused("engine-version = \"new\""),
        "app/lockgate.toml:1:18: `new` is no version; write it like \"15\" or \"8.0.29\""
    );
    assert_eq!(
        refused("[[overrides]]\nrules = {}"),
        "app/lockgate.toml:1:1: the key `paths` is missing; add it"
    );
}

#[test]
fn what_is_no_toml_is_refused_at_its_place() {
    assert!(refused("dialect = postgres").starts_with("app/lockgate.toml:1:11: "));
    let mut files = MemoryFiles::default();
    files.add("lockgate.toml", b"tool = \"caf\xE9\"".to_vec());
    let error = load(&files, "lockgate.toml").unwrap_err().to_string();
    assert_eq!(
        error,
        "lockgate.toml:1:12: this byte is not UTF-8, which TOML files are; save the file as UTF-8"
    );
}

#[test]
fn a_file_is_laid_over_those_it_extends() {
    let config = read(&[
        (
            "app/lockgate.toml",
            "extends = [\"../team.toml\"]\ntool = \"goose\"\n[rules]\nlocking = \"info\"",
        ),
        (
            "app/../team.toml",
            "tool = \"flyway\"\ndialect = \"mysql\"\n[rules]\nlocking = \"off\"\n[scripts]\npaths = [\"rules\"]",
        ),
    ])
    .unwrap();
    assert_eq!(config.tool.unwrap().value, Tool::Goose);
    let dialect = config.dialect.unwrap();
    assert_eq!(dialect.place.to_string(), "app/../team.toml:2:11");
    assert_eq!(config.scripts[0].value, "app/../rules");
    let severities: Vec<_> = config
        .rules
        .iter()
        .map(|table| table.settings[0].setting.severity)
        .collect();
    assert_eq!(severities, [Some(Severity::Off), Some(Severity::Info)]);
}

#[test]
fn files_that_extend_each_other_are_refused() {
    let error = read(&[
        ("lockgate.toml", "extends = [\"team.toml\"]"),
        ("team.toml", "extends = [\"lockgate.toml\"]"),
    ]);
    assert_eq!(
        error.unwrap_err(),
        "team.toml:1:12: `lockgate.toml` → `team.toml` → `lockgate.toml`: these files extend each other in a circle; take one \
         out of `extends`"
    );
    let error = read(&[("a/lockgate.toml", "extends = [\"../a/lockgate.toml\"]")]);
    assert_eq!(
        error.unwrap_err(),
        "a/lockgate.toml:1:12: `a/lockgate.toml` extends itself; take it out of `extends`"
    );
}

#[test]
fn a_missing_base_is_named_where_it_is_extended() {
    assert_eq!(
        refused("extends = [\"team.toml\"]"),
        "app/lockgate.toml:1:12: `app/team.toml` cannot be read: there is no such file; correct the path"
    );
}

#[test]
fn presets_are_laid_below_what_the_file_says() {
    let config = read(&[(
        "lockgate.toml",
        "extends = [\"preset:strict\"]\n[rules]\nlocking = \"off\"\n",
    )])
    .unwrap();
    let [preset, own] = config.rules.as_slice() else {
        panic!("{:?}", config.rules);
    };
    assert_eq!(preset.preset, Some(Preset::Strict));
    assert!(
        preset
            .settings
            .iter()
            .all(|setting| setting.place.to_string() == "lockgate.toml:1:12")
    );
    assert_eq!(own.settings[0].setting.severity, Some(Severity::Off));
    let shown = config.entries();
    let entry = shown.iter().find(|entry| entry.key == "extends").unwrap();
    assert_eq!(entry.as_toml(), "[\"preset:strict\"]");
}

#[test]
fn an_unknown_preset_is_refused_with_the_nearest() {
    assert_eq!(
        refused("extends = [\"preset:stict\"]\n"),
        "app/lockgate.toml:1:12: no preset is called `stict`; `strict` is the nearest name"
    );
}
