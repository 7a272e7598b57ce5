use std::sync::LazyLock;

use impact::UnknownList;
use lint::{Context, On, OnlineOptions, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet, Name};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["eugene:E10"]),
    partial_aliases: lint::names(&[
        "squawk:prefer-repack",
        "migrationpilot:MP014",
        "migrationpilot:MP102",
        "migrationpilot:MP103",
        "squawk:adding-serial-primary-key-field",
        "migrationpilot:MP015",
        "migrationpilot:MP062",
        "migrationpilot:MP089",
        "migrationpilot:MP095",
        "strong_migrations:copy_algorithm",
        "strong_migrations:add_foreign_key_mysql",
        "strong_migrations:add_check_constraint_mysql",
        "django-migration-linter:ALTER_COLUMN",
        "atlas:MY137",
        "atlas:MY138",
        "atlas:MY139",
        "atlas:MY140",
        "atlas:MY141",
        "atlas:MY142",
        "atlas:MY110",
        "atlas:MY111",
        "atlas:MY112",
        "atlas:MY113",
        "bytebase:COLUMN_DISALLOW_CHANGE_TYPE",
        "eugene:E5",
        "squawk:changing-column-type",
        "pgls:changingColumnType",
        "atlas:PG301",
        "atlas:PG302",
        "strong_migrations:change_column",
        "online_migrations:change_column",
        "strong_migrations:add_column_default_callable",
        "strong_migrations:add_column_generated_stored",
        "strong_migrations:add_column_auto_incrementing",
        "pgfence:alter-column-type",
        "pgfence:add-column-non-constant-default",
        "pgfence:add-column-stored-generated",
        "pgfence:add-column-serial",
        "pgfence:set-logged-unlogged",
        "pgfence:vacuum-full",
        "migrationpilot:MP003",
        "migrationpilot:MP006",
        "migrationpilot:MP007",
        "migrationpilot:MP032",
        "migrationpilot:MP047",
        "pg-migration-lint:PGM006",
        "pg-migration-lint:PGM007",
        "pg-migration-lint:PGM018",
        "pg-migration-lint:PGM021",
        "pgsafe:add-column-volatile-default",
        "pgsafe:add-column-generated-stored",
        "pgsafe:add-column-serial",
        "pgsafe:add-column-identity",
        "pgsafe:alter-column-type",
        "pgsafe:set-logged-unlogged",
        "pgsafe:set-access-method",
        "pgsafe:vacuum-full-cluster",
        "diesel-guard:AddColumnCheck",
        "diesel-guard:GeneratedColumnCheck",
        "diesel-guard:AddSerialColumnCheck",
        "diesel-guard:AddIdentityColumnCheck",
        "diesel-guard:AlterColumnTypeCheck",
        "drizzle-migration-lint:volatile-default-on-add-column",
        "drizzle-migration-lint:alter-column-type",
        "pgls:addSerialColumn",
        "pgls:banVacuumFull",
        "squawk:adding-field-with-default",
        "pgls:addingFieldWithDefault",
        "eugene:E11",
    ]),
    options: vec![OnlineOptions::info()].into(),
    fixable: true,
    ..RuleInfo::new(
        "table-rewrite",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(KINDS)),
        include_str!("table_rewrite.md"),
    )
});

/// Reports changes for which the rows are written anew while others wait.
pub(crate) struct TableRewrite;

