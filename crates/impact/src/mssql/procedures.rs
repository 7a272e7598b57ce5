//! SQL Server's own procedures whose effect is documented, so that a call of one says what it does.

use schema::{Action, Dialect};

use crate::rows::Subject;
use crate::{Fact, Phase};

/// What a system procedure does when it is called.
struct SystemProcedure {
    name: &'static str,
    /// A second call succeeds and leaves everything as after the first.
    repeats: bool,
    phase: Phase,
}

const fn procedure(name: &'static str, repeats: bool, phase: Phase) -> SystemProcedure {
    SystemProcedure { name, repeats, phase }
}

/// Each from its page below
/// <https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/system-stored-procedures-transact-sql>.
/// None of them takes a table's rows away, or locks a table against its readers for longer than it takes to note the change.
const PROCEDURES: &[SystemProcedure] = &[
    // A property that is there already is refused (error 15233), and one that is not (15217).
    procedure("sp_addextendedproperty", false, Phase::Neutral),
    procedure("sp_updateextendedproperty", true, Phase::Neutral),
    procedure("sp_dropextendedproperty", false, Phase::Neutral),
    procedure("sp_refreshview", true, Phase::Neutral),
    procedure("sp_refreshsqlmodule", true, Phase::Neutral),
    procedure("sp_recompile", true, Phase::Neutral),
    procedure("sp_tableoption", true, Phase::Neutral),
    procedure("sp_indexoption", true, Phase::Neutral),
    procedure("sp_settriggerorder", true, Phase::Neutral),
    procedure("sp_configure", true, Phase::Neutral),
    procedure("sp_addrolemember", true, Phase::Expand),
    procedure("sp_addsrvrolemember", true, Phase::Expand),
    procedure("sp_droprolemember", true, Phase::Contract),
    // Values that are there are not looked at; new ones are.
    procedure("sp_bindrule", true, Phase::Contract),
    procedure("sp_bindefault", true, Phase::Expand),
    procedure("sp_help", true, Phase::Neutral),
    procedure("sp_helptext", true, Phase::Neutral),
    procedure("sp_helpindex", true, Phase::Neutral),
    procedure("sp_columns", true, Phase::Neutral),
    procedure("sp_spaceused", true, Phase::Neutral),
    procedure("sp_who", true, Phase::Neutral),
    procedure("sp_lock", true, Phase::Neutral),
];

fn called(subject: &Subject<'_>) -> Option<&'static SystemProcedure> {
    let Action::Call(name) = &subject.change.action else {
        return None;
    };
    let is_of_mssql = subject.engine.dialect == Dialect::Mssql;
    let name = name.ident.text.to_ascii_lowercase();
    PROCEDURES
        .iter()
        .find(|procedure| is_of_mssql && procedure.name == name)
}

/// A system procedure whose effect is known.
pub(crate) fn is_system_procedure(subject: &Subject<'_>) -> Fact {
    Some(called(subject).is_some())
}

/// One that can be called twice.
pub(crate) fn procedure_repeats(subject: &Subject<'_>) -> Fact {
    Some(called(subject).is_some_and(|procedure| procedure.repeats))
}

/// One that changes nothing which code would meet.
pub(crate) fn procedure_is_neutral(subject: &Subject<'_>) -> Fact {
    Some(called(subject).is_some_and(|procedure| procedure.phase == Phase::Neutral))
}

/// One that gives code more room.
pub(crate) fn procedure_expands(subject: &Subject<'_>) -> Fact {
    Some(called(subject).is_some_and(|procedure| procedure.phase == Phase::Expand))
}
