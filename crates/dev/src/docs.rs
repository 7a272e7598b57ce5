use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, ensure};
use schema::{Dialect, Kind, Verb};
use source::Category;
use workspace::config::Preset;

/// Writes the generated pages, and takes away those of rules that are gone.
pub(crate) fn write() -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let pages = pages()?;
    for stale in left_over(&pages)? {
        std::fs::remove_file(root.join(&stale))?;
        println!("removed {stale}");
    }
    for (path, text) in &pages {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("wrote {} pages", pages.len());
    Ok(())
}

/// Fails where a generated page is missing, stale, or left over.
pub(crate) fn check() -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let pages = pages()?;
    let is_stale =
        |(path, text): &(&String, &String)| std::fs::read_to_string(root.join(path)).ok().as_ref() != Some(*text);
    let mut stale: Vec<String> = pages.iter().filter(is_stale).map(|(path, _)| path.clone()).collect();
    stale.extend(left_over(&pages)?);
    ensure!(
        stale.is_empty(),
        "these pages are stale: {}\nrun `cargo dev docs`",
        stale.join(", ")
    );
    println!("{} generated pages are fresh", pages.len());
    Ok(())
}

/// Each generated page: its path below the workspace, and its text.
fn pages() -> anyhow::Result<BTreeMap<String, String>> {
    let mut pages = BTreeMap::new();
    let rules = rules::all();
    for rule in &rules {
        let info = rule.info();
        pages.insert(format!("docs/rules/{}.md", info.id), rule_page(info));
    }
    pages.insert("docs/rules.md".to_owned(), rules_page(&rules));
    pages.insert("docs/presets.md".to_owned(), presets_page(&rules));
    pages.insert("docs/lockgate.schema.json".to_owned(), json_schema(&rules)?);
    pages.insert("docs/kinds.md".to_owned(), kinds_page());
    pages.insert("docs/rule-api.md".to_owned(), script::reference::markdown());
    pages.insert(
        "editors/rhai/lockgate.d.rhai".to_owned(),
        script::reference::definitions(),
    );
    pages.insert("docs/runners.md".to_owned(), crate::runners::page()?);
    pages.insert("docs/corpus-report.md".to_owned(), crate::report::page()?);
    pages.insert("docs/disagreements.md".to_owned(), crate::hazards::disagreements()?);
    pages.insert("docs/SUMMARY.md".to_owned(), summary(&rules));
    Ok(pages)
}

/// Pages of rules that are gone.
fn left_over(pages: &BTreeMap<String, String>) -> anyhow::Result<Vec<String>> {
    let folder = crate::workspace_root().join("docs/rules");
    let mut left_over = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = format!("docs/rules/{}", entry?.file_name().to_string_lossy());
        if !pages.contains_key(&path) {
            left_over.push(path);
        }
    }
    left_over.sort();
    Ok(left_over)
}

fn rule_page(info: &lint::RuleInfo) -> String {
    let mut text = format!("# {}\n\n", info.id);
    let dialects: Vec<&str> = info.dialects.iter().map(|dialect| dialect.title()).collect();
    let dialects = if dialects.is_empty() {
        "all dialects".to_owned()
    } else {
        dialects.join(", ")
    };
    let state = if info.default_on {
        "on by default"
    } else {
        "off by default"
    };
    let fixes = if info.fixable { "offers fixes" } else { "offers no fix" };
    let _ = writeln!(
        text,
        "*{}, {}, {state}; {dialects}; {fixes}.*\n",
        info.category, info.severity
    );
    // The runner's marks belong to the test, not to the reader.
    text.push_str(info.page.trim_start());
    if !info.options.is_empty() {
        text.push_str("\n## Options\n\n| option | value | default | meaning |\n|---|---|---|---|\n");
        for option in info.options.iter() {
            let _ = writeln!(
                text,
                "| `{}` | {} | `{}` | {} |",
                option.name, option.value, option.default, option.summary
            );
        }
    }
    names(&mut text, "The same rule elsewhere", &info.aliases);
    names(&mut text, "Rules elsewhere that overlap with it", &info.partial_aliases);
    text
}

fn names(text: &mut String, title: &str, aliases: &[std::borrow::Cow<'static, str>]) {
    if aliases.is_empty() {
        return;
    }
    let list: Vec<String> = aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let _ = write!(text, "\n## {title}\n\n{}\n", list.join(", "));
}

fn rules_page(rules: &[std::sync::Arc<dyn lint::Rule>]) -> String {
    let mut text = format!(
        "# Rules\n\n{} rules are built in. `lockgate rules` prints this list.\n",
        rules.len()
    );
    for category in Category::ALL {
        let mut rows = rules
            .iter()
            .map(|rule| rule.info())
            .filter(|info| info.category == *category)
            .peekable();
        if rows.peek().is_none() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {category}\n\n| rule | severity | default | what it reports |\n|---|---|---|---|\n"
        );
        for info in rows {
            let state = if info.default_on { "on" } else { "off" };
            let _ = writeln!(
                text,
                "| [{id}](rules/{id}.md) | {} | {state} | {} |",
                info.severity,
                info.summary(),
                id = info.id
            );
        }
    }
    text
}