impl Rule for TableRewrite {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<OnlineOptions>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(table) = change.object() else {
            return everything(change, cx);
        };
        let dialect = cx.migration.script.dialect;
        if cx.is_created_above(table, change.range.start) {
            return;
        }
        let Some(message) = message(change, table, cx) else {
            return;
        };
        let help = match time_zone_change(change, cx) {
            Some(TimeZoneChange::BySession) => {
                "write `set timezone = 'UTC'` before it: since PostgreSQL 12 the rows then stay as they are"
            }
            Some(TimeZoneChange::FromUtc) => {
                "leave `using` out and write `set timezone = 'UTC'` before it: since PostgreSQL 12 the rows then stay as \
                 they are"
            }
            None => help(change, dialect),
        };
        let key = match change.column() {
            Some(column) => format!("{}.{column}", cx.resolved(table)),
            None => cx.resolved(table),
        };
        let can_be_online = matches!(change.kind, Kind::AlterColumnType | Kind::Rebuild | Kind::MoveTable);
        let online = cx.online_edit(statement).filter(|_| can_be_online);
        let report = cx.report(change.range, message).about(key).help(help);
        if let Some(edit) = online {
            report.fix("let others write meanwhile", Applicability::Unsafe, [edit]);
        }
    }
}

/// What may write rows anew, but for statements that are made to: `truncate`, `refresh materialized view`.
const KINDS: &[Kind] = &[
    Kind::AddColumn,
    Kind::AddConstraint,
    Kind::AddPartition,
    Kind::AlterColumnType,
    Kind::Cluster,
    Kind::CoalescePartition,
    Kind::ConvertCharset,
    Kind::DropColumn,
    Kind::DropConstraint,
    Kind::DropUnusedColumns,
    Kind::ForceRebuild,
    Kind::ModifyColumn,
    Kind::MoveTable,
    Kind::Optimize,
    Kind::OrderBy,
    Kind::PartitionBy,
    Kind::Rebuild,
    Kind::RemovePartitioning,
    Kind::ReorganizePartition,
    Kind::SetAccessMethod,
    Kind::SetCompression,
    Kind::SetEngine,
    Kind::SetExpression,
    Kind::SetLogged,
    Kind::SetOptions,
    Kind::SetTablespace,
    Kind::SetUnlogged,
    Kind::SetWithOids,
    Kind::Vacuum,
];

/// What happens to the rows while others wait for the table; `None` where nothing does, or nobody waits.
fn message(change: &Change, table: &Name, cx: &Context<'_>) -> Option<String> {
    let dialect = cx.migration.script.dialect;
    let work = cx.row_work()?;
    if work.scans.is_empty() && work.unknown.is_empty() {
        return None;
    }
    let relation = cx.resolved(table);
    let rewritten = work.rewrites.iter();
    let below = rewritten.filter(|rewritten| **rewritten != relation && !cx.migration.created().makes(rewritten));
    let below = below.map(|rewritten| rewritten.as_str()).next();
    let lock = cx.blocking_lock(table).or_else(|| cx.blocking_lock_on(below?))?;
    let waiting = lock.waiting();
    // SQLite has one writer at any time.
    if dialect == Dialect::Sqlite {
        return None;
    }
    if work.rewrites.iter().any(|rewritten| *rewritten == relation) {
        return Some(format!("{waiting} `{table}` wait while every row is written anew"));
    }
    if below.is_some() {
        return Some(format!(
            "{waiting} `{table}` wait while every row of the tables below it is written anew"
        ));
    }
    let is_type_change = change.kind == Kind::AlterColumnType;
    if is_type_change && work.scans.iter().any(|scanned| *scanned == relation) {
        return Some(format!(
            "{waiting} `{table}` wait while every row is read for the new type"
        ));
    }
    let may_rewrite = work.unknown.contains(&UnknownList::Rewrites) && dialect == Dialect::Postgres;
    if may_rewrite && matches!(change.kind, Kind::SetLogged | Kind::SetUnlogged) {
        return Some(format!("{waiting} `{table}` wait while every row is written anew"));
    }
    let column = change.column()?;
    match change.kind {
        Kind::AlterColumnType if may_rewrite && time_zone_change(change, cx).is_some() => Some(format!(
            "{waiting} `{table}` wait while every row is written anew, unless the session's time zone is UTC"
        )),
        Kind::AlterColumnType if may_rewrite => Some(format!(
            "{waiting} `{table}` wait while every row is written anew, unless the new type of `{column}` only holds more"
        )),
        Kind::AddColumn if may_rewrite => Some(format!(
            "{waiting} `{table}` wait while every row is written anew, unless the default of `{column}` is the same for all"
        )),
        _ => None,
    }
}

