use std::sync::LazyLock;

use compact_str::CompactString;
use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::catalog::{Index, Relation, Table, View};
use schema::{Action, Change, ConstraintKind, Dialect, ExprKind, Family, KeyTarget, Kind, KindSet, Persistence};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    ..RuleInfo::new(
        "drop-unique-key",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropColumn, Kind::DropConstraint, Kind::DropIndex])),
        include_str!("drop_unique_key.md"),
    )
});

/// Reports unique constraints and indexes that go without another in their place.
pub(crate) struct DropUniqueKey;

impl Rule for DropUniqueKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if let Some(column) = dropped_column(change, cx) {
            for (table, index) in unique_indexes_over(change, &column, cx) {
                check_index(change, table, index, cx);
            }
            return;
        }
        if let Some(view) = view_of_index(change, cx) {
            return check_view(change, view, cx);
        }
        // The index of a constraint stays: `drop index` is refused.
        let stays = change.kind == Kind::DropIndex && cx.refusal(change).is_some();
        if let Some((table, index)) = unique_index(change, cx).filter(|_| !stays) {
            check_index(change, table, index, cx);
        }
    }
}

/// The materialized view whose index a change drops (PostgreSQL).
fn view_of_index<'a>(change: &Change, cx: &Context<'a>) -> Option<&'a View> {
    let Action::Drop(dropped) = &change.action else {
        return None;
    };
    if cx.migration.script.dialect != Dialect::Postgres {
        return None;
    }
    match cx.before().relation_of_index(&dropped.name).known()? {
        Relation::View(view) => Some(view),
        Relation::Table(_) => None,
    }
}

/// `REFRESH MATERIALIZED VIEW CONCURRENTLY` needs one such index
/// (<https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html>).
fn check_view(change: &Change, view: &View, cx: &mut Context<'_>) {
    let Some(Relation::View(after)) = cx.migration.after.relation_at(&view.key).known() else {
        return;
    };
    if !view.keeps_rows_apart() || after.keeps_rows_apart() || cx.is_of_same_release(view.origin) {
        return;
    }
    let name = &view.key.name;
    let key = format!("{}.{}", view.key, change.object().map_or("", |index| &index.ident.text));
    cx.report(
        change.range,
        format!("nothing keeps the rows of `{name}` apart any more: `refresh materialized view concurrently {name}` fails from then on"),
    )
    .about(key)
    .help("build another unique index on columns of the view first, without a condition");
}

fn check_index(change: &Change, table: &Table, index: &Index, cx: &mut Context<'_>) {
    let after = cx.migration.after.table_at(&table.key);
    let is_new = cx.is_of_same_release(table.origin) || cx.is_of_same_release(index.origin);
    let is_temporary = table.persistence == Persistence::Temporary;
    let Some(after) = after.seen().filter(|_| !is_new && !is_temporary) else {
        return;
    };
    let columns: Vec<&str> = index
        .keys
        .iter()
        .filter_map(|key| key.column())
        .map(|column| &*column.text)
        .collect();
    // The column that takes the key along is gone; what the others held is the question.
    let dropped = dropped_column(change, cx);
    let mut staying = columns.iter().filter(|column| dropped.as_deref() != Some(**column));
    let is_column_gone = staying.any(|column| match after.column(column).seen() {
        Some(column) => cx.is_made_here(column.origin),
        None => after.column(column).is_absent(),
    });
    // What keeps `lower(email)` unique keeps `email` unique as well.
    let serves_on = |other: &Index| {
        let mut keys = other.keys.iter().map(|key| &key.target);
        other.is_unique && (columns.is_empty() || keys.any(|key| names_any(key, &columns)))
    };
    let is_replaced = after
        .indexes
        .iter()
        .any(|other| other.name != index.name && serves_on(other));
    let is_made_anew = after.indexes.iter().any(|other| other.name == index.name);
    if columns.is_empty() || is_column_gone || is_replaced || is_made_anew || is_one_step_of_many(cx) {
        return;
    }
    let named = columns.join("`, `");
    let message = format!("nothing keeps `{named}` of `{}` unique any more", table.key.name);
    let conflict = match cx.migration.script.dialect.family() {
        Family::Postgres | Family::Sqlite => format!(": `on conflict ({})` fails from then on", columns.join(", ")),
        Family::Mysql => ": `on duplicate key update` inserts a second row from then on".to_owned(),
        _ => String::new(),
    };
    let key = format!("{}.{}", table.key, index.name);
    cx.report(change.range, message)
        .about(key)
        .help(format!("release code that does not rely on it first{conflict}"));
}

