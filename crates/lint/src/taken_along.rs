use schema::catalog::{Difference, DifferenceKind};
use schema::{Change, Name, ObjectKind};

use crate::Context;

/// What a drop with `cascade` takes along that its script does not name.
#[derive(Clone, Debug, Default)]
pub struct TakenAlong {
    found: Vec<Difference>,
}

impl TakenAlong {
    /// The columns of tables that stay, as `table.column`.
    pub fn columns(&self) -> impl Iterator<Item = String> + '_ {
        let columns = self
            .found
            .iter()
            .filter(|found| found.object_kind == ObjectKind::Column);
        columns.filter_map(|found| Some(format!("{}.{}", found.key.name, found.part.as_ref()?)))
    }

    /// What it is, as it is said: "the view `open_orders` and 2 more". `None` where nothing is known to go.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let first = self.found.first()?;
        let name = match &first.part {
            Some(part) => format!("{}.{part}", first.key.name),
            None => first.key.name.to_string(),
        };
        let more = match self.found.len() {
            1 => String::new(),
            all => format!(" and {} more", all - 1),
        };
        Some(format!("the {} `{name}`{more}", first.object_kind))
    }

    /// The same behind what the change itself does: ", and `cascade` drops …"; empty where nothing is known to go.
    #[must_use]
    pub fn as_clause(&self) -> String {
        let others = self.in_words();
        others.map_or_else(String::new, |others| format!(", and `cascade` drops {others}"))
    }
}

impl Context<'_> {
    /// What the change at hand takes along, as far as the history tells: objects of their own, and columns and foreign keys of
    /// other tables. Nothing where it does not say `cascade`.
    #[must_use]
    pub fn taken_along(&self, change: &Change) -> TakenAlong {
        let is_alone = self.is_top_level() && self.statement().is_some_and(|statement| statement.changes.len() == 1);
        let own = owner(change).filter(|_| change.cascades() && is_alone);
        let Some(own) = own.map(|name| self.before().key(name)) else {
            return TakenAlong::default();
        };
        let goes = |found: &Difference| {
            let is_felt = match found.object_kind {
                ObjectKind::Column | ObjectKind::ForeignKey => found.part.is_some(),
                ObjectKind::Sequence | ObjectKind::Statistics => false,
                _ => found.part.is_none(),
            };
            is_felt && found.is_certain && found.kind == DifferenceKind::OnlyHere && found.key != own
        };
        let mut found = self.before().diff(self.after());
        found.retain(goes);
        // What holds values first.
        found.sort_by_key(|found| found.object_kind != ObjectKind::Column);
        TakenAlong { found }
    }
}

/// The object that the change drops, or drops a part of.
fn owner(change: &Change) -> Option<&Name> {
    change.table().or_else(|| change.object())
}
