//! What a statement says about transactions.

use schema::{Action, Dialect, Kind, Statement};

use crate::{Engine, InTransaction, statement_in_transaction};

/// What a statement does to the open transaction.
pub(super) enum Control {
    Begin,
    Commit { chains: bool },
    Rollback { chains: bool },
    Nothing,
}

impl Control {
    pub(super) fn of(statement: &Statement) -> Self {
        let chains = statement.changes.iter().any(|change| match &change.action {
            Action::Transaction(action) => action.chains,
            _ => false,
        });
        match statement.kind {
            Kind::Begin => Self::Begin,
            Kind::Commit | Kind::PrepareTransaction => Self::Commit { chains },
            Kind::Rollback => Self::Rollback { chains },
            _ => Self::Nothing,
        }
    }
}

/// Whether something inside the statement begins or ends a transaction under a condition.
pub(super) fn is_conditional(statement: &Statement) -> bool {
    statement.body.iter().any(|inner| {
        let controls = !matches!(Control::of(inner), Control::Nothing);
        (inner.runs == schema::Runs::If && controls) || is_conditional(inner)
    })
}

/// The savepoint or transaction that a statement names.
pub(super) fn name(statement: &Statement) -> Option<&str> {
    statement.changes.iter().find_map(|change| match &change.action {
        Action::Transaction(action) => Some(action.name.as_ref()?.text.as_str()),
        _ => None,
    })
}

/// Whether it reaches the server at all.
pub(super) fn is_sent(statement: &Statement) -> bool {
    !matches!(statement.kind, Kind::Empty | Kind::ClientCommand)
}

/// Whether a transaction is opened for it where none is and nothing commits by itself. psql opens one before whatever may
/// run in one; engines do for changes of rows.
pub(super) fn opens_transaction(statement: &Statement, engine: Engine) -> bool {
    if engine.dialect != Dialect::Postgres {
        return changes_rows(statement);
    }
    let is_control = !matches!(Control::of(statement), Control::Nothing);
    let may_run = || statement_in_transaction(statement, engine, None) != Some(InTransaction::Refused);
    is_sent(statement) && !is_control && may_run()
}

fn changes_rows(statement: &Statement) -> bool {
    let kinds = [
        Kind::Insert,
        Kind::Update,
        Kind::Delete,
        Kind::Merge,
        Kind::Replace,
        Kind::LoadData,
    ];
    kinds.contains(&statement.kind)
        || statement
            .body
            .iter()
            .any(|inner| inner.runs == schema::Runs::Now && changes_rows(inner))
}

/// `SET autocommit = 0`, psql's `\set AUTOCOMMIT off` and `SET IMPLICIT_TRANSACTIONS ON` switch it on, their opposites off.
pub(super) fn switches_implicit_transactions(statement: &Statement) -> Option<bool> {
    statement.changes.iter().find_map(|change| {
        let Action::Session(setting) = &change.action else {
            return None;
        };
        let is_on = setting
            .value
            .as_deref()
            .is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("on"));
        match setting.name.as_str() {
            "autocommit" => Some(!is_on),
            "implicit_transactions" => Some(is_on),
            _ => None,
        }
    })
}
