use rhai::ImmutableString;
use schema::{Action, Ident, Kind};

use super::ask::ask;
use super::catalog::Catalog;
use super::catalog_column::CatalogColumn;
use super::constraint::Constraint;
use super::data_type::Type;
use super::describe::Members;
use super::expression::Expression;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::setting::Setting;
use super::table::Table;
use super::text::Text;

/// A column: one that a change adds, or one that it names.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    at: At,
    change: u32,
    /// Which of the added columns it is; `None` for one that the change only names.
    added: Option<u32>,
}

impl Column {
    /// The first `count` columns that a change adds.
    pub(crate) fn added(at: &At, change: u32, count: usize) -> Vec<Self> {
        let one = |index| Self {
            at: at.clone(),
            change,
            added: u32::try_from(index).ok(),
        };
        (0..count).map(one).collect()
    }

    /// The column that a change is about.
    pub(crate) fn of_change(at: &At, index: u32) -> Option<Self> {
        let change = at.statement().changes.get(index as usize)?;
        change.column()?;
        Some(Self {
            at: at.clone(),
            change: index,
            added: matches!(change.action, Action::AddColumn { .. }).then_some(0),
        })
    }

    /// The column of a change whose definition this is.
    pub(crate) fn defined(at: &At, change: u32, defined: &schema::Column) -> Option<Self> {
        let number = (0..).map_while(|number| definition(at.change(change), number));
        let index = number.into_iter().position(|column| std::ptr::eq(column, defined))?;
        Some(Self {
            at: at.clone(),
            change,
            added: u32::try_from(index).ok(),
        })
    }

    /// Whether the same migration adds it further up, or makes its table.
    pub(crate) fn is_created_above(&self) -> bool {
        let offset = self.change().range.start;
        let table = self.change().table();
        table.is_some_and(|table| {
            ask(&self.at, None, |cx| {
                cx.is_column_added_above(table, self.ident(), offset)
            })
        })
    }

    /// The name under which the engine looks it up.
    pub(crate) fn folded(&self) -> String {
        self.ident().folded(self.at.dialect()).to_string()
    }

    fn change(&self) -> &schema::Change {
        self.at.change(self.change)
    }

    fn definition(&self) -> Option<&schema::Column> {
        definition(self.change(), self.added?)
    }

    fn ident(&self) -> &Ident {
        let named = || self.change().column();
        let ident = self.definition().map(|column| &column.name).or_else(named);
        ident.expect("both constructors have seen the column")
    }

    fn data_type(&self) -> Option<&schema::DataType> {
        match (self.definition(), &self.change().action) {
            (Some(column), _) => column.data_type.as_ref(),
            (None, Action::Column(action)) => action.data_type.as_ref(),
            _ => None,
        }
    }

    /// Whether a row must have a value here, as far as this change says.
    fn is_required(&self) -> Option<bool> {
        if let Some(column) = self.definition() {
            return Some(column.is_required(self.at.dialect()));
        }
        match (self.change().kind, &self.change().action) {
            (Kind::SetNotNull, _) => Some(true),
            (Kind::DropNotNull, _) => Some(false),
            (_, Action::Column(action)) => action.nullable.map(|nullable| !nullable),
            _ => None,
        }
    }

    fn default(&self) -> Option<&schema::Expr> {
        match (self.definition(), self.change().kind, &self.change().action) {
            (Some(column), _, _) => column.default.as_deref(),
            (None, Kind::SetDefault, Action::Column(action)) => action.expr.as_deref(),
            _ => None,
        }
    }
}

/// The column that a change defines, by its number among the change's.
pub(crate) fn definition(change: &schema::Change, number: u32) -> Option<&schema::Column> {
    match &change.action {
        Action::CreateTable(table) => table.columns.get(number as usize),
        Action::AddColumn { column, .. } if number == 0 => Some(column),
        _ => None,
    }
}

