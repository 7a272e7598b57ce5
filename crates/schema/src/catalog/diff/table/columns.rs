//! Columns.

use compact_str::CompactString;

use super::{Diff, Part, Subject, by_name, said};
use crate::catalog::{Aspect, Column, Existence, IdentityKind, Table};
use crate::write::SqlWriter;
use crate::{DataType, Expr, GeneratedKind, ObjectKind};

impl Part for Column {
    fn name(&self) -> Option<&CompactString> {
        Some(&self.name)
    }

    fn existence(&self) -> Existence {
        self.existence
    }
}

impl<'a> Diff<'a> {
    pub(super) fn columns(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        for (one, other) in by_name(&mine.columns, &theirs.columns) {
            let Some(subject) = self.of_pair(subject, ObjectKind::Column, (mine, one), (theirs, other)) else {
                continue;
            };
            if let (Some(one), Some(other)) = (one, other) {
                // Of a column that the history never made, only what it altered is known.
                let is_known = is_known(mine, one) && is_known(theirs, other);
                self.column(subject.perhaps_unless(is_known), one, other);
            }
        }
    }

    fn column(&mut self, subject: Subject<'a>, mine: &Column, theirs: &Column) {
        let dialect = self.here.dialect;
        if !same_type(mine.data_type.as_ref(), theirs.data_type.as_ref(), dialect) {
            let text = |data_type: &Option<DataType>| {
                let text = data_type
                    .as_ref()
                    .map(|data_type| SqlWriter::new(dialect).data_type(data_type));
                text.unwrap_or_else(|| "no type".to_owned())
            };
            self.changed(subject, Aspect::Type, text(&mine.data_type), text(&theirs.data_type));
        }
        match (mine.nullable, theirs.nullable) {
            (Some(here), Some(there)) if here != there => {
                let word = |nullable: bool| if nullable { "null" } else { "not null" }.to_owned();
                self.changed(subject, Aspect::Nullability, word(here), word(there));
            }
            (Some(_), None) | (None, Some(_)) => {
                let word = |nullable: Option<bool>| match nullable {
                    Some(true) => "null",
                    Some(false) => "not null",
                    None => "unknown",
                };
                let (here, there) = (word(mine.nullable).to_owned(), word(theirs.nullable).to_owned());
                self.changed(subject.perhaps_unless(false), Aspect::Nullability, here, there);
            }
            _ => {}
        }
        self.exprs(subject, Aspect::Default, default(mine), default(theirs));
        if mine.identity != theirs.identity {
            self.changed(
                subject,
                Aspect::Identity,
                identity(mine.identity),
                identity(theirs.identity),
            );
        }
        let generated = |column: &'_ Column| column.generated.as_ref().map(|(expr, _)| expr.clone());
        let (here, there) = (generated(mine), generated(theirs));
        self.exprs(subject, Aspect::Generated, here.as_ref(), there.as_ref());
        let kind = |column: &Column| column.generated.as_ref().map(|(_, kind)| *kind);
        if let (Some(here), Some(there)) = (kind(mine), kind(theirs))
            && here != there
        {
            let is_said = here != GeneratedKind::Unspecified && there != GeneratedKind::Unspecified;
            let word = |kind: GeneratedKind| format!("{kind:?}").to_lowercase();
            self.changed(
                subject.perhaps_unless(is_said),
                Aspect::Generated,
                word(here),
                word(there),
            );
        }
    }

    /// Two expressions. Where the model does not hold all of them, being alike says nothing.
    pub(super) fn exprs(&mut self, subject: Subject<'a>, aspect: Aspect, mine: Option<&Expr>, theirs: Option<&Expr>) {
        let dialect = self.here.dialect;
        let is_same = mine.map(said::bare) == theirs.map(said::bare);
        let is_whole = mine.is_none_or(said::is_whole) && theirs.is_none_or(said::is_whole);
        if is_same && is_whole {
            return;
        }
        let both = mine.is_some() && theirs.is_some();
        let subject = subject.perhaps_unless(is_whole || !both);
        self.changed(subject, aspect, said::expr(mine, dialect), said::expr(theirs, dialect));
    }
}

fn same_type(mine: Option<&DataType>, theirs: Option<&DataType>, dialect: crate::Dialect) -> bool {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => mine.is_same(theirs, dialect),
        (None, None) => true,
        _ => false,
    }
}

/// `DEFAULT NULL` is no default.
fn default(column: &Column) -> Option<&Expr> {
    column.default.as_ref().filter(|expr| !expr.is_null())
}

fn is_known(table: &Table, column: &Column) -> bool {
    column.data_type.is_some() || table.is_complete
}

fn identity(identity: Option<IdentityKind>) -> String {
    match identity {
        Some(IdentityKind::Always) => "generated always",
        Some(IdentityKind::ByDefault) => "generated by default",
        Some(IdentityKind::Serial) => "serial",
        None => "none",
    }
    .to_owned()
}
