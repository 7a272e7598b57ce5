use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, CreateTable, Definition, Family, Ident, NameLimit, NameUnit};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:identifier-too-long",
        "pgsafe:identifier-too-long",
        "eslint-plugin-postgresql:no-identifier-too-long",
    ]),
    partial_aliases: lint::names(&[
        "liquibase-linter:table-name-length",
        "liquibase-linter:object-name-length",
    ]),
    options: vec![OptionInfo {
        name: "most".into(),
        value: "number".into(),
        default: "0".into(),
        summary: "the longest name that is allowed, where that is less than the engine's limit; 0 \
            means the engine's"
            .into(),
    }]
    .into(),
    ..RuleInfo::new(
        "name-too-long",
        Category::Naming,
        Severity::Error,
        On::Changes(Definition::kinds()),
        include_str!("name_too_long.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    most: usize,
}

/// Reports names longer than the engine keeps.
pub(crate) struct NameTooLong;

impl Rule for NameTooLong {
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
        let engine = cx.migration.engine;
        let limit = engine.dialect.name_limit(engine.version);
        for definition in cx.definitions() {
            let name = definition.ident;
            if !name.has_placeholder {
                report(name, limit, settings, cx);
            }
        }
        if engine.dialect.family() == Family::Mysql {
            made_by_mysql(change, cx);
        }
    }
}

fn report(name: &Ident, limit: Option<NameLimit>, settings: &Settings, cx: &mut Context<'_>) {
    let over = limit.filter(|limit| limit.length_of(&name.text) > limit.most);
    let message = match over {
        Some(limit) if limit.cuts => format!(
            "`{name}` has {} {}, and the engine cuts it to `{}`",
            limit.length_of(&name.text),
            limit.unit.plural(),
            limit.cut(&name.text)
        ),
        Some(limit) => format!(
            "`{name}` has {} {}, and the engine refuses more than {}",
            limit.length_of(&name.text),
            limit.unit.plural(),
            limit.most
        ),
        None => {
            let unit = limit.map_or(NameUnit::Characters, |limit| limit.unit);
            let own = NameLimit {
                most: settings.most,
                unit,
                cuts: false,
            };
            if settings.most == 0 || own.length_of(&name.text) <= own.most {
                return;
            }
            format!(
                "`{name}` has {} {}, more than the {} allowed",
                own.length_of(&name.text),
                unit.plural(),
                own.most
            )
        }
    };
    cx.report(name.range, message)
        .about(name.text.as_str())
        .help("choose a shorter name");
}

/// MySQL and MariaDB call a foreign key `orders_ibfk_1` and MySQL a check `orders_chk_1`, and fail where that is too long
/// (error 1059, measured on MariaDB 10.11; <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>).
fn made_by_mysql(change: &Change, cx: &mut Context<'_>) {
    let (table, constraints): (_, Vec<&Constraint>) = match &change.action {
        Action::CreateTable(created) => (&created.name, constraints(created)),
        Action::AddConstraint { table, constraint, .. } => (table, vec![&**constraint]),
        _ => return,
    };
    let engine = cx.migration.engine;
    let Some(limit) = engine.dialect.name_limit(engine.version) else {
        return;
    };
    let unnamed = |constraint: &&&Constraint| {
        constraint.name.is_none() && matches!(constraint.kind, ConstraintKind::ForeignKey(_))
    };
    let made = format!("{}_ibfk_1", table.ident.text);
    if limit.length_of(&made) <= limit.most || table.has_placeholder() {
        return;
    }
    if let Some(constraint) = constraints.iter().find(unnamed) {
        cx.report(
            constraint.range,
            format!(
                "the engine calls this foreign key `{made}`, and refuses names of more than {} \
                 characters",
                limit.most
            ),
        )
        .about(made)
        .help("give the foreign key a name");
    }
}

/// Those that the engine reads: an inline reference is not always one.
fn constraints(created: &CreateTable) -> Vec<&Constraint> {
    created.constraints.iter().collect()
}
