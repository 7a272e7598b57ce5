use schema::catalog::Index;
use schema::{Clause, Expr, ExprKind, Ident, Keyword, Name, Statement, TokenKind, Where, WhereKind, Word};

use crate::Context;

impl Context<'_> {
    /// Whether a change of the table's rows under this condition goes through more than the few rows that it names by a
    /// unique key or takes in a batch, as far as the history tells.
    #[must_use]
    pub fn goes_through_many_rows(&self, table: &Name, condition: Option<&Where>) -> bool {
        let Some(condition) = condition else {
            return true;
        };
        match (condition.kind, &condition.expr) {
            (WhereKind::AlwaysTrue, _) => true,
            (WhereKind::AlwaysFalse | WhereKind::Cursor, _) | (WhereKind::Some, None) => false,
            (WhereKind::Some, Some(expr)) => !self.names_few_rows(table, expr) && !self.takes_batch(condition),
        }
    }

    /// Whether the query that the statement takes its rows from names them by a unique key of a table that it reads:
    /// `where code in ('a', 'b')`.
    #[must_use]
    pub fn query_names_few_rows(&self, statement: &Statement) -> bool {
        let words = self.migration.script.words_of(statement);
        let is_outer = |word: &Word| word.clause == Clause::Filter && word.depth == 0;
        if words
            .iter()
            .any(|word| is_outer(word) && word.token.keyword == Keyword::OR)
        {
            return false;
        }
        let mut compared = words.windows(4).filter(|part| is_outer(&part[1])).filter_map(|part| {
            let is_literal = |word: &Word| matches!(word.token.kind, TokenKind::String | TokenKind::Number);
            let is_list = part[1].token.keyword == Keyword::IN && is_literal(&part[3]);
            let is_equal = self.text(part[1].token.range) == "=" && is_literal(&part[2]);
            (is_list || is_equal).then(|| self.text(part[0].token.range))
        });
        compared.any(|written| {
            let column = Ident {
                text: written.trim_matches(['"', '`', '[', ']']).into(),
                ..Ident::synthetic("")
            };
            statement.reads().any(|table| self.is_key(table, &[&column]))
        })
    }

    fn names_few_rows(&self, table: &Name, expr: &Expr) -> bool {
        let mut given = Vec::new();
        let is_batch = collect(expr, &mut given);
        is_batch || (!given.is_empty() && self.is_key(table, &given))
    }

    /// Of a table that the history does not know, any column may be the key.
    fn is_key(&self, table: &Name, given: &[&Ident]) -> bool {
        let dialect = self.migration.script.dialect;
        let Some(known) = self.before().table(table).seen().filter(|table| table.is_complete) else {
            return true;
        };
        let is_given = |name: &str| given.iter().any(|column| column.folded(dialect) == name);
        let is_covered = |index: &Index| {
            let mut keys = index.keys.iter().map(|key| key.column());
            keys.all(|column| column.is_some_and(|column| is_given(&column.folded(dialect))))
        };
        known.indexes.iter().any(|index| index.is_unique && is_covered(index))
    }

    /// `where id in (select id from … limit 1000)`: the condition counts the rows itself.
    fn takes_batch(&self, condition: &Where) -> bool {
        let text = self.text(condition.range).to_ascii_lowercase();
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.any(|word| matches!(word, "limit" | "top" | "fetch" | "rownum" | "ctid"))
    }
}

/// Takes in the columns that the condition sets equal to given values; whether it is a range between two of them.
fn collect<'a>(expr: &'a Expr, given: &mut Vec<&'a Ident>) -> bool {
    match &expr.kind {
        ExprKind::Operator { op, operands } if op == "AND" => {
            let mut is_range = false;
            for operand in operands {
                is_range |= collect(operand, given);
            }
            is_range
        }
        ExprKind::Operator { op, operands } if matches!(op.as_str(), "=" | "IN" | "BETWEEN") => {
            let column = operands.iter().find_map(column);
            let values = operands.iter().filter(|operand| is_given(operand)).count();
            let is_met = column.is_some() && values + 1 == operands.len();
            if is_met && op != "BETWEEN" {
                given.extend(column);
            }
            is_met && op == "BETWEEN"
        }
        ExprKind::Opaque { parts } if parts.len() == 1 => collect(&parts[0], given),
        _ => false,
    }
}

fn column(expr: &Expr) -> Option<&Ident> {
    match &expr.kind {
        ExprKind::Column(name) if !name.ident.text.starts_with(['@', ':', '$']) => Some(&name.ident),
        _ => None,
    }
}

/// A value that does not depend on the row.
fn is_given(expr: &Expr) -> bool {
    let mut depends = false;
    expr.walk(&mut |part| {
        depends |= matches!(part.kind, ExprKind::Subquery { .. }) || column(part).is_some();
    });
    !depends
}
