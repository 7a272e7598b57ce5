use std::any::TypeId;
use std::cell::RefCell;
use std::collections::BTreeMap;

use rhai::{AST, Dynamic, Engine, Position, Scope};

use super::{SeenMember, SeenThing, SeenValue, Thoroughness};
use crate::api::Library;
use crate::api::catalog::Catalog;
use crate::api::describe::{MemberDoc, MemberKind, TypeDoc};
use crate::api::handle::Thing;
use crate::api::list::List;
use crate::error::Fault;
use crate::reference::entry_points;
use crate::sandbox;

/// Asks values what a script can ask them.
pub(super) struct Reader {
    engine: Engine,
    types: Vec<TypeDoc>,
    names: BTreeMap<TypeId, &'static str>,
    /// What reads a property, for each that was read.
    questions: RefCell<BTreeMap<&'static str, AST>>,
    thoroughness: Thoroughness,
}

impl Reader {
    pub(super) fn new(thoroughness: Thoroughness) -> Self {
        let Library { module, registered } = crate::api::library();
        Self {
            engine: sandbox::engine([sandbox::standard_library(), module]),
            types: registered.types,
            names: registered.ids.into_iter().map(|(name, id)| (id, name)).collect(),
            questions: RefCell::default(),
            thoroughness,
        }
    }

    /// What a value of a type says of itself, and what so many levels of what it gives say.
    pub(super) fn thing(&self, value: &Dynamic, type_name: &'static str, depth: usize) -> SeenThing {
        self.tell(value, type_name, depth, &mut Vec::new())
    }

    /// `way` holds the types that led here.
    fn tell(&self, value: &Dynamic, type_name: &'static str, depth: usize, way: &mut Vec<&'static str>) -> SeenThing {
        let mut thing = SeenThing {
            type_name,
            is_text: self.described(type_name).is_some_and(|found| found.is_text),
            printed: self.printed(value),
            members: Vec::new(),
        };
        if !way.is_empty() && (depth == 0 || way.contains(&type_name) || self.stands_apart(&thing)) {
            return thing;
        }
        way.push(type_name);
        let depth = depth.saturating_sub(usize::from(way.len() > 1));
        let members = self.described(type_name).map_or(&[][..], |found| &found.members);
        let properties = members.iter().filter(|member| member.kind == MemberKind::Property);
        thing.members = properties
            .map(|member| SeenMember {
                name: member.name,
                is_optional: member.gives.is_optional,
                value: self.member(value, member, depth, way),
            })
            .collect();
        way.pop();
        thing
    }

    fn member(&self, of: &Dynamic, member: &MemberDoc, depth: usize, way: &mut Vec<&'static str>) -> SeenValue {
        match self.ask(of, member.name) {
            Ok(value) => self.value(&value, depth, way),
            Err(fault) => SeenValue::Failed(fault.message),
        }
    }

    fn value(&self, value: &Dynamic, depth: usize, way: &mut Vec<&'static str>) -> SeenValue {
        if value.is_unit() {
            return SeenValue::Nothing;
        }
        if let Ok(flag) = value.as_bool() {
            return SeenValue::Flag(flag);
        }
        if let Ok(number) = value.as_int() {
            return SeenValue::Number(number);
        }
        if let Ok(text) = value.as_immutable_string_ref() {
            return SeenValue::Text(text.to_string());
        }
        if let Some(list) = value.read_lock::<List>().map(|list| list.clone()) {
            return SeenValue::List(list.into_iter().map(|item| self.value(&item, depth, way)).collect());
        }
        match self.names.get(&value.type_id()) {
            Some(name) => SeenValue::Thing(self.tell(value, name, depth, way)),
            None => SeenValue::Text(self.printed(value)),
        }
    }

    /// Whether what a value of this type says is left out where another value gives it: rules are called with it, and
    /// it stands by itself; or it is a text, of which all is said.
    fn stands_apart(&self, thing: &SeenThing) -> bool {
        let is_subject = entry_points()
            .iter()
            .any(|entry| entry.takes.first() == Some(&thing.type_name));
        let is_whole_schema = thing.type_name == Catalog::NAME;
        is_subject || is_whole_schema || (self.thoroughness == Thoroughness::Brief && thing.is_text)
    }

    fn described(&self, type_name: &str) -> Option<&TypeDoc> {
        self.types.iter().find(|described| described.name == type_name)
    }

    /// What the reference says of the type of a value; `None` where it is none of the API's.
    pub(super) fn described_type(&self, value: &Dynamic) -> Option<(&'static str, &TypeDoc)> {
        let name = *self.names.get(&value.type_id())?;
        Some((name, self.described(name)?))
    }

    /// Reads a property as a script does.
    fn ask(&self, of: &Dynamic, property: &'static str) -> Result<Dynamic, Fault> {
        let mut scope = Scope::new();
        scope.push_constant_dynamic("it", of.clone());
        let mut questions = self.questions.borrow_mut();
        let question = match questions.get(property) {
            Some(question) => question,
            None => {
                let text = format!("it.{property}");
                let question = self.engine.compile_expression_with_scope(&scope, text);
                let question = question.map_err(|error| Fault::new(Position::NONE, error.to_string()))?;
                questions.entry(property).or_insert(question)
            }
        };
        sandbox::refuel(u64::MAX);
        Ok(self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, question)?)
    }

    fn printed(&self, value: &Dynamic) -> String {
        sandbox::refuel(u64::MAX);
        let mut scope = Scope::new();
        scope.push_constant_dynamic("it", value.clone());
        let printed = self
            .engine
            .eval_expression_with_scope::<String>(&mut scope, "it.to_string()");
        printed.unwrap_or_default()
    }
}
