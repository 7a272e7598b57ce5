use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::{Index, Table};
use schema::{Action, Change, ConstraintKind, Family, Kind, KindSet, Persistence};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {

    ..RuleInfo::new(
        "drop-unique-key",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropConstraint, Kind::DropIndex])),
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
        let Some((table, index)) = unique_index(change, cx) else {
            return;
        };
        let after = cx.migration.after.table_at(&table.key);
        let is_new = cx.is_made_here(table.origin) || cx.is_made_here(index.origin);
        let is_temporary = table.persistence == Persistence::Temporary;
        let Some(after) = after.seen().filter(|_| !is_new && !is_temporary) else {
            return;
        };
        let columns: Vec<&str> = index.keys.iter().filter_map(|key| key.column()).map(|column| &*column.text).collect();
        let is_column_gone = columns.iter().any(|column| after.column(column).is_absent());
        let serves_on = |other: &Index| {
            let shares = other.keys.iter().filter_map(|key| key.column());
            other.is_unique && (columns.is_empty() || shares.into_iter().any(|column| columns.contains(&&*column.text)))
        };
        let is_replaced = after.indexes.iter().any(|other| other.name != index.name && serves_on(other));
        let is_made_anew = after.indexes.iter().any(|other| other.name == index.name);
        if columns.is_empty() || is_column_gone || is_replaced || is_made_anew {
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
    let is_primary = table.primary_key().seen().is_some_and(|key| key.name.as_deref() == index.constraint.as_deref() && key.name.is_some());
    (index.is_unique && index.predicate.is_none() && !is_primary).then_some((table, &**index))
}
