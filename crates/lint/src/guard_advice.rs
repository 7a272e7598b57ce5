use impact::Guarding;
use schema::{Action, Change, Index, Kind, Statement, Verb};
use source::TextRange;

use crate::Context;

/// What makes a statement one that can be run twice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GuardAdvice {
    /// What to do, as an instruction.
    pub instruction: String,
    /// The words to insert and where, where that is all.
    pub edit: Option<(TextRange, String)>,
    /// Whether the grammar itself has words for it.
    pub is_in_grammar: bool,
}

impl Context<'_> {
    /// Whether a second run of the change fails or does it once more, although nothing clears the way for it.
    #[must_use]
    pub fn is_unrepeatable(&self, change: &Change) -> bool {
        let is_temporary = || change.table().is_some_and(|table| self.is_temporary(table));
        self.outcome().is_some_and(|outcome| outcome.idempotent == Some(false))
            && !is_temporary()
            && !self.migration.is_cleared_above(change)
    }

    /// How the change is written so that a second run leaves things as they are.
    #[must_use]
    pub fn guard_advice(&self, change: &Change, statement: &Statement) -> GuardAdvice {
        if change.kind == Kind::CreateIndex && statement.modifiers.concurrently.is_some() {
            return self.advice_for_concurrent_index(change);
        }
        match impact::guarding(change, statement, self.migration.engine) {
            Guarding::ExistsClause => self.exists_clause(change, statement),
            Guarding::Replace(words) => {
                let at = TextRange::empty(statement.modifiers.head.start + CREATE);
                let is_create = self.text(statement.modifiers.head).len() > CREATE as usize;
                GuardAdvice {
                    instruction: format!("write `create {words}`"),
                    edit: is_create.then(|| (at, format!(" {}", self.in_case_of_statement(words)))),
                    is_in_grammar: true,
                }
            }
            Guarding::Condition(instruction) => GuardAdvice {
                instruction: instruction.to_owned(),
                edit: None,
                is_in_grammar: false,
            },
            Guarding::Nothing => GuardAdvice {
                instruction: "put it alone into a migration of its own".to_owned(),
                edit: None,
                is_in_grammar: false,
            },
        }
    }

    /// `IF NOT EXISTS` would keep the invalid index that a failed build leaves
    /// (<https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>).
    fn advice_for_concurrent_index(&self, change: &Change) -> GuardAdvice {
        let index = match &change.action {
            Action::CreateIndex(index) => self.index_as_written(index).map(|name| format!(" {name}")),
            _ => None,
        };
        let index = index.unwrap_or_default();
        GuardAdvice {
            instruction: format!(
                "put `drop index concurrently if exists{index}` before it, which also removes what a failed build left"
            ),
            edit: None,
            is_in_grammar: true,
        }
    }

    /// The name of the index as a statement about it has to write it: with its quotes, and in the schema of its table.
    #[must_use]
    pub fn index_as_written(&self, index: &Index) -> Option<String> {
        let name = self.text(index.name.as_ref()?.range());
        let schema = index.table.qualifier().map(|schema| self.text(schema.range));
        Some(schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}")))
    }

    fn exists_clause(&self, change: &Change, statement: &Statement) -> GuardAdvice {
        let takes_away = matches!(change.kind.verb_object(), Some((Verb::Drop, _)))
            || matches!(
                change.kind,
                Kind::DropColumn | Kind::DropConstraint | Kind::DropPartition | Kind::DropAttribute
            );
        let words = if takes_away { "if exists" } else { "if not exists" };
        // One clause holds for all that a statement drops, and stands before the first of it.
        let is_first = change.kind != statement.kind
            || statement
                .changes
                .first()
                .is_some_and(|first| first.range == change.range);
        let place = change.exists_clause_place().filter(|_| is_first);
        GuardAdvice {
            instruction: format!("write `{words}` before the name"),
            edit: place.map(|place| (place, format!("{} ", self.in_case_of_statement(words)))),
            is_in_grammar: true,
        }
    }
}

/// The length of `create`.
const CREATE: u32 = 6;
