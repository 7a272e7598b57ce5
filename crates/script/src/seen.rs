//! What a script will see of a migration, in the API's names. The types and what can be asked of them are those that the
//! API registers, and each value is what a script gets that asks for it.

mod reader;
mod told;

use std::cell::RefCell;
use std::sync::Arc;

use lint::MigrationFacts;

use crate::api::change::Change;
use crate::api::context::{Cx, Subject};
use crate::api::handle::{At, Thing};
use crate::api::migration::Migration;
use crate::api::statement::Statement;
use crate::api::value::Value;
use crate::rule::Script;
use crate::sandbox;

use reader::Reader;
use told::Told;

/// Something that a rule can be called with.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenSubject {
    /// What the header of such a rule says: `on = ["add_column"]`.
    pub on: String,
    /// It, with what it says.
    pub thing: SeenThing,
    /// What else is known to a rule that is called with it.
    pub context: Option<SeenThing>,
    /// What it is made of: statements, changes.
    pub parts: Vec<Self>,
}

/// A value of one of the API's types.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenThing {
    /// The type.
    pub type_name: &'static str,
    /// Whether it can be used like a text, so that what it prints as says all of it.
    pub is_text: bool,
    /// What it prints as.
    pub printed: String,
    /// Its properties, in the order of the reference; none where they are left out.
    pub members: Vec<SeenMember>,
}

/// A property with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenMember {
    /// The property.
    pub name: &'static str,
    /// Whether it may be `()`, so that `false` says more than nothing.
    pub is_optional: bool,
    /// The value.
    pub value: SeenValue,
}

/// A value as a script gets it.
#[derive(Clone, PartialEq, Debug)]
pub enum SeenValue {
    /// `()`: not there, or not known.
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A value of one of the API's types.
    Thing(SeenThing),
    /// What cannot be had, and why.
    Failed(String),
}

/// How much is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Thoroughness {
    /// What has been told of once is left out afterwards, and so is what can be asked of texts.
    #[default]
    Brief,
    /// All of it.
    Full,
}

/// How far the properties of properties are followed from what a rule on changes is called with.
const DEPTH: usize = 3;
/// The same for rules on statements and migrations: what their parts say stands with those.
const OUTER_DEPTH: usize = 1;

/// What rules are called with when they look at a migration, and what they can ask of it.
#[must_use]
pub fn seen(facts: &Arc<MigrationFacts>, thoroughness: Thoroughness) -> SeenSubject {
    let seer = Seer {
        reader: Reader::new(thoroughness),
        told: (thoroughness == Thoroughness::Brief).then(RefCell::default),
    };
    let statements = (0..).map_while(|number| At::new(facts, &[number]));
    let context = Cx::new(facts, Subject::Migration, &Arc::new(Script::nobody()));
    SeenSubject {
        on: "on = \"migration\"".to_owned(),
        thing: seer.look(&Migration::new(facts).into_dynamic(), Migration::NAME, OUTER_DEPTH),
        context: Some(seer.look(&rhai::Dynamic::from(context), "Context", OUTER_DEPTH)),
        parts: statements.map(|at| seer.statement(&at)).collect(),
    }
}

thread_local! {
    /// Made when a rule first traces a value.
    static ASKER: Reader = Reader::new(Thoroughness::Full);
}

/// A value that has no place in the text, with what it says of itself: `expand {phase: expand, locks: [orders], …}`. `None`
/// where what it prints as says enough.
pub(crate) fn in_full(value: &rhai::Dynamic) -> Option<String> {
    let thing = ASKER.with(|asker| {
        let (name, described) = asker.described_type(value)?;
        let says_more = !described.is_place && !described.is_text && !described.members.is_empty() && name != "List";
        says_more.then(|| sandbox::aside(|| asker.thing(value, name, 1)))
    })?;
    let members = thing.members.iter().filter(|member| member.value != SeenValue::Nothing);
    let members: Vec<String> = members
        .map(|member| format!("{}: {}", member.name, in_short(&member.value)))
        .collect();
    if members.is_empty() {
        return None;
    }
    Some(format!("{} {{{}}}", thing.printed, members.join(", ")))
}

fn in_short(value: &SeenValue) -> String {
    match value {
        SeenValue::Nothing => "()".to_owned(),
        SeenValue::Flag(flag) => flag.to_string(),
        SeenValue::Number(number) => number.to_string(),
        SeenValue::Text(text) => text.clone(),
        SeenValue::List(items) => format!("[{}]", items.iter().map(in_short).collect::<Vec<_>>().join(", ")),
        SeenValue::Thing(thing) => thing.printed.clone(),
        SeenValue::Failed(why) => why.clone(),
    }
}

struct Seer {
    reader: Reader,
    /// What has been told of the migration, where it is told once.
    told: Option<RefCell<Told>>,
}

impl Seer {
    fn look(&self, value: &rhai::Dynamic, type_name: &'static str, depth: usize) -> SeenThing {
        let mut thing = self.reader.thing(value, type_name, depth);
        if let Some(told) = &self.told {
            told.borrow_mut().tell_once(&mut thing);
        }
        thing
    }

    fn statement(&self, at: &At) -> SeenSubject {
        let count = u32::try_from(at.statement().changes.len()).unwrap_or(u32::MAX);
        let changes = (0..count).map(|index| self.change(at, index));
        let body = (0..).map_while(|number| at.inner(number));
        SeenSubject {
            on: "on = \"statement\"".to_owned(),
            thing: self.look(&Statement::new(at.clone()).into_dynamic(), Statement::NAME, OUTER_DEPTH),
            context: None,
            parts: changes.chain(body.map(|inner| self.statement(&inner))).collect(),
        }
    }

    fn change(&self, at: &At, index: u32) -> SeenSubject {
        let change = Change::new(at.clone(), index);
        SeenSubject {
            on: format!("on = [\"{}\"]", change.schema_change().kind),
            thing: self.look(&change.into_dynamic(), Change::NAME, DEPTH),
            context: None,
            parts: Vec::new(),
        }
    }
}
