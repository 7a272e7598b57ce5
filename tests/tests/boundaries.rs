//! Which crate may know which: the diagram of `docs/architecture.md`, held against `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Each of our crates with those it may depend on, directly, in normal use.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("schema", &["source"]),
    ("syntax", &["source", "schema"]),
    ("migrations", &["source"]),
    ("impact", &["source", "schema", "migrations"]),
    ("lint", &["source", "schema", "migrations", "impact"]),
    (
        "engine",
        &["source", "schema", "syntax", "migrations", "impact", "lint"],
    ),
    ("rules", &["source", "schema", "migrations", "impact", "lint"]),
    ("script", &["source", "schema", "migrations", "impact", "lint"]),
    ("cases", &["source", "schema", "migrations", "lint", "engine"]),
    (
        "workspace",
        &[
            "source",
            "schema",
            "migrations",
            "impact",
            "lint",
            "engine",
            "rules",
            "script",
            "cases",
            "packs",
        ],
    ),
    (
        "ide",
        &["source", "schema", "migrations", "impact", "lint", "engine", "script"],
    ),
    ("report", &["source", "schema", "migrations", "impact", "lint"]),
    ("server", &["source", "schema", "lint", "engine", "ide", "workspace"]),
    (
        "cli",
        &[
            "source",
            "schema",
            "migrations",
            "impact",
            "lint",
            "engine",
            "cases",
            "workspace",
            "report",
            "server",
            "script",
        ],
    ),
    ("packs", &[]),
];

/// Libraries that one crate alone may name, so that changing them is one crate's work.
const NAMED_BY_ONE: &[(&str, &str)] = &[
    ("sqlparser", "syntax"),
    ("rhai", "script"),
    ("codespan-reporting", "report"),
    ("tower-lsp-server", "server"),
    ("clap", "cli"),
];

/// Never shipped, so they may know everything.
const DEVELOPMENT: &[&str] = &["dev", "tests"];

fn metadata() -> Metadata {
    let manifest = lockgate_tests::workspace_root().join("Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .exec()
        .expect("cargo describes the workspace")
}

/// The short name of one of our packages: `lockgate-schema` is `schema`, and the binary's is `cli`.
fn short(package: &str) -> Option<&str> {
    if package == "lockgate" {
        Some("cli")
    } else {
        package.strip_prefix("lockgate-")
    }
}

fn normal_dependencies(package: &Package) -> BTreeSet<String> {
    let normal = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

/// What the crates know that they may not: empty where every boundary holds.
fn crossings(known: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut crossings = Vec::new();
    for (name, dependencies) in known {
        if DEVELOPMENT.contains(&name.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(own, _)| own == name) else {
            crossings.push(format!("`{name}` is not in the diagram"));
            continue;
        };
        for dependency in dependencies {
            if let Some(ours) = short(dependency).filter(|ours| !allowed.contains(ours)) {
                crossings.push(format!("`{name}` may not know `{ours}`"));
            }
            let owner = NAMED_BY_ONE.iter().find(|(library, _)| library == dependency);
            if let Some((library, owner)) = owner.filter(|(_, owner)| owner != name) {
                crossings.push(format!("`{name}` names `{library}`, which only `{owner}` may"));
            }
        }
    }
    crossings
}

fn known() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let ours = metadata
        .packages
        .iter()
        .filter_map(|package| Some((short(&package.name)?.to_owned(), normal_dependencies(package))));
    ours.collect()
}

#[test]
fn no_crate_knows_what_it_may_not() {
    let crossings = crossings(&known());
    assert!(
        crossings.is_empty(),
        "{}\nthe diagram is in docs/architecture.md",
        crossings.join("\n")
    );
}

#[test]
fn the_diagram_names_every_crate() {
    let known = known();
    for (name, _) in MAY_KNOW {
        assert!(
            known.contains_key(*name),
            "`{name}` is in the diagram and not in the workspace"
        );
    }
}

#[test]
fn a_forbidden_dependency_is_seen() {
    let mut known = known();
    known
        .entry("rules".to_owned())
        .or_default()
        .insert("lockgate-syntax".to_owned());
    known.entry("lint".to_owned()).or_default().insert("rhai".to_owned());
    let crossings = crossings(&known);
    assert_eq!(
        crossings,
        [
            "`lint` names `rhai`, which only `script` may",
            "`rules` may not know `syntax`"
        ]
    );
}

/// Crates that may open files themselves. Everybody else reads through `source::Files`.
const TOUCH_THE_DISK: &[&str] = &["workspace", "cli", "server", "dev"];

#[test]
fn only_four_crates_touch_the_disk() {
    let mut offenders = Vec::new();
    let crates = lockgate_tests::workspace_root().join("crates");
    for entry in std::fs::read_dir(crates).expect("the crates are there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !TOUCH_THE_DISK.contains(&name.as_str()) {
            collect_disk_access(&entry.path().join("src"), &mut offenders);
        }
    }
    assert!(
        offenders.is_empty(),
        "these read the disk themselves:\n{}",
        offenders.join("\n")
    );
}

fn collect_disk_access(folder: &std::path::Path, offenders: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_disk_access(&path, offenders);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // Tests may read fixtures: what follows the test module does not ship.
        let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
        if shipped.contains("std::fs") || shipped.contains("std::process") || shipped.contains("std::env") {
            offenders.push(path.display().to_string());
        }
    }
}
