use schema::{Action, Grant, GrantTarget, ObjectKind};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::object::Object;
use super::value::texts;

impl Model for Grant {
    const NAME: &'static str = "Grant";
    const SUMMARY: &'static str = "What `grant` or `revoke` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Grant(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property(
                "privileges",
                "The privileges or roles, in upper case; `ALL` for all.",
                |this| texts(&this.model().privileges),
            )
            .property("grantees", "To or from whom; `PUBLIC` is written so.", |this| {
                Name::all(&this.at, &this.model().grantees)
            })
            .property(
                "on",
                "What kind of object it is on: `table`, `schema`, `role` for a membership.",
                |this| on(&this.model().target).as_str(),
            )
            .property(
                "objects",
                "The objects it is on; empty where it is on all of a schema.",
                objects,
            )
            .property(
                "schemas",
                "The schemas of which it is on all objects.",
                |this| match &this.model().target {
                    GrantTarget::AllInSchema { schemas, .. } => Name::all(&this.at, schemas),
                    _ => Vec::new(),
                },
            )
            .property("with_grant_option", "Whether it may be passed on.", |this| {
                this.model().with_grant_option
            });
    }
}

const fn on(target: &GrantTarget) -> ObjectKind {
    match target {
        GrantTarget::Objects { kind, .. } | GrantTarget::AllInSchema { kind, .. } => *kind,
        GrantTarget::Role => ObjectKind::Role,
    }
}

fn objects(grant: &Facet<Grant>) -> Vec<Object> {
    match &grant.model().target {
        GrantTarget::Objects { kind, names } => {
            let named = names.iter().map(|name| Object::new(&grant.at, name, *kind));
            named.collect()
        }
        _ => Vec::new(),
    }
}
