use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Column;
use schema::{Action, Change, DataType, Dialect, Ident, Kind, KindSet, Name, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb, Dialect::Mssql]),
    ..RuleInfo::new(
        "lost-column-attribute",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::ModifyColumn, Kind::AlterColumnType])),
        include_str!("lost_column_attribute.md"),
    )
});

/// Reports columns whose new definition leaves out what the old one said, so that it is gone.
pub(crate) struct LostColumnAttribute;

impl Rule for LostColumnAttribute {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(redefined) = Redefined::of(change) else {
            return;
        };
        let (table, column) = (redefined.table, redefined.new_name);
        if cx.is_created_above(table, change.range.start) || cx.is_temporary(table) {
            return;
        }
        let lost = redefined.lost(cx);
        if lost.is_empty() {
            return;
        }
        let quoted: Vec<String> = lost.iter().map(|word| format!("`{word}`")).collect();
        let message = format!(
            "`{table}.{column}` loses {}, which its new definition does not repeat",
            quoted.join(" and ")
        );
        let help = match lost.as_slice() {
            ["not null"] => "write `not null` again, or `null` where nulls are meant to come".to_owned(),
            _ => format!("write {} again", quoted.join(" and ")),
        };
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message).about(key).help(help);
    }
}

/// A column that is defined anew.
struct Redefined<'a> {
    table: &'a Name,
    old_name: &'a Ident,
    new_name: &'a Ident,
    data_type: &'a DataType,
    nullable: Option<bool>,
    /// What `MODIFY` says; SQL Server's `ALTER COLUMN` leaves defaults and identities as they are.
    whole: Option<&'a schema::Column>,
}

impl<'a> Redefined<'a> {
    fn of(change: &'a Change) -> Option<Self> {
        match &change.action {
            Action::AddColumn {
                table,
                column,
                old_name,
                ..
            } if column.generated.is_none() => Some(Self {
                table,
                old_name: old_name.as_ref().unwrap_or(&column.name),
                new_name: &column.name,
                data_type: column.data_type.as_ref()?,
                nullable: column.nullable,
                whole: Some(column),
            }),
            Action::Column(action) => Some(Self {
                table: &action.table,
                old_name: &action.column,
                new_name: &action.column,
                data_type: action.data_type.as_ref()?,
                nullable: action.nullable,
                whole: None,
            }),
            _ => None,
        }
    }

    /// What the column had, the definition does not repeat, and nothing gives back before the migration ends.
    fn lost(&self, cx: &Context<'_>) -> Vec<&'static str> {
        let before = cx.before().column(self.table, self.old_name).known();
        let after = cx.migration.after.column(self.table, self.new_name).known();
        let (Some(before), Some(after)) = (before, after) else {
            return Vec::new();
        };
        // Whether a `TIMESTAMP` takes nulls and has a default without a word depends on `explicit_defaults_for_timestamp`.
        let fills_itself = self.whole.is_some() && self.data_type.name == "timestamp";
        let mut lost = Vec::new();
        let takes_nulls = before.nullable == Some(false) && after.nullable == Some(true);
        if self.nullable.is_none() && takes_nulls && !fills_itself && self.changes_more(before, cx) {
            lost.push("not null");
        }
        let Some(whole) = self.whole else {
            return lost;
        };
        if before.identity.is_some() && after.identity.is_none() && self.stays_primary_key(cx) {
            lost.push("auto_increment");
        }
        let takes_default = self.may_have_default(cx.migration.script.dialect) && !fills_itself;
        if has_default(before) && whole.default.is_none() && after.default.is_none() && takes_default {
            lost.push("default");
        }
        lost
    }

    /// Whether the definition is there for something else: one that changes nothing but whether nulls are taken means that.
    fn changes_more(&self, before: &Column, cx: &Context<'_>) -> bool {
        let dialect = cx.migration.script.dialect;
        let keeps_type = before
            .data_type
            .as_ref()
            .is_some_and(|old| old.is_same(self.data_type, dialect));
        let says_more = |column: &schema::Column| {
            column.comment.is_some() || column.default.as_ref().is_some_and(|default| !default.is_null())
        };
        !keeps_type || !self.old_name.is_same(self.new_name, dialect) || self.whole.is_some_and(says_more)
    }

    /// A column has to stop counting before it can leave the key.
    fn stays_primary_key(&self, cx: &Context<'_>) -> bool {
        let columns = |schema: &schema::Catalog| {
            let key = schema.table(self.table).known()?.primary_key().known()?;
            Some(key.columns.clone())
        };
        self.old_name.is_same(self.new_name, cx.migration.script.dialect)
            && columns(cx.before()) == columns(&cx.migration.after)
    }

    /// MySQL's texts, documents and large binaries have no plain defaults
    /// (<https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>).
    fn may_have_default(&self, dialect: Dialect) -> bool {
        let name = self.data_type.name.as_str();
        let is_large = name.ends_with("text") || name.ends_with("blob") || self.data_type.family() == TypeFamily::Json;
        dialect != Dialect::Mysql || !is_large
    }
}

fn has_default(column: &Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null())
}
