//! From `sqlparser`'s expressions to the model's. No other file names its types.

use compact_str::{CompactString, ToCompactString};
use schema::{DataType, Dialect, Expr, ExprKind, Family, Ident, Literal, Name, Qualifiers};
use source::TextRange;
use sqlparser::ast::{self, Spanned};
use sqlparser::dialect as dialects;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Span, Token};

/// How deep `sqlparser` may recurse: far deeper than people write.
const RECURSION_LIMIT: usize = 100;

/// Reads `text`, which stands at `range` of its file, as one expression; `None` where `sqlparser` rejects it.
pub(super) fn read(text: &str, range: TextRange, dialect: Dialect) -> Option<Expr> {
    let parser_dialect: &dyn dialects::Dialect = match dialect.family() {
        Family::Postgres => &dialects::PostgreSqlDialect {},
        Family::Mysql => &dialects::MySqlDialect {},
        Family::Mssql => &dialects::MsSqlDialect {},
        Family::Sqlite => &dialects::SQLiteDialect {},
        Family::Oracle | Family::Generic => &dialects::GenericDialect {},
    };
    let mut parser = Parser::new(parser_dialect)
        .with_recursion_limit(RECURSION_LIMIT)
        .try_with_sql(text)
        .ok()?;
    let parsed = parser.parse_expr().ok()?;
    if parser.peek_token().token != Token::EOF {
        return None;
    }
    let lowering = Lowering {
        text,
        range,
        lines: memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect(),
        is_ascii: text.is_ascii(),
    };
    // The spans of `sqlparser` leave out what stands behind an operand: `IS NULL`, `::text`.
    Some(Expr {
        range,
        ..lowering.expr(&parsed, range)
    })
}

struct Lowering<'a> {
    text: &'a str,
    range: TextRange,
    /// Where the second line begins, and those behind it.
    lines: Vec<usize>,
    is_ascii: bool,
}

