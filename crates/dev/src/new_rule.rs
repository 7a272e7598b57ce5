use anyhow::{Context, ensure};
use source::Category;

/// Writes a new rule's file and page, and adds its line to the list.
pub(crate) fn run(category: Category, id: &str) -> anyhow::Result<()> {
    let is_kebab = !id.is_empty()
        && id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    ensure!(is_kebab, "`{id}` is not kebab case: lower-case words joined by `-`");
    let rules = crate::workspace_root().join("crates/rules/src");
    let file = id.replace('-', "_");
    let folder = rules.join(category.as_str());
    let code = folder.join(format!("{file}.rs"));
    let page = folder.join(format!("{file}.md"));
    ensure!(!code.exists() && !page.exists(), "{} is there already", code.display());
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    let list_path = rules.join("lib.rs");
    let list = std::fs::read_to_string(&list_path).with_context(|| format!("cannot read {}", list_path.display()))?;
    let list = with_line(&list, category, &format!("{file}: {}", camel(id)))?;
    std::fs::write(&code, code_text(category, id, &file))?;
    std::fs::write(&page, page_text())?;
    std::fs::write(&list_path, list)?;
    println!(
        "wrote {}\nwrote {}\nadded a line to {}",
        code.display(),
        page.display(),
        list_path.display()
    );
    println!("write the page first; `cargo test -p lockgate-rules` runs its SQL");
    Ok(())
}

/// The list with one more entry, in its place within the category's block.
fn with_line(list: &str, category: Category, entry: &str) -> anyhow::Result<String> {
    let opening = format!("    {category} {{");
    let start = list.lines().position(|line| line.trim_end() == opening);
    let mut lines: Vec<String> = list.lines().map(str::to_owned).collect();
    let line = format!("        {entry},");
    match start {
        Some(start) => {
            let end = lines[start..]
                .iter()
                .position(|line| line.trim() == "}")
                .context("the list's block is never closed")?
                + start;
            let at = (start + 1..end)
                .find(|at| lines[*at].trim() > line.trim())
                .unwrap_or(end);
            lines.insert(at, line);
        }
        None => {
            let at = lines
                .iter()
                .position(|line| line.trim() == "rules! {")
                .context("the list `rules! { … }` is not in lib.rs")?;
            lines.splice(at + 1..=at, [opening, line, "    }".to_owned()]);
        }
    }
    Ok(lines.join("\n") + "\n")
}

/// The type's name: `drop-table` is `DropTable`.
fn camel(id: &str) -> String {
    id.split('-')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// The name of the rule's type.
fn camel_case(file: &str) -> String {
    file.split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

fn code_text(category: Category, id: &str, file: &str) -> String {
    let camel = camel_case(file);
    let category = format!("{category:?}");
    format!(
        r#"use std::sync::LazyLock;

use lint::{{Context, On, Rule, RuleInfo, Subject}};
use schema::{{Kind, KindSet}};
use source::{{Category, Severity}};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| {{
    RuleInfo::new(
        "{id}",
        Category::{category},
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("{file}.md"),
    )
}});

/// Says what it reports.
pub(crate) struct {camel};

impl Rule for {camel} {{
    fn info(&self) -> &RuleInfo {{
        &INFO
    }}

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {{
        let Subject::Change(change, _) = subject else {{ return }};
        let Some(table) = change.table() else {{ return }};
        cx.report(table.range(), format!("`{{table}}` is created")).help("say what to do instead");
    }}
}}
"#
    )
}

fn page_text() -> &'static str {
    "One sentence that says what is wrong.

## Why

What happens to whom, on which engine, with a source.

## Flagged

```sql
create table t (id int); -- finds: \"is created\"
```

## Not flagged

```sql
drop table t;
```
"
}