fn presets_page(rules: &[std::sync::Arc<dyn lint::Rule>]) -> String {
    let mut text = "# Presets\n\nA preset is a choice of built-in rules to start from, each at its usual severity:\n\n\
        ```toml\nextends = [\"preset:strict\", \"./team.toml\"]\n\n[rules]\nstyle = \"off\"\n```\n\n\
        `extends` is read in its order, each entry over those before it, and the file itself over all of them. Files are \
        named relative to the one that extends them; a circle is an error. `lockgate config` shows what comes of it, and \
        `lockgate rules --enabled` which rules are on.\n"
        .to_owned();
    for preset in Preset::ALL {
        let held: Vec<&str> = rules
            .iter()
            .map(|rule| rule.info())
            .filter(|info| preset.holds(info) || (info.outlasts_selection && info.default_on))
            .map(|info| &*info.id)
            .collect();
        let what = match preset {
            Preset::Recommended => "What is on when nothing is said.",
            Preset::Strict => "Every built-in rule, matters of taste included.",
            Preset::Flyway => "The rules that stand for one of Flyway's own checks, by their aliases.",
            Preset::Squawk => "The rules that stand for one that squawk runs unless told otherwise, by their aliases.",
        };
        let _ = write!(text, "\n## {}\n\n{what} {} rules", preset.name(), held.len());
        if preset == Preset::Strict {
            text.push_str(".\n");
            continue;
        }
        text.push_str(":\n\n");
        for id in held {
            let _ = writeln!(text, "- [{id}](rules/{id}.md)");
        }
    }
    text
}

fn json_schema(rules: &[std::sync::Arc<dyn lint::Rule>]) -> anyhow::Result<String> {
    let schema = workspace::config::json_schema(rules.iter().map(|rule| rule.info()));
    Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
}

fn kinds_page() -> String {
    let mut text =
        "# Kinds\n\nWhat a statement or a change does, as `lockgate explain` prints it and as a rule's `on` takes it. \
        Modifiers (`or replace`, `temporary`, `unique`, `concurrently`, `if exists`) are not part of a kind.\n"
            .to_owned();
    let of_statements: Vec<String> = Kind::ALL
        .iter()
        .filter(|kind| kind.is_of_statements())
        .map(|kind| format!("`{kind}`"))
        .collect();
    let _ = write!(
        text,
        "\nA statement's changes are called by what they do: an `alter table` with three actions holds an `add_column`, a \
         `set_options` … So no change that is understood is called {}, and `on` does not take these; `on = \"statement\"` with `kinds` does. Others, \
         as `alter_type` and `alter_view`, are the kinds of those changes only for which there is no word of their own.\n",
        of_statements.join(", ")
    );
    for verb in [Verb::Create, Verb::Alter, Verb::Drop, Verb::Rename] {
        let kinds = Kind::ALL
            .iter()
            .filter(|kind| kind.verb_object().is_some_and(|(of, _)| of == verb));
        kind_list(&mut text, &format!("{verb:?} an object"), kinds);
    }
    kind_list(
        &mut text,
        "Everything else",
        Kind::ALL.iter().filter(|kind| kind.verb_object().is_none()),
    );
    let dialects: Vec<String> = Dialect::ALL.iter().map(|dialect| format!("`{dialect}`")).collect();
    let _ = write!(text, "\nDialects: {}.\n", dialects.join(", "));
    text
}

fn kind_list<'a>(text: &mut String, title: &str, kinds: impl Iterator<Item = &'a Kind>) {
    let names: Vec<String> = kinds.map(|kind| format!("`{kind}`")).collect();
    let _ = write!(text, "\n## {title}\n\n{}\n", names.join(", "));
}

/// The pages of the book, in their order; those of the rules follow.
const PAGES: &[(&str, &str)] = &[
    ("Configuration", "configuration.md"),
    ("Only what is new", "only-new.md"),
    ("Architecture", "architecture.md"),
    ("Decisions", "decisions.md"),
    ("Style", "style.md"),
    ("Kinds", "kinds.md"),
    ("Runners", "runners.md"),
    ("Table sizes", "table-sizes.md"),
    ("Fixes", "fixes.md"),
    ("Editors", "editors.md"),
    ("Language server", "language-server.md"),
    ("Continuous integration", "ci.md"),
    ("Disagreements", "disagreements.md"),
    ("Findings on real histories", "corpus-report.md"),
    ("Presets", "presets.md"),
    ("The API of scripted rules", "rule-api.md"),
    ("Writing rules", "writing-rules.md"),
    ("Packs", "packs.md"),
    ("Flyway's rules", "flyway-rules.md"),
    ("Rules", "rules.md"),
];

fn summary(rules: &[std::sync::Arc<dyn lint::Rule>]) -> String {
    let mut text = "# Summary\n\n".to_owned();
    for (title, page) in PAGES {
        let _ = writeln!(text, "- [{title}]({page})");
    }
    for rule in rules {
        let id = &rule.info().id;
        let _ = writeln!(text, "  - [{id}](rules/{id}.md)");
    }
    text
}
