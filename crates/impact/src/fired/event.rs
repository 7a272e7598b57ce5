use std::sync::Arc;

use schema::catalog::{Rule, Trigger};
use schema::{Action, Conflict, Kind};

use crate::rows::Subject;

/// How rows are changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

impl Event {
    pub(super) const ALL: [Self; 3] = [Self::Insert, Self::Update, Self::Delete];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }

    pub(super) fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Insert | Kind::Copy => &[Self::Insert],
            Kind::Update => &[Self::Update],
            Kind::Delete => &[Self::Delete],
            Kind::Replace => &[Self::Delete, Self::Insert],
            _ => &Self::ALL,
        }
    }
}

/// What the change does to rows.
pub(super) fn events(subject: &Subject<'_>) -> Vec<Event> {
    match &subject.change.action {
        Action::Insert(insert) if insert.conflict == Some(Conflict::Update) => vec![Event::Insert, Event::Update],
        Action::Merge(merge) => {
            let said = [merge.inserts, merge.updates, merge.deletes];
            let said = Event::ALL.into_iter().zip(said).filter(|(_, is_said)| *is_said);
            said.map(|(event, _)| event).collect()
        }
        _ => Event::of(subject.change.kind).to_vec(),
    }
}

/// The triggers that fire on it.
pub(super) fn fires(triggers: &[Arc<Trigger>], event: Event) -> impl Iterator<Item = &Trigger> {
    let fires = move |trigger: &&Trigger| trigger.events.iter().any(|known| known.starts_with(event.as_str()));
    triggers.iter().map(AsRef::as_ref).filter(fires)
}

/// The rules that stand for it.
pub(super) fn rules_on(rules: &[Arc<Rule>], event: Event) -> impl Iterator<Item = &Rule> {
    let is_on = move |rule: &&Rule| rule.event.eq_ignore_ascii_case(event.as_str());
    rules.iter().map(AsRef::as_ref).filter(is_on)
}
