use schema::{
    Action, Assignment, Delete, Expr, ExprKind, Family, Ident, Keyword as K, Kind, Literal, LockHints, Name, NameRole,
    TokenKind, Update, Where, WhereKind,
};

use super::super::{Draft, expr};
use super::{go_to_verb, uses};
use crate::cursor::Cursor;

/// Reads `UPDATE`, perhaps after `WITH`.
pub(super) fn update(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    go_to_verb(cursor);
    draft.kind = Kind::Update;
    cursor.bump();
    let is_limited = prefix(cursor);
    draft.modifiers.only = cursor.eat(K::ONLY);
    if cursor.eat(K::STATISTICS) {
        draft.is(Kind::UpdateStatistics, Action::None);
        cursor.go_to(usize::MAX);
        return;
    }
    let Some(mut update) = updated(cursor, draft) else {
        draft.change(Kind::Update, draft.whole, Action::None);
        return;
    };
    update.is_limited |= is_limited;
    note_uses(&whole, draft, &mut update.table, update.alias.as_ref());
    draft.change(Kind::Update, draft.whole, Action::Update(Box::new(update)));
}

/// Takes what follows `UPDATE`: the table, what is set, which rows.
pub(super) fn updated(cursor: &mut Cursor<'_>, draft: &Draft) -> Option<Update> {
    let table = cursor.name()?;
    let alias = alias(cursor);
    let mut has_join = cursor.is(TokenKind::Comma);
    while !cursor.is_at_end() && cursor.keyword() != K::SET {
        has_join |= matches!(cursor.keyword(), K::JOIN | K::STRAIGHT_JOIN);
        cursor.bump_tree();
    }
    cursor.eat(K::SET);
    let assignments = assignments(cursor, draft.reads_exprs);
    let tail = Tail::read(&table, cursor, draft);
    Some(Update {
        table,
        alias,
        assignments,
        condition: tail.condition,
        has_join: has_join || tail.has_join,
        is_limited: tail.is_limited,
    })
}

/// Reads `DELETE`, perhaps after `WITH`.
pub(super) fn delete(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    go_to_verb(cursor);
    draft.kind = Kind::Delete;
    cursor.bump();
    let is_limited = prefix(cursor);
    cursor.eat(K::FROM);
    draft.modifiers.only = cursor.eat(K::ONLY);
    let Some((mut delete, alias)) = deleted(cursor, draft) else {
        draft.change(Kind::Delete, draft.whole, Action::None);
        return;
    };
    delete.is_limited |= is_limited;
    note_uses(&whole, draft, &mut delete.table, alias.as_ref());
    draft.change(Kind::Delete, draft.whole, Action::Delete(Box::new(delete)));
}

/// Takes what follows `DELETE FROM`: the table, which rows; with the other name that the table has.
pub(super) fn deleted(cursor: &mut Cursor<'_>, draft: &Draft) -> Option<(Delete, Option<Ident>)> {
    let table = cursor.name()?;
    let alias = alias(cursor);
    let tail = Tail::read(&table, cursor, draft);
    let delete = Delete {
        table,
        condition: tail.condition,
        has_join: tail.has_join,
        is_limited: tail.is_limited,
    };
    Some((delete, alias))
}

/// What may follow the rows to be changed.
#[derive(Default)]
struct Tail {
    condition: Option<Where>,
    has_join: bool,
    is_limited: bool,
}

impl Tail {
    fn read(target: &Name, cursor: &mut Cursor<'_>, draft: &Draft) -> Self {
        let mut tail = Self::default();
        while !cursor.is_at_end() {
            match cursor.keyword() {
                K::WHERE => {
                    tail.condition = Some(condition_of(cursor, draft.reads_exprs));
                    continue;
                }
                K::USING | K::FROM if names_only(target, cursor) => {}
                K::USING | K::JOIN | K::FROM => tail.has_join = true,
                K::LIMIT => tail.is_limited = true,
                _ => {}
            }
            cursor.bump_tree();
        }
        tail
    }
}

