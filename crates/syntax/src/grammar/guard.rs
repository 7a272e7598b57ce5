//! Conditions around statements, as far as they ask whether something exists.

mod fitting;
mod names;
mod query;
mod relations;

use schema::{Guard, GuardKind, Ident, Keyword as K, Name, ObjectKind, Token, TokenKind, TokenRange};
use source::TextRange;

use self::names::NameText;
use crate::reader::Reader;
pub(crate) use fitting::fitting;

/// How deep parentheses within a condition are followed.
const MAX_DEPTH: usize = 6;

/// Functions that say whether their first argument is there: `ISNULL(OBJECT_ID('t'), 0)`.
const PASSING_ON: &[&str] = &[
    "isnull",
    "ifnull",
    "nvl",
    "coalesce",
    "objectproperty",
    "objectpropertyex",
];

/// What a condition asks about.
#[derive(Clone, Debug, Default)]
struct Question {
    is_absent: bool,
    object_kind: Option<ObjectKind>,
    object: Option<Name>,
    column: Option<Ident>,
}

impl Question {
    /// How small the thing is that is asked for: where a table is there and a column of it is not, the column counts.
    fn precision(&self) -> u8 {
        match self.object_kind {
            _ if self.object.is_none() => 0,
            Some(ObjectKind::Schema | ObjectKind::Database) => 1,
            Some(ObjectKind::Table | ObjectKind::View | ObjectKind::Object) | None => 2,
            _ => 3,
        }
    }
}

impl Reader<'_> {
    /// The guard that the condition between these tokens is.
    pub(crate) fn guard_of(&self, part: TokenRange) -> Guard {
        let tokens = &self.lexed.tokens[part.start as usize..part.end as usize];
        let place = tokens[0].range.cover(tokens[tokens.len() - 1].range);
        let probes: Vec<(&str, &Guard)> = self.probes.iter().map(|(name, guard)| (name.as_str(), guard)).collect();
        let condition = Condition {
            text: self.text,
            probes: &probes,
        };
        let mut guard = guard_from(condition.ask(tokens, 0), place);
        guard.others = condition.other_questions(tokens, &guard, place);
        guard
    }

    /// The guard that a query which counts or finds rows stands for, if it looks into a catalogue.
    pub(crate) fn guard_of_query(&self, part: TokenRange) -> Option<Guard> {
        let tokens = &self.lexed.tokens[part.start as usize..part.end as usize];
        let place = tokens.first()?.range.cover(tokens.last()?.range);
        let condition = Condition {
            text: self.text,
            probes: &[],
        };
        let question = condition.ask_query(tokens)?;
        question
            .object_kind
            .is_some()
            .then(|| guard_from(Some(question), place))
    }
}

fn guard_from(question: Option<Question>, range: TextRange) -> Guard {
    let Some(question) = question else {
        return Guard {
            kind: GuardKind::Condition,
            object_kind: None,
            object: None,
            column: None,
            range,
            others: Vec::new(),
        };
    };
    Guard {
        kind: if question.is_absent {
            GuardKind::Absent
        } else {
            GuardKind::Present
        },
        object_kind: question.object_kind,
        object: question.object,
        column: question.column,
        range,
        others: Vec::new(),
    }
}

struct Condition<'a> {
    text: &'a str,
    /// Variables that hold what a look into the catalogue said.
    probes: &'a [(&'a str, &'a Guard)],
}

