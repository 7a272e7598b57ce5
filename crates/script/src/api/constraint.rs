use rhai::ImmutableString;
use schema::{Action, ConstraintKind, ForeignKey, ReferentialAction};

use super::describe::Members;
use super::expression::Expression;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::setting::Setting;
use super::table::Table;
use super::text::Text;

/// What the reference says of a constraint's kind.
pub(super) const KIND: &str = "What it demands: `primary_key`, `unique`, `foreign_key`, `check`, `exclusion`, `not_null`, \
    `default` (SQL Server's, which has a name), `constraint` where that is not known.";

/// A constraint that a change adds.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    at: At,
    change: u32,
    stands: Stands,
}

/// Where in the change a constraint stands.
#[derive(Clone, Copy, Debug)]
enum Stands {
    /// `add constraint`.
    Alone,
    /// In a new table, apart from its columns.
    Apart(u32),
    /// With a column: that of a new table with this number, or the one that is added.
    WithColumn(u32, u32),
}

impl Constraint {
    /// Those that the change adds, in the order of the model: apart from the columns first.
    pub(crate) fn all(at: &At, change: u32) -> Vec<Self> {
        let one = |stands| Self {
            at: at.clone(),
            change,
            stands,
        };
        match &at.change(change).action {
            Action::AddConstraint { .. } => vec![one(Stands::Alone)],
            Action::CreateTable(table) => {
                let apart = (0..)
                    .zip(&table.constraints)
                    .map(|(number, _)| one(Stands::Apart(number)));
                let columns = (0..).zip(&table.columns);
                let with = columns.flat_map(|(number, _)| Self::of_column(at, change, number));
                apart.chain(with).collect()
            }
            Action::AddColumn { .. } => Self::of_column(at, change, 0),
            _ => Vec::new(),
        }
    }

    /// Those that are written with the column that has this number among the change's.
    pub(crate) fn of_column(at: &At, change: u32, column: u32) -> Vec<Self> {
        let found = super::column::definition(at.change(change), column);
        let numbers = 0..found.map_or(0, |column| column.constraints.len());
        let one = |number| Self {
            at: at.clone(),
            change,
            stands: Stands::WithColumn(column, u32::try_from(number).unwrap_or(u32::MAX)),
        };
        numbers.map(one).collect()
    }

    fn constraint(&self) -> &schema::Constraint {
        let change = self.at.change(self.change);
        let found = match (self.stands, &change.action) {
            (Stands::Alone, Action::AddConstraint { constraint, .. }) => Some(&**constraint),
            (Stands::Apart(number), Action::CreateTable(table)) => table.constraints.get(number as usize),
            (Stands::WithColumn(column, number), _) => {
                let column = super::column::definition(change, column);
                column.and_then(|column| column.constraints.get(number as usize))
            }
            _ => None,
        };
        found.expect("both constructors have seen it, and scripts do not change")
    }

    fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.constraint().kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }

    fn expression(&self) -> Option<Expression> {
        let expr = match &self.constraint().kind {
            ConstraintKind::Check { expr, .. } | ConstraintKind::Default { expr, .. } => Some(expr),
            ConstraintKind::Exclude { predicate, .. } => predicate.as_deref(),
            _ => None,
        };
        expr.map(|expr| Expression::new(&self.at, expr))
    }
}

impl Handle for Constraint {
    const NAME: &'static str = "Constraint";
    const SUMMARY: &'static str = "A constraint that a change adds: by itself, in a new table, or with a column. It prints \
        as its name, or as written where it has none.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name; `()` where the engine makes one.", |this| {
                let name = this.constraint().name.as_ref();
                name.map(|name| Name::new(&this.at, name))
            })
            .property(
                "kind",
                KIND,
                |this| this.constraint().kind.word(),
            )
            .one_of_those()
            .property("text", "It as written.", |this| Text::new(this.place()))
            .property("table", "Its table.", |this| Table::of_change(&this.at, this.change))
            .property(
                "columns",
                "The columns it is about, where they are named one by one; of one that is written with a column, that column.",
                |this| {
                    let mut named = this.constraint().columns();
                    if let (true, Stands::WithColumn(column, _)) = (named.is_empty(), this.stands) {
                        let column = super::column::definition(this.at.change(this.change), column);
                        named.extend(column.map(|column| &column.name));
                    }
                    named
                        .into_iter()
                        .map(|column| Name::new(&this.at, column))
                        .collect::<Vec<_>>()
                },
            )
            .property("is_of_column", "Whether it is written with a column.", |this| {
                matches!(this.stands, Stands::WithColumn(..))
            })
            .property(
                "expression",
                "What a check demands; the value of a default.",
                Self::expression,
            )
            .property("references", "The table that a foreign key refers to.", |this| {
                this.foreign_key().map(|key| Table::new(&this.at, &key.table))
            })
            .property(
                "referenced_columns",
                "The columns that a foreign key refers to; empty means the primary key.",
                |this| {
                    let key = this.foreign_key();
                    key.map_or_else(Vec::new, |key| Name::all(&this.at, &key.referred))
                },
            )
            .property(
                "on_delete",
                "What becomes of referring rows when the other one goes: `cascade`, `set null` …",
                |this| this.foreign_key()?.on_delete.map(ReferentialAction::as_str),
            )
            .property("on_update", "What becomes of them when its key changes.", |this| {
                this.foreign_key()?.on_update.map(ReferentialAction::as_str)
            })
            .property(
                "checks_existing_rows",
                "Whether rows that are there already are checked: not so with `not valid`.",
                |this| this.constraint().checks_existing_rows(),
            )
            .property("is_enforced", "Whether new rows are checked.", |this| {
                !this.constraint().state.not_enforced
            })
            .property(
                "is_deferrable",
                "Whether it can be checked at the end of the transaction.",
                |this| this.constraint().state.deferrable,
            )
            .property("settings", "What else is said of it or of its index.", |this| {
                Setting::all(&this.at, &this.constraint().options)
            });
    }

    fn print(&self) -> ImmutableString {
        match &self.constraint().name {
            Some(name) => name.text.as_str().into(),
            None => self.place().text().into(),
        }
    }

    fn place(&self) -> Place {
        let constraint = self.constraint();
        let place = self.at.place(constraint.range);
        let Some(name) = &constraint.name else {
            return place;
        };
        let dialect = self.at.dialect();
        let table = self.at.change(self.change).table().map(|table| self.at.resolved(table));
        let folded = name.folded(dialect);
        let object = table.map_or_else(|| folded.to_string(), |table| format!("{table}.{folded}"));
        place.named(name).of(object)
    }

    fn is_named(&self, text: &str) -> bool {
        let dialect = self.at.dialect();
        let name = self.constraint().name.as_ref();
        name.is_some_and(|name| dialect.fold(text, false) == name.folded(dialect).as_str())
    }
}
