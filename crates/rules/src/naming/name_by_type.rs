use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Pattern, Rule, RuleInfo, Subject};
use schema::{DataType, Dialect, GivenType, Kind, TypeFamily};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pgrubic:NM015", "pgrubic:NM016", "dbt-checkpoint:column-name-contract"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: FAMILIES
        .iter()
        .map(|(key, _)| OptionInfo {
            name: (*key).into(),
            value: "regular expression".into(),
            default: "".into(),
            summary: format!("what the names of columns have to match whose type is of the family {key}").into(),
        })
        .collect(),
    ..RuleInfo::new(
        "name-by-type",
        Category::Naming,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("name_by_type.md"),
    )
});

/// The keys of the options, and the family that each means.
const FAMILIES: &[(&str, TypeFamily)] = &[
    ("boolean", TypeFamily::Boolean),
    ("date", TypeFamily::Date),
    ("time", TypeFamily::Time),
    ("timestamp", TypeFamily::Timestamp),
    ("uuid", TypeFamily::Uuid),
    ("json", TypeFamily::Json),
];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    boolean: Option<Pattern>,
    date: Option<Pattern>,
    time: Option<Pattern>,
    timestamp: Option<Pattern>,
    uuid: Option<Pattern>,
    json: Option<Pattern>,
}

impl Settings {
    const fn pattern(&self, family: TypeFamily) -> Option<&Pattern> {
        let pattern = match family {
            TypeFamily::Boolean => &self.boolean,
            TypeFamily::Date => &self.date,
            TypeFamily::Time => &self.time,
            TypeFamily::Timestamp => &self.timestamp,
            TypeFamily::Uuid => &self.uuid,
            TypeFamily::Json => &self.json,
            _ => &None,
        };
        pattern.as_ref()
    }
}

/// Reports columns whose name does not say what their type is.
pub(crate) struct NameByType;

impl Rule for NameByType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        if change.kind == Kind::CreateDomain {
            return;
        }
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let Some(pattern) = settings.pattern(family(given.data_type, dialect)) else {
                continue;
            };
            if given.ident.has_placeholder || pattern.matches(&given.ident.text) {
                continue;
            }
            let message = format!(
                "`{}` holds a `{}`, and its name does not match `{pattern}`",
                given.ident, given.data_type.name
            );
            cx.report(given.ident.range, message)
                .about(given.to_string())
                .help("give it a name that says what it holds");
        }
    }
}

/// `TINYINT(1)` is MySQL's truth value, and `bit` of one digit everybody's but PostgreSQL's.
fn family(data_type: &DataType, dialect: Dialect) -> TypeFamily {
    let is_one = data_type.name == "tinyint" && data_type.arg(0) == Some(1);
    match dialect {
        Dialect::Mysql | Dialect::Mariadb if is_one => TypeFamily::Boolean,
        Dialect::Postgres if data_type.name == "bit" => TypeFamily::Other,
        _ => data_type.family(),
    }
}
