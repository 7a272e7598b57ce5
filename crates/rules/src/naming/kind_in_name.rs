use std::sync::LazyLock;

use lint::{Context, On, Options, OptionsError, PerKind, Rule, RuleInfo, Subject, options_per_kind};
use schema::{Definition, ObjectKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["sql-lint:hungarian-notation", "sql-code-guard:ST016"]),
    partial_aliases: lint::names(&[
        "flyway:RG21",
        "liquibase:ObjectNameMustNotMatch",
        "sql-code-guard:ST015",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: options_per_kind(
        "list of prefixes",
        default,
        "prefixes that the name of a {kind} has no need of",
    )
    .into(),
    ..RuleInfo::new(
        "kind-in-name",
        Category::Naming,
        Severity::Info,
        On::Changes(Definition::kinds()),
        include_str!("kind_in_name.md"),
    )
});

type Settings = PerKind<Vec<String>>;

fn default(kind: ObjectKind) -> &'static str {
    let row = PREFIXES.iter().find(|(known, ..)| *known == kind);
    row.map_or("", |(_, said, _)| said)
}

/// What people write before names to say what kind of thing they name: the kind, the list as TOML, the list.
const PREFIXES: &[(ObjectKind, &str, &[&str])] = &[
    (
        ObjectKind::Table,
        r#"["tbl_", "tbl", "table_"]"#,
        &["tbl_", "tbl", "table_"],
    ),
    (ObjectKind::View, r#"["vw_", "view_"]"#, &["vw_", "view_"]),
    (ObjectKind::Column, r#"["col_", "fld_"]"#, &["col_", "fld_"]),
    (ObjectKind::Procedure, r#"["usp_", "proc_"]"#, &["usp_", "proc_"]),
    (
        ObjectKind::Function,
        r#"["fn_", "udf_", "func_"]"#,
        &["fn_", "udf_", "func_"],
    ),
];

/// Reports names that say what kind of thing they name.
pub(crate) struct KindInName;

impl Rule for KindInName {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        if table.is_empty() {
            let owned = |list: &[&str]| list.iter().map(|prefix| (*prefix).to_owned()).collect();
            let defaults = PREFIXES.iter().map(|(kind, _, list)| (*kind, owned(list)));
            return Ok(Options::of(Settings::of(defaults)));
        }
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        for definition in cx.definitions() {
            let name = definition.ident;
            let prefixes = settings
                .get(definition.object_kind)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let Some(prefix) = prefixes.iter().find(|prefix| name.begins_with(prefix)) else {
                continue;
            };
            let message = format!("the {} name `{name}` begins with `{prefix}`", definition.object_kind);
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help(format!("leave `{prefix}` out"));
        }
    }
}