/// How a column with a time zone becomes one without, or the other way round: PostgreSQL converts no value where the
/// session's time zone is UTC (<https://www.postgresql.org/docs/12/release-12.html>, `ALTER TABLE`).
enum TimeZoneChange {
    /// By the session's time zone, which is not known.
    BySession,
    /// `USING x AT TIME ZONE 'UTC'`: that conversion writes every row, whatever the session's time zone.
    FromUtc,
}

fn time_zone_change(change: &Change, cx: &Context<'_>) -> Option<TimeZoneChange> {
    let (Action::Column(action), Kind::AlterColumnType) = (&change.action, change.kind) else {
        return None;
    };
    let engine = cx.migration.engine;
    if engine.dialect != Dialect::Postgres || !engine.version.at_least(12, 0, 0) {
        return None;
    }
    let known = cx.before().column(&action.table, &action.column).seen();
    let old = known.and_then(|column| column.data_type.as_ref())?;
    let new = action.data_type.as_ref()?;
    let names = [old, new].map(|data_type| data_type.canonical_name(Dialect::Postgres));
    if !matches!(names, ["timestamp", "timestamptz"] | ["timestamptz", "timestamp"]) {
        return None;
    }
    if cx.row_work()?.rewrites.is_empty() {
        return Some(TimeZoneChange::BySession);
    }
    let using = cx
        .migration
        .file
        .slice(action.expr.as_ref()?.range)
        .to_ascii_lowercase();
    let is_from_utc = using.ends_with("at time zone 'utc'") && new.args.is_empty();
    is_from_utc.then_some(TimeZoneChange::FromUtc)
}

fn help(change: &Change, dialect: Dialect) -> &'static str {
    match (dialect, change.kind) {
        (Dialect::Postgres, Kind::AddColumn) => {
            "add the column without a value, set the default in a second statement, and fill the rows in batches"
        }
        (Dialect::Postgres, Kind::AlterColumnType) => {
            "add a column of the new type, write both, fill it in batches, and let the code change over"
        }
        (Dialect::Postgres, Kind::Cluster | Kind::Vacuum | Kind::SetTablespace) => {
            "use a tool that rewrites a table while others work, such as pg_repack"
        }
        (Dialect::Mysql | Dialect::Mariadb, _) => {
            "change the table with a tool that copies it while others write, such as gh-ost or pt-online-schema-change"
        }
        (Dialect::Mssql, Kind::AddConstraint) => {
            "add it `with (online = on)`, which Enterprise edition and Azure SQL know, or as `nonclustered`"
        }
        (Dialect::Mssql, Kind::AlterColumnType) => {
            "alter it `with (online = on)`, which Enterprise edition and Azure SQL know"
        }
        (Dialect::Mssql, Kind::Rebuild) => {
            "rebuild it with `with (online = on)`, which Enterprise edition and Azure SQL know"
        }
        (Dialect::Oracle, Kind::DropColumn) => {
            "mark the column unused with `set unused`, and drop unused columns when the table is little used"
        }
        (Dialect::Oracle, Kind::MoveTable) => "move it `online`",
        _ => "set a limit to how long it may wait for the lock, and run it when the table is little used",
    }
}

/// `VACUUM FULL` and `CLUSTER` that name no table.
fn everything(change: &Change, cx: &mut Context<'_>) {
    let is_rewrite = match &change.action {
        Action::Maintenance(maintenance) => maintenance.is_full || change.kind == Kind::Cluster,
        _ => false,
    };
    if is_rewrite && cx.migration.script.dialect == Dialect::Postgres {
        cx.report(
            change.range,
            "reads and writes of each table wait while every row of it is written anew",
        )
        .help(help(change, Dialect::Postgres));
    }
}