/// Whether a `FROM` or `USING` names what is changed and nothing besides: `DELETE o FROM orders o`. In MySQL and SQL Server
/// it is the same reference to the table, elsewhere a second one
/// (<https://dev.mysql.com/doc/refman/8.4/en/delete.html>, <https://learn.microsoft.com/sql/t-sql/queries/update-transact-sql>).
fn names_only(target: &Name, cursor: &Cursor<'_>) -> bool {
    if !matches!(cursor.family(), Family::Mysql | Family::Mssql) {
        return false;
    }
    let mut cursor = cursor.clone();
    let dialect = cursor.dialect;
    cursor.bump();
    let Some(table) = cursor.name() else {
        return false;
    };
    let is_alias =
        target.qualifiers.is_empty() && alias(&mut cursor).is_some_and(|alias| alias.is_same(&target.ident, dialect));
    while cursor.looks_at(&[K::WITH]) {
        cursor.bump();
        cursor.bump_tree();
    }
    let ends = cursor.is_at_end() || matches!(cursor.keyword(), K::WHERE | K::ORDER | K::LIMIT | K::OPTION);
    ends && (is_alias || table.is_same(target, dialect))
}

/// `ONLY`, `LOW_PRIORITY`, `IGNORE`, `TOP (n)`, `OR IGNORE`; whether it limits the rows.
pub(super) fn prefix(cursor: &mut Cursor<'_>) -> bool {
    let mut is_limited = false;
    loop {
        if cursor.family() == Family::Mssql && cursor.eat(K::TOP) {
            is_limited = true;
            cursor.bump_tree();
            cursor.eat(K::PERCENT);
        } else if cursor.eat(K::OR) {
            cursor.bump();
        } else if cursor.eat_any(&[K::LOW_PRIORITY, K::IGNORE, K::QUICK]).is_none() {
            return is_limited;
        }
    }
}

/// The other name of a table, with or without `AS`.
pub(super) fn alias(cursor: &mut Cursor<'_>) -> Option<Ident> {
    cursor.eat_operator("*");
    if cursor.eat(K::AS) {
        return cursor.ident();
    }
    let token = cursor.peek();
    let is_alias =
        token.kind == TokenKind::QuotedIdent || (token.kind == TokenKind::Word && token.keyword == K::NotAKeyword);
    if is_alias { cursor.ident() } else { None }
}

/// Takes `a = 1, b = 2`.
pub(super) fn assignments(cursor: &mut Cursor<'_>, reads_exprs: bool) -> Vec<Assignment> {
    let mut assignments = Vec::new();
    let ends = |cursor: &Cursor<'_>| {
        matches!(
            cursor.keyword(),
            K::WHERE | K::FROM | K::RETURNING | K::ORDER | K::LIMIT | K::OUTPUT | K::OPTION
        ) || cursor.looks_at(&[K::ON, K::DUPLICATE])
            || cursor.looks_at(&[K::WHEN, K::MATCHED])
            || cursor.looks_at(&[K::WHEN, K::NOT, K::MATCHED])
    };
    while !cursor.is_at_end() && !ends(cursor) {
        let column = if cursor.is(TokenKind::LeftParen) {
            // `(a, b) = (SELECT …)`: the first stands for all.
            let mut idents = cursor.ident_list();
            (!idents.is_empty()).then(|| Name::bare(idents.swap_remove(0)))
        } else {
            cursor.name()
        };
        while !cursor.is_at_end()
            && !cursor.is(TokenKind::Equals)
            && !cursor.is(TokenKind::Operator)
            && !cursor.is(TokenKind::Comma)
        {
            cursor.bump_tree();
        }
        cursor.bump();
        let from = cursor.position();
        let value = if reads_exprs {
            expr::until(cursor, ends)
        } else {
            skipped(cursor, ends)
        };
        if let (Some(column), Some(value)) = (column, value) {
            assignments.push(Assignment { column, value });
        }
        if cursor.eat_kind(TokenKind::Comma).is_none() && cursor.position() == from {
            break;
        }
    }
    assignments
}

fn skipped(cursor: &mut Cursor<'_>, ends: impl Fn(&Cursor<'_>) -> bool) -> Option<Expr> {
    let from = cursor.position();
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !ends(cursor) {
        cursor.bump_tree();
    }
    (cursor.position() > from).then(|| expr::opaque(cursor.range_since(from)))
}

