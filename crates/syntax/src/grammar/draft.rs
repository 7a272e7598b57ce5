use schema::{
    Action, Change, Kind, LockHints, Modifiers, Name, NameRole, NameUse, NameUses, Runs, Statement, TokenRange,
};
use source::TextRange;

use super::Body;
use crate::cursor::Cursor;
use crate::extent::range;

/// How many of the names noted so far are compared with a new one.
const KNOWN_USES: usize = 64;

/// A statement in the making.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The statement's own kind; [`Kind::Unknown`] until somebody knows it.
    pub(crate) kind: Kind,
    pub(crate) changes: Vec<Change>,
    pub(crate) modifiers: Modifiers,
    pub(crate) uses: NameUses,
    /// What stands inside and is read afterwards.
    pub(crate) body: Option<Body>,
    /// The whole statement's range.
    pub(crate) whole: TextRange,
    /// Whether anybody will ask what its expressions say: not inside routines.
    pub(crate) reads_exprs: bool,
}

impl Draft {
    pub(crate) fn new(whole: TextRange, runs: Runs) -> Self {
        let reads_exprs = matches!(runs, Runs::Now | Runs::If);
        Self {
            kind: Kind::Unknown,
            changes: Vec::new(),
            modifiers: Modifiers::default(),
            uses: NameUses::new_const(),
            body: None,
            whole,
            reads_exprs,
        }
    }

    /// Adds a change that stands at `range`.
    pub(crate) fn change(&mut self, kind: Kind, range: TextRange, action: Action) {
        // Most statements make one change, and a change is large.
        if self.changes.capacity() == 0 {
            self.changes = Vec::with_capacity(1);
        }
        self.changes.push(Change { kind, range, action });
    }

    /// Says that the statement is of this kind and makes one change of the same kind.
    pub(crate) fn is(&mut self, kind: Kind, action: Action) {
        self.kind = kind;
        self.change(kind, self.whole, action);
    }

    /// Takes what is left for statements that run with it.
    pub(crate) fn runs_rest(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position();
        cursor.go_to(usize::MAX);
        if cursor.position() > from {
            self.body = Some(Body {
                tokens: range(from, cursor.position()),
                embedded: None,
                runs: Runs::Now,
            });
        }
    }

    /// Notes that the statement changes this relation, its rows or its shape.
    pub(crate) fn writes(&mut self, name: &Name) {
        self.uses(name, NameRole::Writes);
    }

    /// Notes how a relation that is noted is locked.
    pub(crate) fn hint(&mut self, name: &Name, hints: LockHints) {
        if hints == LockHints::NONE {
            return;
        }
        let is_it = |used: &&mut NameUse| used.name.ident.text == name.ident.text;
        for used in self.uses.iter_mut().rev().filter(is_it).take(1) {
            used.lock_hints = used.lock_hints.and(hints);
        }
    }

    /// Notes what the statement does with something it names, once.
    pub(crate) fn uses(&mut self, name: &Name, role: NameRole) {
        // The latest are enough: a statement that names thousands repeats the same few.
        let is_known = self.uses.iter().rev().take(KNOWN_USES).any(|known| {
            known.role == role
                && known.name.ident.text == name.ident.text
                && known.name.qualifiers.len() == name.qualifiers.len()
                && known
                    .name
                    .qualifiers
                    .iter()
                    .zip(&name.qualifiers)
                    .all(|(one, other)| one.text == other.text)
        });
        if !is_known {
            self.uses.push(NameUse {
                name: name.clone(),
                role,
                lock_hints: LockHints::NONE,
            });
        }
    }

    /// The statement, and what stands inside it. One without changes has a change of its own kind.
    pub(crate) fn finish(
        mut self,
        tokens: TokenRange,
        runs: Runs,
        opaque: Vec<TextRange>,
    ) -> (Statement, Option<Body>) {
        if self.changes.is_empty() {
            self.change(self.kind, self.whole, Action::None);
        }
        let statement = Statement {
            kind: self.kind,
            range: self.whole,
            tokens,
            changes: self.changes,
            modifiers: self.modifiers,
            uses: self.uses,
            runs,
            guard: None,
            body: Vec::new(),
            opaque,
        };
        (statement, self.body)
    }
}
