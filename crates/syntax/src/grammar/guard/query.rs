//! Queries of the catalogue within conditions: which object do they look for?

use schema::{Ident, Keyword as K, Name, ObjectKind, Token, TokenKind};

use super::names::{self, NameText};
use super::relations::{self, Asked, Relation};
use super::{Condition, Question};

impl Condition<'_> {
    /// What a query looks for: the object that its comparisons with texts name.
    pub(super) fn ask_query(&self, tokens: &[Token]) -> Option<Question> {
        let sources = self.sources(tokens)?;
        let main = sources
            .iter()
            .max_by_key(|(_, relation)| relation.map_or(0, |relation| relation.rank))?;
        let Some(main_relation) = main.1 else {
            return Some(Question::default());
        };
        let mut found = Found::default();
        for (at, token) in tokens.iter().enumerate() {
            if !matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent) {
                continue;
            }
            let Some(value) = self.compared_text(tokens, at) else {
                continue;
            };
            let qualifier = (at >= 2 && tokens[at - 1].kind == TokenKind::Dot)
                .then(|| names::bare(self.text_of(&tokens[at - 2])))
                .and_then(|alias| sources.iter().find(|(known, _)| known.eq_ignore_ascii_case(alias)));
            let relation = qualifier.and_then(|(_, relation)| *relation).unwrap_or(main_relation);
            let column = names::bare(self.text_of(token));
            found.note(relations::asked(column, relation), value, relation, main_relation, self);
        }
        Some(found.question(main_relation))
    }

    /// The relations of a query with the names they go by.
    fn sources<'t>(&'t self, tokens: &'t [Token]) -> Option<Vec<(&'t str, Option<&'static Relation>)>> {
        let from = tokens.iter().position(|token| token.keyword == K::FROM)?;
        let mut sources = Vec::new();
        let mut expects = true;
        let mut at = from + 1;
        while at < tokens.len() && sources.len() < 8 {
            let token = &tokens[at];
            match token.keyword {
                K::WHERE | K::GROUP | K::ORDER => break,
                K::JOIN => expects = true,
                _ if token.kind == TokenKind::Comma => expects = true,
                _ if expects && matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent) => {
                    let mut last = at;
                    while tokens.get(last + 1).is_some_and(|next| next.kind == TokenKind::Dot)
                        && last + 2 < tokens.len()
                    {
                        last += 2;
                    }
                    let qualifier = (last >= at + 2).then(|| names::bare(self.text_of(&tokens[last - 2])));
                    let name = names::bare(self.text_of(&tokens[last]));
                    let mut alias = last + 1;
                    alias += usize::from(tokens.get(alias).is_some_and(|next| next.keyword == K::AS));
                    let known = tokens
                        .get(alias)
                        .filter(|next| {
                            matches!(next.kind, TokenKind::Word | TokenKind::QuotedIdent)
                                && !matches!(next.keyword, K::WHERE | K::JOIN | K::INNER | K::LEFT | K::ON | K::WITH)
                        })
                        .map_or(name, |next| names::bare(self.text_of(next)));
                    sources.push((known, relations::find(qualifier, name)));
                    expects = false;
                    at = last;
                }
                _ => {}
            }
            at += 1;
        }
        (!sources.is_empty()).then_some(sources)
    }

    /// The text that the column at `at` is compared with: `c = N'x'`, `c LIKE 'x'`, `UPPER(c) = 'X'`,
    /// `c IN ('x')`, `id = OBJECT_ID('x')`.
    fn compared_text<'t>(&self, tokens: &'t [Token], at: usize) -> Option<&'t Token> {
        let mut next = at + 1;
        next += usize::from(tokens.get(next)?.kind == TokenKind::RightParen);
        let operator = tokens.get(next)?;
        let compares = operator.kind == TokenKind::Equals
            || matches!(operator.keyword, K::LIKE | K::ILIKE | K::IN)
            || (operator.kind == TokenKind::Operator && matches!(self.text_of(operator), "~" | "~*" | "=="));
        if !compares {
            return None;
        }
        // Past `UPPER(`, `OBJECT_ID(`, `SCHEMA_ID(`, a parenthesis of `IN`.
        for token in tokens[next + 1..].iter().take(7) {
            match token.kind {
                TokenKind::String => return Some(token),
                TokenKind::LeftParen | TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Dot => {}
                _ => return None,
            }
            if matches!(token.keyword, K::AND | K::OR | K::SELECT | K::WHERE) {
                return None;
            }
        }
        None
    }
}

/// What the comparisons of a query name.
#[derive(Default)]
struct Found {
    own: Option<Name>,
    table: Option<Name>,
    column: Option<Ident>,
    schema: Option<Ident>,
    kind: Option<ObjectKind>,
}

impl Found {
    fn note(
        &mut self,
        asked: Option<Asked>,
        value: &Token,
        relation: &Relation,
        main: &Relation,
        condition: &Condition<'_>,
    ) {
        let text = NameText::of(condition.text, value.range);
        let is_main = std::ptr::eq(relation, main);
        match asked {
            Some(Asked::Column) => self.column = text.exact(),
            Some(Asked::Table) => self.table = text.exact().map(Name::bare),
            Some(Asked::TableId) => self.table = text.name(),
            Some(Asked::OwnId) if is_main => self.own = text.name(),
            Some(Asked::Own) if relation.kind == ObjectKind::Column => self.column = text.exact(),
            Some(Asked::Own) if is_main => self.own = text.exact().map(Name::bare),
            Some(Asked::Own | Asked::OwnId) if relation.kind == ObjectKind::Schema => self.schema = text.exact(),
            Some(Asked::Own | Asked::OwnId) if relation.kind == ObjectKind::Table => {
                self.table = text.exact().map(Name::bare);
            }
            Some(Asked::Schema) => self.schema = text.exact(),
            Some(Asked::Letter) if is_main => {
                self.kind = relations::kind_of_letter(condition.text_of(value)).or(self.kind);
            }
            _ => {}
        }
    }

    fn question(self, main: &Relation) -> Question {
        let mut object_kind = main.kind;
        if matches!(
            main.kind,
            ObjectKind::Object | ObjectKind::Constraint | ObjectKind::Table
        ) {
            object_kind = self.kind.unwrap_or(main.kind);
        }
        let is_column = main.kind == ObjectKind::Column && self.column.is_some();
        if main.kind == ObjectKind::Column && !is_column {
            object_kind = ObjectKind::Table;
        }
        let mut object = if is_column { self.table } else { self.own.or(self.table) };
        if let (Some(name), Some(schema)) = (&mut object, self.schema)
            && name.qualifiers.is_empty()
            && object_kind != ObjectKind::Schema
        {
            name.qualifiers.push(schema);
        }
        Question {
            is_absent: false,
            object_kind: Some(object_kind).filter(|_| main.is_catalogue),
            object,
            column: self.column.filter(|_| is_column),
        }
    }
}