/// The column that a change drops, where its keys go with it: PostgreSQL drops the whole of a key over several columns
/// without a word (<https://www.postgresql.org/docs/current/sql-altertable.html>, `DROP COLUMN`).
fn dropped_column(change: &Change, cx: &Context<'_>) -> Option<CompactString> {
    match &change.action {
        Action::Column(action)
            if change.kind == Kind::DropColumn && cx.migration.script.dialect == Dialect::Postgres =>
        {
            Some(action.column.folded(Dialect::Postgres))
        }
        _ => None,
    }
}

/// The unique indexes over a column and others.
fn unique_indexes_over<'a>(change: &Change, column: &str, cx: &Context<'a>) -> Vec<(&'a Table, &'a Index)> {
    let Some(table) = change.table().and_then(|table| cx.before().table(table).seen()) else {
        return Vec::new();
    };
    let is_over = |index: &&Index| {
        let mut keys = index.keys.iter().filter_map(|key| key.column());
        index.keys.len() > 1 && keys.any(|key| key.text == column) && keeps_all_apart(table, index)
    };
    let indexes = table.indexes.iter().map(std::sync::Arc::as_ref);
    indexes.filter(is_over).map(|index| (table, index)).collect()
}

/// Whether it holds all rows, and is not the primary key's, of which another rule speaks.
fn keeps_all_apart(table: &Table, index: &Index) -> bool {
    let primary = table.primary_key().seen();
    let is_primary =
        primary.is_some_and(|key| key.name.as_deref() == index.constraint.as_deref() && key.name.is_some());
    index.is_unique && index.predicate.is_none() && !is_primary
}

/// Whether the file holds one statement of a migration that Pop's converter cut up: what replaces the key is in a later file.
fn is_one_step_of_many(cx: &Context<'_>) -> bool {
    cx.migration.tool == Tool::Pop && cx.migration.script.statements.len() == 1
}

/// Whether an index key is one of the columns or computed from one.
fn names_any(key: &KeyTarget, columns: &[&str]) -> bool {
    let expr = match key {
        KeyTarget::Column(column) => return columns.contains(&&*column.text),
        KeyTarget::Expr(expr) => expr,
    };
    let mut is_named = false;
    expr.walk(&mut |part| {
        is_named |= matches!(&part.kind, ExprKind::Column(name) if columns.contains(&&*name.ident.text));
    });
    is_named
}

/// The unique index that goes, that of a unique constraint too, with its table, as far as the history tells.
fn unique_index<'a>(change: &Change, cx: &Context<'a>) -> Option<(&'a Table, &'a Index)> {
    let dialect = cx.migration.script.dialect;
    let (table, name) = match &change.action {
        Action::Constraint(action) => {
            let table = cx.before().table(&action.table).seen()?;
            let name = action.name.as_ref()?.folded(dialect);
            let constraint = table.constraint(&name).seen()?;
            if !matches!(constraint.kind, ConstraintKind::Unique { .. }) {
                return None;
            }
            (table, name)
        }
        Action::Drop(dropped) => {
            let table = match &dropped.table {
                Some(table) => cx.before().table(table).seen()?,
                None => cx.before().table_of_index(&dropped.name).seen()?,
            };
            (table, dropped.name.ident.folded(dialect))
        }
        _ => return None,
    };
    let is_it = |index: &&std::sync::Arc<Index>| index.name == name || index.constraint.as_deref() == Some(&*name);
    let index = table.indexes.iter().find(is_it)?;
    keeps_all_apart(table, index).then_some((table, &**index))
}
