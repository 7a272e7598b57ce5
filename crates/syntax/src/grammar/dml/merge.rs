use schema::{Action, Assignment, Keyword as K, Kind, Merge, MergeBranch, Name, TokenKind};

use super::super::{Draft, expr};
use super::change::{alias, assignments, prefix};
use super::{go_to_verb, hints, uses};
use crate::cursor::Cursor;

/// Reads `MERGE`, perhaps after `WITH`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    go_to_verb(cursor);
    draft.kind = Kind::Merge;
    cursor.bump();
    prefix(cursor);
    cursor.eat(K::INTO);
    draft.modifiers.only = cursor.eat(K::ONLY);
    let Some(table) = cursor.name() else {
        draft.change(Kind::Merge, draft.whole, Action::None);
        return;
    };
    draft.writes(&table);
    draft.hint(&table, hints::ahead(cursor));
    // The names of a `WITH` stand before the verb.
    uses::note(if whole.keyword() == K::WITH { &whole } else { cursor }, draft);
    let mut merge = Merge {
        table,
        alias: alias(cursor),
        updates: false,
        deletes: false,
        inserts: false,
        branches: Vec::new(),
    };
    let mut is_conditional = false;
    let mut is_branch = false;
    while !cursor.is_at_end() {
        match cursor.keyword() {
            K::WHEN => (is_branch, is_conditional) = (false, false),
            K::AND => is_conditional = true,
            K::THEN => is_branch = true,
            K::UPDATE if is_branch => {
                merge.updates = true;
                cursor.bump();
                cursor.eat(K::SET);
                merge.branches.push(MergeBranch {
                    is_conditional,
                    assignments: assignments(cursor, draft.reads_exprs),
                    inserts: false,
                });
                is_branch = false;
                continue;
            }
            K::DELETE if is_branch => merge.deletes = true,
            K::INSERT if is_branch => {
                merge.inserts = true;
                cursor.bump();
                merge.branches.push(MergeBranch {
                    is_conditional,
                    assignments: if draft.reads_exprs {
                        inserted(cursor)
                    } else {
                        Vec::new()
                    },
                    inserts: true,
                });
                is_branch = false;
                continue;
            }
            _ => {}
        }
        cursor.bump_tree();
    }
    draft.change(Kind::Merge, draft.whole, Action::Merge(Box::new(merge)));
}

/// `(a, b) VALUES (s.a, s.b)`; empty where the columns are not listed.
fn inserted(cursor: &mut Cursor<'_>) -> Vec<Assignment> {
    let columns = cursor.ident_list();
    if !cursor.eat(K::VALUES) || cursor.eat_kind(TokenKind::LeftParen).is_none() {
        return Vec::new();
    }
    let mut assignments = Vec::with_capacity(columns.len());
    for column in columns {
        let Some(value) = expr::until(cursor, |_| false) else {
            break;
        };
        assignments.push(Assignment {
            column: Name::bare(column),
            value,
        });
        cursor.eat_kind(TokenKind::Comma);
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        cursor.bump_tree();
    }
    cursor.eat_kind(TokenKind::RightParen);
    assignments
}
