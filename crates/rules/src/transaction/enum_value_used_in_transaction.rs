use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, Rule, RuleInfo, StatementFacts, Subject};
use schema::{Action, AddEnumValue, Dialect, Kind, KindSet, Name, Statement};
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&["pgsafe:enum-value-used-in-transaction", "migrationpilot:MP054"]),
    partial_aliases: lint::names(&[
        "pgls:avoidAlterEnumAddValue",
        "pgfence:alter-enum-add-value",
        "migrationpilot:MP012",
        "schemasafe:alter-type-add-value-txn",
        "drizzle-migration-lint:add-enum-value",
        "squawk:ban-add-enum-value",
    ]),
    ..RuleInfo::new(
        "enum-value-used-in-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AddEnumValue])),
        include_str!("enum_value_used_in_transaction.md"),
    )
});

/// Reports values of an enumeration that are used before the transaction that adds them has committed.
pub(crate) struct EnumValueUsedInTransaction;

/// Statements that read a value when they run.
const USERS: KindSet = KindSet::of(&[
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::Select,
    Kind::CreateTable,
    Kind::AlterTable,
    Kind::CreateIndex,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::CreatePolicy,
    Kind::CreateDomain,
    Kind::Do,
]);

impl Rule for EnumValueUsedInTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::AddEnumValue(added) = &change.action else {
            return;
        };
        let Some(here) = cx.transaction().filter(|here| here.transaction.is_open()) else {
            return;
        };
        // Before version 12 the statement itself is refused in a transaction, which is another finding.
        let version = cx.migration.engine.version;
        if !version.at_least(12, 0, 0) || version.at_least(17, 0, 0) && is_made_here(added, cx) {
            return;
        }
        let facts = cx.migration;
        let later = (0..).zip(facts.iter()).filter(|(_, (later, known))| {
            later.range.start > statement.range.start && known.transaction().group == here.group
        });
        let mut uses =
            later.filter_map(|(index, (later, known))| Some((index, place_of_use(later, known, added, facts)?)));
        let Some((index, at)) = uses.next() else {
            return;
        };
        let way_out = facts.way_out(here.transaction);
        let value = &added.value;
        let message = format!("`{value}` cannot be used before the transaction that adds it commits");
        let instruction = way_out.instruction().map_or_else(
            || "add the value in a migration of its own".to_owned(),
            |way| format!("add the value in an earlier migration, or {way}"),
        );
        let key = format!("{}.{value}", cx.resolved(&added.name));
        cx.report_in(StatementPath(vec![index]), at, message)
            .about(key)
            .help(instruction)
            .related(change.range, "added here");
    }
}

/// A type made in the same transaction takes new values at once from PostgreSQL 17 on
/// (<https://www.postgresql.org/message-id/attachment/158133/v1-allow-add-enum-value-in-xact.patch>; 15.20 refuses it, measured).
fn is_made_here(added: &AddEnumValue, cx: &Context<'_>) -> bool {
    let known = cx.before().user_type(&added.name).seen();
    known.is_some_and(|known| {
        let origin = known.origin;
        origin.file == cx.migration.migration.file && origin.migration == cx.migration.index_in_file
    })
}

/// Where a statement writes the value, if it also has to do with a column of the type or casts to it.
fn place_of_use(
    statement: &Statement,
    known: StatementFacts<'_>,
    added: &AddEnumValue,
    facts: &MigrationFacts,
) -> Option<TextRange> {
    if !USERS.contains(statement.kind) {
        return None;
    }
    let text = facts.script.text_in(statement, &facts.file, &added.value)?;
    let type_name = added.name.ident.folded(Dialect::Postgres);
    let is_of_type = |name: &str| name.rsplit('.').next() == Some(type_name.as_str());
    let has_column = |table: &Name| {
        let table = known.before().table(table).seen();
        let columns = table.map(|table| &*table.columns).unwrap_or_default();
        let mut types = columns.iter().filter_map(|column| column.data_type.as_ref());
        types.any(|data_type| is_of_type(&data_type.name))
    };
    let writes_column = || {
        let columns = statement.changes.iter().flat_map(schema::Change::added_columns);
        let mut types = columns.filter_map(|column| column.data_type.as_ref());
        types.any(|data_type| is_of_type(&data_type.name))
    };
    let casts = || facts.script.names_word(statement, &facts.file, &type_name);
    let mut named = statement.uses.iter();
    (casts() || writes_column() || named.any(|used| has_column(&used.name))).then_some(text)
}