/// Takes `WHERE …`.
pub(super) fn condition_of(cursor: &mut Cursor<'_>, reads_exprs: bool) -> Where {
    let from = cursor.position();
    cursor.bump();
    let first = cursor.position();
    let is_cursor = cursor.looks_at(&[K::CURRENT, K::OF]);
    while !cursor.is_at_end()
        && !matches!(
            cursor.keyword(),
            K::RETURNING | K::ORDER | K::LIMIT | K::OPTION | K::FETCH
        )
    {
        cursor.bump_tree();
    }
    let range = cursor.range_since(from);
    if is_cursor {
        return Where {
            kind: WhereKind::Cursor,
            expr: None,
            range,
        };
    }
    let read = reads_exprs.then(|| expr::between(cursor, first, cursor.position()));
    let kind = read.as_ref().map_or(WhereKind::Some, kind_of);
    Where {
        kind,
        expr: read.map(Box::new),
        range,
    }
}

/// Whether a condition picks some rows, all, or none.
fn kind_of(condition: &Expr) -> WhereKind {
    let from_truth = |truth: bool| {
        if truth {
            WhereKind::AlwaysTrue
        } else {
            WhereKind::AlwaysFalse
        }
    };
    match &condition.kind {
        ExprKind::Literal(Literal::Boolean(truth)) => from_truth(*truth),
        ExprKind::Literal(Literal::Number(number)) => {
            from_truth(number.parse::<f64>().is_ok_and(|number| number != 0.0))
        }
        ExprKind::Operator { op, operands } => match (op.as_str(), operands.as_slice()) {
            ("=", [left, right]) => match (&left.kind, &right.kind) {
                (ExprKind::Literal(left), ExprKind::Literal(right)) => from_truth(left == right),
                (ExprKind::Column(left), ExprKind::Column(right)) if is_same_column(left, right) => {
                    WhereKind::AlwaysTrue
                }
                _ => WhereKind::Some,
            },
            ("<>" | "!=", [left, right]) => match (&left.kind, &right.kind) {
                (ExprKind::Literal(left), ExprKind::Literal(right)) => from_truth(left != right),
                _ => WhereKind::Some,
            },
            ("AND", [left, right]) => match (kind_of(left), kind_of(right)) {
                (WhereKind::AlwaysTrue, WhereKind::AlwaysTrue) => WhereKind::AlwaysTrue,
                (WhereKind::AlwaysFalse, _) | (_, WhereKind::AlwaysFalse) => WhereKind::AlwaysFalse,
                _ => WhereKind::Some,
            },
            ("OR", [left, right]) => match (kind_of(left), kind_of(right)) {
                (WhereKind::AlwaysTrue, _) | (_, WhereKind::AlwaysTrue) => WhereKind::AlwaysTrue,
                (WhereKind::AlwaysFalse, WhereKind::AlwaysFalse) => WhereKind::AlwaysFalse,
                _ => WhereKind::Some,
            },
            ("NOT", [inner]) => match kind_of(inner) {
                WhereKind::AlwaysTrue => WhereKind::AlwaysFalse,
                WhereKind::AlwaysFalse => WhereKind::AlwaysTrue,
                other => other,
            },
            _ => WhereKind::Some,
        },
        _ => WhereKind::Some,
    }
}

fn is_same_column(left: &Name, right: &Name) -> bool {
    left.ident.text.eq_ignore_ascii_case(&right.ident.text)
        && left.qualifiers.len() == right.qualifiers.len()
        && left
            .qualifiers
            .iter()
            .zip(&right.qualifiers)
            .all(|(left, right)| left.text.eq_ignore_ascii_case(&right.text))
}

/// Notes the relations named, and finds the table behind an alias: `UPDATE o SET … FROM orders o`.
fn note_uses(whole: &Cursor<'_>, draft: &mut Draft, table: &mut Name, own_alias: Option<&Ident>) {
    let dialect = whole.dialect;
    let aliases = uses::note_with_aliases(whole, draft);
    let is_alone = table.qualifiers.is_empty() && own_alias.is_none();
    let behind = aliases.iter().find(|(alias, _)| alias.is_same(&table.ident, dialect));
    let behind = behind.filter(|_| is_alone);
    let target = behind.map_or(&table.ident, |(_, name)| &name.ident);
    let hinted = draft.uses.iter().filter(|used| used.name.ident.text == target.text);
    let hints = hinted.fold(LockHints::NONE, |hints, used| hints.and(used.lock_hints));
    if let Some((_, name)) = behind {
        let written = std::mem::replace(table, name.clone());
        draft.uses.retain(|used| used.name != written);
        draft.uses.retain(|used| used.name != *table);
    }
    draft
        .uses
        .retain(|used| !(used.role == NameRole::Reads && used.name.range() == table.range()));
    draft.writes(table);
    draft.hint(table, hints);
}