impl Handle for Column {
    const NAME: &'static str = "Column";
    const SUMMARY: &'static str = "A column that a change adds or names. It prints as its name and equals a text that \
        names it, as the engine compares names.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name.", |this| Name::new(&this.at, this.ident()))
            .property("table", "Its table.", |this| Table::of_change(&this.at, this.change))
            .property("type", "Its type; `()` where the change does not say.", |this| {
                this.data_type().map(|data_type| Type::new(&this.at, data_type))
            })
            .property(
                "is_required",
                "Whether a row must have a value here; `()` where the change does not say.",
                Self::is_required,
            )
            .property("is_primary_key", "Whether it alone is the primary key.", |this| {
                this.definition().is_some_and(schema::Column::is_primary_key)
            })
            .property("has_default", "Whether the change gives it a default.", |this| {
                this.default().is_some()
            })
            .property("default_value", "Its default, as written.", |this| {
                this.default().map(|expr| Expression::new(&this.at, expr))
            })
            .property(
                "is_identity",
                "Whether it counts by itself: `identity`, `auto_increment`.",
                |this| this.definition().is_some_and(|column| column.identity.is_some()),
            )
            .property("is_generated", "Whether it is computed.", |this| {
                this.definition().is_some_and(|column| column.generated.is_some())
            })
            .property(
                "is_always_identity",
                "Whether a value that is written is refused: `generated always as identity`.",
                |this| {
                    let identity = this.definition().and_then(|column| column.identity);
                    identity.is_some_and(|identity| identity.is_always)
                },
            )
            .property("generated", "What it is computed from.", |this| {
                let generated = this.definition()?.generated.as_ref()?;
                Some(Expression::new(&this.at, &generated.expr))
            })
            .property(
                "nullable",
                "What is written of nulls: `true` for `null`, `false` for `not null`, `()` for nothing.",
                |this| match &this.change().action {
                    Action::Column(action) => action.nullable,
                    _ => this.definition()?.nullable,
                },
            )
            .property("constraints", "The constraints written with it.", |this| {
                let constraints = |number| Constraint::of_column(&this.at, this.change, number);
                this.added.map_or_else(Vec::new, constraints)
            })
            .property(
                "on_update",
                "What it takes at each update of its row (MySQL).",
                |this| {
                    let on_update = this.definition()?.on_update.as_ref()?;
                    Some(Expression::new(&this.at, on_update))
                },
            )
            .property(
                "settings",
                "What else is said of it: `invisible`, `storage external`.",
                |this| {
                    let settings = this.definition().map(|column| &column.options);
                    settings.map_or_else(Vec::new, |settings| Setting::all(&this.at, settings))
                },
            )
            .property(
                "before",
                "It as the statement found it; `()` where it was not there or is not known.",
                |this| {
                    let catalog = Catalog::before(&this.at);
                    CatalogColumn::find(&catalog, this.change().table()?, this.ident())
                },
            )
            .property("after", "It as the statement leaves it.", |this| {
                let catalog = Catalog::after(&this.at);
                CatalogColumn::find(&catalog, this.change().table()?, this.ident())
            })
            .property(
                "is_created_above",
                "Whether the same migration adds it further up, or makes its table.",
                Self::is_created_above,
            )
            .property(
                "is_replaced",
                "Whether it is dropped and another column takes its values and its name in the same migration.",
                |this| {
                    let offset = this.change().range.start;
                    let table = this.change().table();
                    table.is_some_and(|table| {
                        ask(&this.at, None, |cx| cx.is_column_replaced(table, this.ident(), offset))
                    })
                },
            );
        describe_as_written(members);
    }

    fn print(&self) -> ImmutableString {
        self.ident().text.as_str().into()
    }

    fn place(&self) -> Place {
        let ident = self.ident();
        let range = self.definition().map_or(ident.range, |column| column.range);
        let dialect = self.at.dialect();
        let column = ident.folded(dialect);
        let table = self.change().table().map(|table| self.at.resolved(table));
        let object = table.map_or_else(|| column.to_string(), |table| format!("{table}.{column}"));
        self.at.place(range).named(ident).of(object)
    }

    fn is_same(&self, other: &Self) -> bool {
        let tables = (self.change().table(), other.change().table());
        let dialect = self.at.dialect();
        let is_same_table = matches!(tables, (Some(left), Some(right)) if left.is_same(right, dialect));
        is_same_table && self.ident().is_same(other.ident(), dialect)
    }

    fn is_named(&self, text: &str) -> bool {
        let dialect = self.at.dialect();
        dialect.fold(text, false) == self.ident().folded(dialect).as_str()
    }
}

/// What is written of it.
fn describe_as_written(members: &mut Members<'_, Column>) {
    members
        .property(
            "text",
            "Its definition as written; its name where it is not defined here.",
            |this| Text::new(this.place()),
        )
        .property("comment", "MySQL's comment on it.", |this| {
            let comment = this.definition().and_then(|column| column.comment.as_deref());
            comment.map(ImmutableString::from)
        });
}