impl Condition<'_> {
    fn text_of(&self, token: &Token) -> &str {
        &self.text[token.range.slice()]
    }

    /// What a condition asks: of terms joined by `AND`, the first of those that ask for
    /// the smallest thing.
    fn ask(&self, tokens: &[Token], depth: usize) -> Option<Question> {
        let (tokens, is_negated) = stripped(tokens);
        if depth > MAX_DEPTH || tokens.is_empty() {
            return None;
        }
        let terms = joined_terms(tokens)?;
        if let [_] = terms.as_slice() {
            let mut question = self.ask_term(tokens, depth)?;
            question.is_absent ^= is_negated;
            return Some(question);
        }
        if is_negated {
            return None;
        }
        let questions = terms.iter().filter_map(|term| self.ask(term, depth + 1));
        // `max_by_key` keeps the last of equals.
        let questions: Vec<Question> = questions.collect();
        questions.into_iter().rev().max_by_key(Question::precision)
    }

    /// What the terms joined by `AND` ask besides `first`, as far as they name an object.
    fn other_questions(&self, tokens: &[Token], first: &Guard, place: TextRange) -> Vec<Guard> {
        let (tokens, is_negated) = stripped(tokens);
        let terms = joined_terms(tokens).filter(|terms| terms.len() > 1 && !is_negated);
        let questions = terms.into_iter().flatten().filter_map(|term| self.ask(term, 1));
        let named = questions.filter(|question| question.object.is_some());
        let guards = named.map(|question| guard_from(Some(question), place));
        guards.filter(|guard| guard != first).collect()
    }

    /// `EXISTS (…)`, `OBJECT_ID('x') IS NULL`, `(SELECT COUNT(*) …) = 0`, `n = 0`.
    fn ask_term(&self, tokens: &[Token], depth: usize) -> Option<Question> {
        let first = tokens.first()?;
        if first.keyword == K::EXISTS {
            let query = parenthesised(&tokens[1..])?;
            return self.ask_query(query).or(Some(Question::default()));
        }
        // `0 = (SELECT …)`
        if first.kind == TokenKind::Number && tokens.get(1).is_some_and(|token| token.kind == TokenKind::Equals) {
            let mut question = self.ask_value(&tokens[2..], depth)?.0;
            question.is_absent = self.text_of(first) == "0";
            return Some(question);
        }
        let (mut question, length) = self.ask_value(tokens, depth)?;
        question.is_absent ^= self.says_nothing(&tokens[length..])?;
        Some(question)
    }

    /// A value that stands for the existence of something, and how many tokens it has.
    fn ask_value(&self, tokens: &[Token], depth: usize) -> Option<(Question, usize)> {
        let first = tokens.first()?;
        if first.kind == TokenKind::LeftParen {
            let inner = parenthesised(tokens)?;
            let length = inner.len() + 2;
            let question = if inner.first().is_some_and(|token| token.keyword == K::SELECT) {
                self.ask_query(inner)?
            } else {
                self.ask_value(inner, depth + 1).filter(|_| depth < MAX_DEPTH)?.0
            };
            return Some((question, length));
        }
        if let Some(found) = self.ask_function(tokens) {
            return Some(found);
        }
        let name = self.text_of(first);
        if PASSING_ON.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let arguments = parenthesised(&tokens[1..])?;
            let (question, _) = self.ask_value(arguments, depth + 1).filter(|_| depth < MAX_DEPTH)?;
            return Some((question, arguments.len() + 3));
        }
        let is_name = matches!(first.kind, TokenKind::Word | TokenKind::Parameter);
        let probe = self
            .probes
            .iter()
            .rev()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, guard) = probe.filter(|_| is_name)?;
        let question = Question {
            is_absent: guard.kind == GuardKind::Absent,
            object_kind: guard.object_kind,
            object: guard.object.clone(),
            column: guard.column.clone(),
        };
        Some((question, 1))
    }

    /// Functions that look a name up: `OBJECT_ID(N'dbo.t', N'U')`, `COL_LENGTH('t', 'c')`, `to_regclass('t')`.
    fn ask_function(&self, tokens: &[Token]) -> Option<(Question, usize)> {
        let open = tokens
            .iter()
            .take(4)
            .position(|token| token.kind == TokenKind::LeftParen)?;
        let name = self.text_of(tokens.get(open.checked_sub(1)?)?);
        let arguments = parenthesised(&tokens[open..])?;
        let length = open + arguments.len() + 2;
        let asked = relations::function(name)?;
        let texts: Vec<&Token> = arguments
            .iter()
            .filter(|token| token.kind == TokenKind::String)
            .collect();
        let text = |number: usize| {
            let token = texts.get(number)?;
            NameText::of(self.text, token.range).name()
        };
        let mut question = Question {
            object_kind: Some(asked.kind),
            object: text(0),
            ..Question::default()
        };
        match asked.kind {
            ObjectKind::Column => question.column = text(1).map(|name| name.ident),
            ObjectKind::Index => question.object = text(1),
            ObjectKind::Object => {
                let letter = texts.get(1).map(|token| self.text_of(token));
                question.object_kind = letter.and_then(relations::kind_of_letter).or(Some(ObjectKind::Object));
            }
            _ => {}
        }
        Some((question, length))
    }

    /// Whether what follows a value says that there is nothing: `IS NULL`, `= 0`, `< 1`. Nothing at all
    /// means that there is something; anything else is not understood.
    fn says_nothing(&self, tail: &[Token]) -> Option<bool> {
        let Some(first) = tail.first() else { return Some(false) };
        if first.keyword == K::IS {
            let is_not = tail.get(1).is_some_and(|token| token.keyword == K::NOT);
            let value = tail.get(if is_not { 2 } else { 1 })?;
            return matches!(value.keyword, K::NULL | K::FALSE).then_some(!is_not);
        }
        let number = tail.get(1)?;
        let number = match number.keyword {
            K::FALSE => "0",
            K::TRUE => "1",
            _ => self.text_of(number),
        };
        match (self.text_of(first), number) {
            ("=" | "<=", "0") | ("<", "1") => Some(true),
            ("=", _) | (">" | "<>" | "!=", "0") | (">=", "1") => Some(false),
            ("<>" | "!=", "1") => Some(true),
            _ => None,
        }
    }
}

