//! `CREATE` and SQL Server's `ALTER` of functions, procedures and packages: the header in full, and where
//! the body stands.

mod parameters;

use compact_str::CompactString;
use schema::{
    Action, CreateRoutine, Family, Fingerprint, Keyword as K, Kind, Runs, TableSetting, Token, TokenKind, Verb,
    Volatility,
};

use super::super::{Body, Draft, data_type};
use super::execute;
use super::object::ObjectHead;
use crate::cursor::Cursor;
use crate::extent::range;

/// Languages whose bodies are statements that can be read.
const READ: &[&str] = &["sql", "plpgsql", "plsql", "tsql"];

/// After `CREATE FUNCTION` and its kin.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead, verb: Verb) {
    let if_not_exists = cursor.eat_if_not_exists();
    let Some(name) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    let mut reading = Reading {
        routine: CreateRoutine {
            object_kind: head.kind,
            name,
            or_replace: head.or_replace,
            if_not_exists,
            parameters: Vec::new(),
            returns: None,
            language: None,
            volatility: None,
            security_definer: head.security_definer,
            settings: Vec::new(),
            body: None,
            columns: Vec::new(),
            definition: Fingerprint::default(),
        },
        text: None,
    };
    let behind_name = cursor.position();
    reading.routine.parameters = parameters::read(cursor);
    while !cursor.is_at_end() {
        if !reading.clause(cursor, draft) {
            reading.body_or_opaque(cursor, draft);
        }
    }
    if let Some(text) = reading.text {
        reading.embedded(cursor, draft, text);
    }
    let header = header(cursor, &reading.routine);
    reading.routine.definition = match (draft.body, reading.routine.body) {
        // The reader knows what its tokens say once it has read them.
        (Some(Body { embedded: Some(_), .. }), _) => header,
        (Some(Body { tokens, .. }), _) => header.and(cursor.fingerprint(tokens.start as usize, tokens.end as usize)),
        (None, Some(body)) => header.and(Fingerprint::of(cursor.slice(body))),
        (None, None) => header.and(cursor.fingerprint(behind_name, cursor.position())),
    };
    let kind = head.kind.statement(verb).unwrap_or(Kind::Unknown);
    draft.change(kind, draft.whole, Action::CreateRoutine(Box::new(reading.routine)));
}

/// What a routine's header says that counts, in whatever order it is written.
fn header(cursor: &Cursor<'_>, routine: &CreateRoutine) -> Fingerprint {
    let returns = routine
        .returns
        .as_ref()
        .map_or("", |returns| cursor.slice(returns.range));
    let security = routine.security_definer.map_or("", |_| "security definer");
    let header = Fingerprint::of(returns).and(Fingerprint::of(security));
    routine.settings.iter().fold(header, |header, setting| {
        let value = setting.value.as_deref().unwrap_or_default();
        header.and(Fingerprint::of(&setting.name)).and(Fingerprint::of(value))
    })
}

struct Reading {
    routine: CreateRoutine,
    /// The body, where it is the text of a token.
    text: Option<Token>,
}

