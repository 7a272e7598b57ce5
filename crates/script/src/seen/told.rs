use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{SeenMember, SeenThing, SeenValue};
use crate::api::describe::api;

/// What has been told of a migration.
#[derive(Default)]
pub(super) struct Told {
    /// What has no place in the text: the tables of the catalogue, say.
    without_place: BTreeSet<String>,
}

impl Told {
    /// Leaves out what parts of a subject say where the same has been told before, what is nearer to the subject first,
    /// and what the subject says itself.
    pub(super) fn tell_once(&mut self, subject: &mut SeenThing) {
        let own: BTreeSet<String> = subject.members.iter().map(digest_of_member).collect();
        let mut told = BTreeSet::new();
        let mut level: Vec<&mut SeenThing> = subject.members.iter_mut().flat_map(things).collect();
        while !level.is_empty() {
            let mut next = Vec::new();
            for thing in level {
                let told = if has_place(thing) {
                    &mut told
                } else {
                    &mut self.without_place
                };
                if !told.insert(digest(thing)) {
                    thing.members.clear();
                    continue;
                }
                thing.members.retain(|member| !own.contains(&digest_of_member(member)));
                next.extend(thing.members.iter_mut().flat_map(things));
            }
            level = next;
        }
    }
}

fn has_place(thing: &SeenThing) -> bool {
    let described = api().iter().find(|described| described.name == thing.type_name);
    described.is_some_and(|described| described.is_place)
}

/// The things that a member is or lists.
fn things(member: &mut SeenMember) -> Vec<&mut SeenThing> {
    fn of(value: &mut SeenValue) -> Vec<&mut SeenThing> {
        match value {
            SeenValue::Thing(thing) => vec![thing],
            SeenValue::List(items) => items.iter_mut().flat_map(of).collect(),
            _ => Vec::new(),
        }
    }
    of(&mut member.value)
}

/// What tells a thing from others: all that it says, of other things what they print as.
fn digest(thing: &SeenThing) -> String {
    let mut digest = format!("{}\0{}", thing.type_name, thing.printed);
    for member in &thing.members {
        let _ = write!(digest, "\0{}", digest_of_member(member));
    }
    digest
}

fn digest_of_member(member: &SeenMember) -> String {
    fn add(value: &SeenValue, digest: &mut String) {
        let _ = match value {
            SeenValue::Nothing => write!(digest, "()"),
            SeenValue::Flag(flag) => write!(digest, "{flag}"),
            SeenValue::Number(number) => write!(digest, "{number}"),
            SeenValue::Text(text) | SeenValue::Failed(text) => write!(digest, "{text:?}"),
            SeenValue::Thing(thing) => write!(digest, "{}\0{}", thing.type_name, thing.printed),
            SeenValue::List(items) => {
                items.iter().for_each(|item| {
                    digest.push('\0');
                    add(item, digest);
                });
                Ok(())
            }
        };
    }
    let mut digest = format!("{}=", member.name);
    add(&member.value, &mut digest);
    digest
}