/// The terms that `AND` joins; `None` where `OR` does: either side may hold, so no object decides alone.
fn joined_terms(tokens: &[Token]) -> Option<Vec<&[Token]>> {
    let mut level = 0usize;
    let mut from = 0;
    let mut terms = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParen => level += 1,
            TokenKind::RightParen => level = level.saturating_sub(1),
            _ => {}
        }
        match token.keyword {
            K::OR if level == 0 => return None,
            K::AND if level == 0 => {
                terms.push(&tokens[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    terms.push(&tokens[from..]);
    Some(terms)
}

/// Without `NOT`s before it and parentheses around it, and whether the `NOT`s turn it round.
fn stripped(mut tokens: &[Token]) -> (&[Token], bool) {
    let mut is_negated = false;
    for _ in 0..32 {
        if tokens.first().is_some_and(|token| token.keyword == K::NOT) {
            // `NOT a AND b` negates only the first.
            if joins(&tokens[1..]) {
                return (tokens, is_negated);
            }
            is_negated = !is_negated;
            tokens = &tokens[1..];
            continue;
        }
        match parenthesised(tokens) {
            Some(inner)
                if inner.len() + 2 == tokens.len() && inner.first().is_some_and(|token| token.keyword != K::SELECT) =>
            {
                tokens = inner;
            }
            _ => break,
        }
    }
    (tokens, is_negated)
}

/// Whether `AND` or `OR` joins two conditions outside of parentheses.
fn joins(tokens: &[Token]) -> bool {
    let mut level = 0usize;
    tokens.iter().any(|token| {
        match token.kind {
            TokenKind::LeftParen => level += 1,
            TokenKind::RightParen => level = level.saturating_sub(1),
            _ => {}
        }
        level == 0 && matches!(token.keyword, K::AND | K::OR)
    })
}

/// What stands in the parentheses that open here.
fn parenthesised(tokens: &[Token]) -> Option<&[Token]> {
    if tokens.first()?.kind != TokenKind::LeftParen {
        return None;
    }
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => {
                depth -= 1;
                if depth == 0 {
                    return Some(&tokens[1..at]);
                }
            }
            _ => {}
        }
    }
    None
}
