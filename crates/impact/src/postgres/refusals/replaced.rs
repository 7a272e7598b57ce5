//! What a function keeps when it is replaced.

use schema::catalog::Routine;
use schema::{Action, CreateRoutine, DataType, Dialect, Parameter};

use crate::Fact;
use crate::rows::Subject;

/// The function as it stands, the one that replaces it, and what that is given.
fn replaced<'a>(subject: &Subject<'a>) -> Option<(&'a Routine, &'a CreateRoutine, Vec<&'a Parameter>)> {
    let Action::CreateRoutine(new) = &subject.change.action else {
        return None;
    };
    let before = subject
        .before
        .filter(|_| new.or_replace && !new.name.has_placeholder())?;
    let given: Vec<&Parameter> = new
        .parameters
        .iter()
        .filter(|parameter| parameter.mode != "OUT")
        .collect();
    let is_same = |known: &&Routine| {
        let types = given.iter().map(|parameter| &parameter.data_type.name);
        known.object_kind == new.object_kind && known.parameters.iter().eq(types)
    };
    let known = before
        .routines_at(&before.new_key(&new.name))
        .known()?
        .iter()
        .find(is_same)?;
    Some((known, new, given))
}

pub(super) fn returns_otherwise(subject: &Subject<'_>) -> Fact {
    let written = |returns: &DataType| {
        let brackets = if returns.dimensions > 0 { "[]" } else { "" };
        format!("{}{brackets}", returns.canonical_name(Dialect::Postgres))
    };
    Some(replaced(subject).is_some_and(|(known, new, _)| {
        let both = known.returns.as_ref().zip(new.returns.as_ref().map(written));
        // `table (…)` of one column is another way to write `setof`, and `%type` is looked up.
        let is_plain = |name: &str| name != "table" && !name.contains('%');
        both.is_some_and(|(old, new)| *old != new && is_plain(old) && is_plain(&new))
    }))
}

pub(super) fn renames_parameter(subject: &Subject<'_>) -> Fact {
    let dialect = subject.engine.dialect;
    Some(replaced(subject).is_some_and(|(known, _, given)| {
        let mut names = known.parameter_names.iter().zip(given);
        names.any(|(old, new)| {
            let new = new.name.as_ref().map(|name| name.folded(dialect));
            old.as_ref().is_some_and(|old| new.as_ref() != Some(old))
        })
    }))
}

pub(super) fn takes_default_away(subject: &Subject<'_>) -> Fact {
    Some(replaced(subject).is_some_and(|(known, _, given)| {
        let defaults = given.iter().filter(|parameter| parameter.has_default).count();
        defaults < known.parameter_defaults as usize
    }))
}