impl Lowering<'_> {
    /// `outer` stands in where `sqlparser` gives no place.
    fn expr(&self, expr: &ast::Expr, outer: TextRange) -> Expr {
        let range = self.place(expr.span()).unwrap_or(outer);
        let one = |inner: &ast::Expr| self.expr(inner, range);
        let kind = match expr {
            ast::Expr::Identifier(ident) => ExprKind::Column(Name::bare(self.ident(ident, range))),
            ast::Expr::CompoundIdentifier(parts) => self.compound(parts, range),
            ast::Expr::Value(value) => ExprKind::Literal(literal(&value.value)),
            ast::Expr::TypedString(_) => ExprKind::Literal(Literal::Other),
            ast::Expr::Nested(inner) => {
                let inner = one(inner);
                return Expr {
                    range: range.cover(inner.range),
                    ..inner
                };
            }
            ast::Expr::BinaryOp { left, op, right } => operator(&op.to_string(), vec![one(left), one(right)]),
            ast::Expr::UnaryOp { op, expr } => operator(&op.to_string(), vec![one(expr)]),
            ast::Expr::Cast { expr, data_type, .. } => {
                let to = Box::new(self.data_type(data_type, range));
                ExprKind::Cast {
                    expr: Box::new(one(expr)),
                    to,
                }
            }
            ast::Expr::Function(function) => self.function(function, range),
            ast::Expr::Subquery(query) => self.subquery(query),
            ast::Expr::Exists { subquery, negated } => {
                let query = Expr {
                    kind: self.subquery(subquery),
                    range,
                };
                operator(if *negated { "NOT EXISTS" } else { "EXISTS" }, vec![query])
            }
            ast::Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => {
                let mut operands: Vec<Expr> = operand.iter().map(|inner| one(inner)).collect();
                operands.extend(
                    conditions
                        .iter()
                        .flat_map(|when| [one(&when.condition), one(&when.result)]),
                );
                operands.extend(else_result.iter().map(|inner| one(inner)));
                operator(if operand.is_some() { "CASE OF" } else { "CASE" }, operands)
            }
            ast::Expr::Tuple(items) => operator("ROW", items.iter().map(one).collect()),
            ast::Expr::Array(array) => operator("ARRAY", array.elem.iter().map(one).collect()),
            ast::Expr::Extract { expr, .. } => call("extract", vec![one(expr)], range),
            ast::Expr::Position { expr, r#in } => call("position", vec![one(expr), one(r#in)], range),
            ast::Expr::Substring { expr, .. } => call("substring", vec![one(expr)], range),
            ast::Expr::Ceil { expr, .. } => call("ceil", vec![one(expr)], range),
            ast::Expr::Floor { expr, .. } => call("floor", vec![one(expr)], range),
            ast::Expr::Overlay { expr, overlay_what, .. } => call("overlay", vec![one(expr), one(overlay_what)], range),
            ast::Expr::Interval(interval) => ExprKind::Opaque {
                parts: vec![one(&interval.value)],
            },
            ast::Expr::CompoundFieldAccess { root, .. } => ExprKind::Opaque { parts: vec![one(root)] },
            ast::Expr::Trim { expr, .. } => call("trim", vec![one(expr)], range),
            ast::Expr::AnyOp { left, right, .. } => operator("ANY", vec![one(left), one(right)]),
            ast::Expr::AllOp { left, right, .. } => operator("ALL", vec![one(left), one(right)]),
            ast::Expr::Collate { expr, .. } => ExprKind::Operator {
                op: "COLLATE".into(),
                operands: vec![one(expr)],
            },
            ast::Expr::AtTimeZone { timestamp: expr, .. } => ExprKind::Opaque { parts: vec![one(expr)] },
            _ => self.predicate(expr, range),
        };
        Expr { kind, range }
    }

    /// Conditions that are keywords: `IS NULL`, `IN`, `BETWEEN`, `LIKE`.
    fn predicate(&self, expr: &ast::Expr, range: TextRange) -> ExprKind {
        let one = |inner: &ast::Expr| self.expr(inner, range);
        match expr {
            ast::Expr::IsNull(inner) => operator("IS NULL", vec![one(inner)]),
            ast::Expr::IsNotNull(inner) => operator("IS NOT NULL", vec![one(inner)]),
            ast::Expr::IsTrue(inner) => operator("IS TRUE", vec![one(inner)]),
            ast::Expr::IsNotTrue(inner) => operator("IS NOT TRUE", vec![one(inner)]),
            ast::Expr::IsFalse(inner) => operator("IS FALSE", vec![one(inner)]),
            ast::Expr::IsNotFalse(inner) => operator("IS NOT FALSE", vec![one(inner)]),
            ast::Expr::IsDistinctFrom(left, right) => operator("IS DISTINCT FROM", vec![one(left), one(right)]),
            ast::Expr::IsNotDistinctFrom(left, right) => operator("IS NOT DISTINCT FROM", vec![one(left), one(right)]),
            ast::Expr::InList { expr, list, negated } => {
                let operands = std::iter::once(one(expr)).chain(list.iter().map(one)).collect();
                operator(if *negated { "NOT IN" } else { "IN" }, operands)
            }
            ast::Expr::InSubquery {
                expr,
                subquery,
                negated,
            } => {
                let query = Expr {
                    kind: self.subquery(subquery),
                    range,
                };
                operator(if *negated { "NOT IN" } else { "IN" }, vec![one(expr), query])
            }
            ast::Expr::Between {
                expr,
                negated,
                low,
                high,
            } => operator(
                if *negated { "NOT BETWEEN" } else { "BETWEEN" },
                vec![one(expr), one(low), one(high)],
            ),
            ast::Expr::Like {
                negated, expr, pattern, ..
            } => operator(
                if *negated { "NOT LIKE" } else { "LIKE" },
                vec![one(expr), one(pattern)],
            ),
            ast::Expr::ILike {
                negated, expr, pattern, ..
            } => operator(
                if *negated { "NOT ILIKE" } else { "ILIKE" },
                vec![one(expr), one(pattern)],
            ),
            _ => ExprKind::Opaque { parts: Vec::new() },
        }
    }

    fn compound(&self, parts: &[ast::Ident], range: TextRange) -> ExprKind {
        let mut idents: Qualifiers = parts.iter().map(|part| self.ident(part, range)).collect();
        match idents.pop() {
            Some(ident) => ExprKind::Column(Name {
                qualifiers: idents,
                ident,
            }),
            None => ExprKind::Opaque { parts: Vec::new() },
        }
    }

    fn function(&self, function: &ast::Function, range: TextRange) -> ExprKind {
        let mut args = Vec::new();
        if let ast::FunctionArguments::List(list) = &function.args {
            for arg in &list.args {
                let inner = match arg {
                    ast::FunctionArg::Unnamed(arg)
                    | ast::FunctionArg::Named { arg, .. }
                    | ast::FunctionArg::ExprNamed { arg, .. } => arg,
                };
                if let ast::FunctionArgExpr::Expr(inner) = inner {
                    args.push(self.expr(inner, range));
                }
            }
        }
        match self.name(&function.name, range) {
            Some(name) => ExprKind::Call { name, args },
            None => ExprKind::Opaque { parts: args },
        }
    }

    fn name(&self, name: &ast::ObjectName, outer: TextRange) -> Option<Name> {
        let mut idents: Qualifiers = name
            .0
            .iter()
            .filter_map(|part| part.as_ident())
            .map(|ident| self.ident(ident, outer))
            .collect();
        let ident = idents.pop()?;
        Some(Name {
            qualifiers: idents,
            ident,
        })
    }

    fn ident(&self, ident: &ast::Ident, outer: TextRange) -> Ident {
        let range = self.place(ident.span).unwrap_or(outer);
        Ident {
            text: CompactString::from(ident.value.as_str()),
            range,
            is_quoted: ident.quote_style.is_some(),
            has_placeholder: false,
        }
    }

    fn subquery(&self, query: &ast::Query) -> ExprKind {
        let mut inside = Vec::new();
        let _ = ast::visit_expressions(query, |expr| {
            let kind = match expr {
                ast::Expr::Identifier(ident) => Some(ExprKind::Column(Name::bare(self.ident(ident, self.range)))),
                ast::Expr::CompoundIdentifier(parts) => Some(self.compound(parts, self.range)),
                // Its arguments are visited by themselves.
                ast::Expr::Function(function) => self
                    .name(&function.name, self.range)
                    .map(|name| ExprKind::Call { name, args: Vec::new() }),
                _ => None,
            };
            inside.extend(kind.map(|kind| Expr {
                kind,
                range: self.range,
            }));
            std::ops::ControlFlow::<()>::Continue(())
        });
        ExprKind::Subquery {
            reads: self.reads(query),
            inside,
        }
    }

    fn reads(&self, query: &ast::Query) -> Vec<Name> {
        let mut names = Vec::new();
        let _ = ast::visit_relations(query, |name| {
            names.extend(self.name(name, self.range));
            std::ops::ControlFlow::<()>::Continue(())
        });
        names
    }

    /// A type within an expression: only its name is asked for.
    fn data_type(&self, data_type: &ast::DataType, range: TextRange) -> DataType {
        let written = data_type.to_string().to_lowercase();
        let dimensions = written.matches("[]").count();
        let written = written.replace("[]", "");
        let (name, args) = match (written.find('('), written.rfind(')')) {
            // `timestamp(3) with time zone`: the name stands on both sides.
            (Some(open), Some(close)) if open < close => (
                format!("{} {}", written[..open].trim(), written[close + 1..].trim()),
                written[open + 1..close]
                    .split(',')
                    .map(|arg| arg.trim().into())
                    .collect(),
            ),
            _ => (written, Vec::new()),
        };
        DataType {
            name: CompactString::from(name.trim()),
            schema: None,
            args,
            dimensions: u8::try_from(dimensions).unwrap_or(u8::MAX),
            is_unsigned: false,
            charset: None,
            collation: None,
            range,
        }
    }

    /// Where a span of `sqlparser` lies in the file; `None` where it says nothing.
    fn place(&self, span: Span) -> Option<TextRange> {
        if span.start.line == 0 || span.end.line == 0 {
            return None;
        }
        let start = self.offset(span.start)?;
        let end = self.offset(span.end)?;
        (start <= end).then(|| TextRange::new(start, end))
    }

    /// `sqlparser` counts lines and, within them, characters, both from 1; only `\n` ends a line.
    fn offset(&self, location: Location) -> Option<u32> {
        let line = usize::try_from(location.line).ok()?;
        let line_start = match line.checked_sub(2) {
            Some(later) => *self.lines.get(later)?,
            None => 0,
        };
        let line = &self.text[line_start..];
        let column = usize::try_from(location.column.saturating_sub(1)).ok()?;
        let within = if self.is_ascii {
            column.min(line.len())
        } else {
            line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
        };
        Some(self.range.start + crate::lexer::to_offset(line_start + within))
    }
}

fn operator(op: &str, operands: Vec<Expr>) -> ExprKind {
    ExprKind::Operator {
        op: op.to_compact_string(),
        operands,
    }
}

fn call(name: &str, args: Vec<Expr>, range: TextRange) -> ExprKind {
    let ident = Ident {
        text: CompactString::from(name),
        range,
        is_quoted: false,
        has_placeholder: false,
    };
    ExprKind::Call {
        name: Name::bare(ident),
        args,
    }
}

fn literal(value: &ast::Value) -> Literal {
    match value {
        ast::Value::Number(number, _) => Literal::Number(number.to_compact_string()),
        ast::Value::SingleQuotedString(text)
        | ast::Value::NationalStringLiteral(text)
        | ast::Value::EscapedStringLiteral(text)
        | ast::Value::DoubleQuotedString(text) => Literal::Text(CompactString::from(text.as_str())),
        ast::Value::Boolean(value) => Literal::Boolean(*value),
        ast::Value::Null => Literal::Null,
        _ => Literal::Other,
    }
}