impl Reading {
    /// Takes one clause of the header, or the body.
    fn clause(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> bool {
        let from = cursor.position();
        match cursor.keyword() {
            K::RETURNS => self.returns(cursor),
            K::RETURN => self.oracle_return_or_body(cursor, draft),
            K::LANGUAGE => {
                cursor.bump();
                let token = cursor.bump();
                let language = cursor.ident_of(token).text;
                self.routine.language = Some(language.to_ascii_lowercase());
            }
            K::AS | K::IS => self.as_body(cursor, draft),
            K::BEGIN | K::DECLARE => self.inline(cursor, draft, from),
            K::SET if cursor.family() != Family::Mysql => self.setting(cursor),
            K::WITH => self.options(cursor),
            K::EXECUTE if cursor.keyword_nth(1) == K::AS => {
                cursor.bump();
                cursor.bump();
                if cursor.bump().keyword != K::CALLER {
                    self.routine.security_definer = Some(cursor.range_since(from));
                }
            }
            _ => return self.security(cursor) || self.volatility(cursor) || characteristic(cursor),
        }
        true
    }

    /// `RETURNS NULL ON NULL INPUT`, `RETURNS SETOF t`, `RETURNS TABLE (…)`, `RETURNS @t TABLE (…)`.
    fn returns(&mut self, cursor: &mut Cursor<'_>) {
        cursor.bump();
        if cursor.eat_all(&[K::NULL, K::ON, K::NULL, K::INPUT]) {
            return;
        }
        cursor.eat(K::SETOF);
        if cursor.is(TokenKind::Parameter) {
            cursor.bump();
        }
        self.routine.returns = data_type::read(cursor);
        cursor.parens();
    }

    /// Oracle's `RETURN type`; elsewhere `RETURN expression` is the body.
    fn oracle_return_or_body(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) {
        if cursor.family() == Family::Oracle && self.routine.returns.is_none() {
            cursor.bump();
            cursor.eat_all(&[K::SELF, K::AS, K::RESULT]);
            self.routine.returns = data_type::read(cursor);
            return;
        }
        let from = cursor.position();
        self.inline(cursor, draft, from);
    }

    /// `AS 'text'`, `AS $$ … $$`, `AS BEGIN … END`, `IS … BEGIN … END`, `AS EXTERNAL NAME x`.
    fn as_body(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) {
        cursor.bump();
        let token = cursor.peek();
        // psql's `:'file'`: what the variable holds is not known here.
        let is_variable = matches!(token.kind, TokenKind::Placeholder | TokenKind::Parameter)
            && matches!(cursor.family(), Family::Postgres | Family::Generic);
        if is_variable || matches!(token.kind, TokenKind::String | TokenKind::DollarString) {
            cursor.bump();
            // A file and a symbol in it are no body.
            if cursor.eat_kind(TokenKind::Comma).is_some() {
                cursor.bump();
            } else if !is_variable {
                self.text = Some(token);
            }
            return;
        }
        let is_elsewhere = matches!(
            (cursor.keyword(), cursor.keyword_nth(1)),
            (K::EXTERNAL, K::NAME) | (K::LANGUAGE, _) | (K::MLE, _)
        );
        if is_elsewhere {
            cursor.go_to(usize::MAX);
            return;
        }
        let from = cursor.position();
        self.inline(cursor, draft, from);
    }

    /// The rest of the statement is the body.
    fn inline(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft, from: usize) {
        cursor.go_to(usize::MAX);
        let to = cursor.position();
        self.routine.body = Some(cursor.range_between(from, to));
        draft.body = Some(Body {
            tokens: range(from, to),
            embedded: None,
            runs: Runs::WhenCalled,
        });
    }

    /// What is no clause: in MySQL any statement may be the body, elsewhere nobody knows it.
    fn body_or_opaque(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) {
        let from = cursor.position();
        if cursor.family() == Family::Mysql {
            return self.inline(cursor, draft, from);
        }
        cursor.bump_tree();
        cursor.mark_opaque_since(from);
    }

    /// `SET search_path = a, b`, `SET x FROM CURRENT`.
    fn setting(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position();
        cursor.bump();
        let Some(name) = cursor.name() else { return };
        let _ = cursor.eat_operator("=") || cursor.eat(K::TO) || cursor.eat_all(&[K::FROM, K::CURRENT]);
        let value_from = cursor.position();
        cursor.bump();
        while cursor.eat_kind(TokenKind::Comma).is_some() {
            cursor.bump();
        }
        self.routine.settings.push(TableSetting {
            name: CompactString::from(name.to_string().to_ascii_lowercase()),
            value: Some(CompactString::from(cursor.slice(cursor.range_since(value_from)))),
            range: cursor.range_since(from),
        });
    }

    /// SQL Server's `WITH SCHEMABINDING, EXECUTE AS OWNER`, PostgreSQL's old `WITH (isStrict)`.
    fn options(&mut self, cursor: &mut Cursor<'_>) {
        cursor.bump();
        if cursor.parens().is_some() {
            return;
        }
        while !cursor.is_at_end() && !matches!(cursor.keyword(), K::AS | K::BEGIN | K::FOR | K::RETURN) {
            let from = cursor.position();
            let token = cursor.bump();
            if matches!(token.keyword, K::EXECUTE | K::EXEC) && cursor.eat(K::AS) && cursor.bump().keyword != K::CALLER
            {
                self.routine.security_definer = Some(cursor.range_since(from));
            }
        }
    }

    /// `SECURITY DEFINER`, `SQL SECURITY INVOKER`, `AUTHID CURRENT_USER`.
    fn security(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let from = cursor.position();
        let is_said = cursor.eat_all(&[K::EXTERNAL, K::SECURITY])
            || cursor.eat_all(&[K::SQL, K::SECURITY])
            || cursor.eat(K::SECURITY)
            || cursor.eat(K::AUTHID);
        if is_said && cursor.bump().keyword == K::DEFINER {
            self.routine.security_definer = Some(cursor.range_since(from));
        }
        is_said
    }

    fn volatility(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let volatility = match cursor.keyword() {
            K::IMMUTABLE | K::DETERMINISTIC => Volatility::Immutable,
            K::STABLE => Volatility::Stable,
            K::VOLATILE => Volatility::Volatile,
            K::NOT if cursor.keyword_nth(1) == K::DETERMINISTIC => {
                cursor.bump();
                Volatility::Volatile
            }
            _ => return false,
        };
        cursor.bump();
        self.routine.volatility = Some(volatility);
        true
    }

    fn embedded(&mut self, cursor: &Cursor<'_>, draft: &mut Draft, token: Token) {
        let Some(embedded) = execute::embedded(cursor, token) else {
            return;
        };
        self.routine.body = Some(embedded.range);
        let language = self.routine.language.as_deref().unwrap_or("sql");
        if READ.contains(&language) {
            draft.body = Some(Body {
                tokens: schema::TokenRange::default(),
                embedded: Some(embedded),
                runs: Runs::WhenCalled,
            });
        }
    }
}

/// A clause that no field of the model asks for.
fn characteristic(cursor: &mut Cursor<'_>) -> bool {
    const FIXED: &[&[K]] = &[
        &[K::CALLED, K::ON, K::NULL, K::INPUT],
        &[K::STRICT],
        &[K::WINDOW],
        &[K::LEAKPROOF],
        &[K::NOT, K::LEAKPROOF],
        &[K::CONTAINS, K::SQL],
        &[K::NO, K::SQL],
        &[K::READS, K::SQL, K::DATA],
        &[K::MODIFIES, K::SQL, K::DATA],
        &[K::FOR, K::REPLICATION],
        &[K::PIPELINED],
        &[K::POLYMORPHIC],
        &[K::AGGREGATE],
        &[K::SHARING],
    ];
    const WITH_VALUE: &[K] = &[K::COST, K::ROWS, K::SUPPORT, K::PARALLEL, K::COMMENT, K::SONAME];
    const WITH_PARENS: &[K] = &[K::PARALLEL_ENABLE, K::RESULT_CACHE, K::SQL_MACRO];
    if FIXED.iter().any(|words| cursor.eat_all(words)) {
        return true;
    }
    if cursor.eat_any(WITH_VALUE).is_some() {
        cursor.name().map_or_else(|| cursor.bump_tree(), drop);
        return true;
    }
    if cursor.eat_any(WITH_PARENS).is_some() {
        cursor.parens();
        return true;
    }
    if cursor.eat_all(&[K::ACCESSIBLE, K::BY]) {
        cursor.parens();
        return true;
    }
    if cursor.eat_all(&[K::DEFAULT, K::COLLATION]) {
        cursor.name();
        return true;
    }
    if cursor.eat(K::TRANSFORM) {
        while cursor.eat_all(&[K::FOR, K::TYPE]) {
            data_type::read(cursor);
            cursor.eat_kind(TokenKind::Comma);
        }
        return true;
    }
    false
}
