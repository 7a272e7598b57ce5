//! The settings that a script made and that still hold.

use compact_str::CompactString;
use schema::{Action, Dialect, Expr, ExprKind, Kind, Literal, SessionSetting, SettingScope, Statement};

use super::Transaction;

/// How a transaction ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Committed,
    RolledBack,
}

#[derive(Clone, PartialEq, Eq)]
struct Setting {
    name: CompactString,
    value: Option<CompactString>,
    scope: SettingScope,
}

/// The settings that hold, the latest of each name last.
#[derive(Default)]
pub(super) struct Settings {
    made: Vec<Setting>,
    /// What held when the open transaction began: a rollback brings it back.
    at_begin: Vec<Setting>,
}

impl Settings {
    /// The settings that hold now, one of each name.
    pub(super) fn current(&self) -> Vec<(CompactString, Option<CompactString>)> {
        let mut current: Vec<(CompactString, Option<CompactString>)> = Vec::new();
        for setting in self.made.iter().rev() {
            if !current.iter().any(|(name, _)| *name == setting.name) {
                current.push((setting.name.clone(), setting.value.clone()));
            }
        }
        current.reverse();
        current
    }

    pub(super) fn begin_transaction(&mut self) {
        self.at_begin.clone_from(&self.made);
    }

    pub(super) fn end_transaction(&mut self, outcome: Outcome) {
        if outcome == Outcome::RolledBack {
            self.made.clone_from(&self.at_begin);
        }
        self.made.retain(|setting| setting.scope != SettingScope::Local);
    }

    /// Takes in what a statement sets.
    pub(super) fn follow(&mut self, statement: &Statement, transaction: Transaction, dialect: Dialect) {
        for change in &statement.changes {
            match &change.action {
                Action::Session(setting) if change.kind == Kind::Discard && setting.name == "all" => self.made.clear(),
                // `DISCARD PLANS` and the like leave settings alone.
                Action::Session(_) if change.kind == Kind::Discard => {}
                Action::Session(setting) => self.set(change.kind, setting, transaction, dialect),
                Action::Select(select) => {
                    let calls = select.exprs.iter().filter_map(set_config);
                    calls.for_each(|setting| self.add(setting, transaction));
                }
                _ => {}
            }
        }
    }

    fn set(&mut self, kind: Kind, setting: &SessionSetting, transaction: Transaction, dialect: Dialect) {
        let is_default = setting
            .value
            .as_deref()
            .is_some_and(|value| value.eq_ignore_ascii_case("default"));
        if kind == Kind::Reset || is_default {
            self.reset(&setting.name);
            return;
        }
        // Inside a transaction SQLite accepts it and does nothing (https://www.sqlite.org/pragma.html#pragma_foreign_keys).
        let is_ignored = dialect == Dialect::Sqlite && setting.name == "foreign_keys" && transaction.is_open();
        let is_of_session = matches!(setting.scope, SettingScope::Session | SettingScope::Local);
        if !is_ignored && is_of_session {
            let made = Setting {
                name: setting.name.clone(),
                value: setting.value.clone(),
                scope: setting.scope,
            };
            self.add(made, transaction);
        }
    }

    /// `SET LOCAL` outside a transaction does nothing but warn.
    fn add(&mut self, setting: Setting, transaction: Transaction) {
        if setting.scope == SettingScope::Local && transaction == Transaction::None {
            return;
        }
        if setting.scope == SettingScope::Session {
            self.made.retain(|known| known.name != setting.name);
        }
        self.made.push(setting);
    }

    fn reset(&mut self, name: &str) {
        if name == "all" {
            self.made.clear();
        } else {
            self.made.retain(|known| known.name != name);
        }
    }
}

/// `set_config('lock_timeout', '2s', true)`.
fn set_config(expr: &Expr) -> Option<Setting> {
    let ExprKind::Call { name, args } = &expr.kind else {
        return None;
    };
    if !name.ident.text.eq_ignore_ascii_case("set_config") {
        return None;
    }
    let [setting, value, is_local] = args.as_slice() else {
        return None;
    };
    let ExprKind::Literal(Literal::Text(name)) = &setting.kind else {
        return None;
    };
    let value = match &value.kind {
        ExprKind::Literal(Literal::Text(text) | Literal::Number(text)) => Some(text.clone()),
        _ => None,
    };
    let is_local = matches!(is_local.kind, ExprKind::Literal(Literal::Boolean(true)));
    Some(Setting {
        name: name.to_lowercase(),
        value,
        scope: if is_local {
            SettingScope::Local
        } else {
            SettingScope::Session
        },
    })
}
