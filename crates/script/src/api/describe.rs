use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use rhai::{Dynamic, FuncRegistration, Module, RhaiNativeFunc};

use super::handle::{self, Handle, Thing};
use super::value::Value;
use crate::stored::Keeper;

/// The version of the API that this release offers to scripts. It grows when a name is changed or taken away.
pub const API_VERSION: u32 = 1;

/// A type that scripts see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeDoc {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Whether a finding, a note or an edit can be placed at it.
    pub is_place: bool,
    /// Whether it can be used like a text, so that what it prints as says all of it.
    pub is_text: bool,
    /// What can be asked of it and done with it, in the order of the reference.
    pub members: Vec<MemberDoc>,
}

/// A property or a function of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberDoc {
    /// Its name.
    pub name: &'static str,
    /// Which of the two it is.
    pub kind: MemberKind,
    /// What it takes besides what stands before the dot; empty for a property.
    pub takes: Vec<Parameter>,
    /// What it gives.
    pub gives: Given,
    /// What it says or does.
    pub summary: &'static str,
    /// The texts that it can be, where it is always one of a few; else empty.
    pub words: Vec<&'static str>,
}

/// A value that a function takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// What it is called in the reference.
    pub name: &'static str,
    /// Its type: `string`, `Table`, `any place`, `|item| bool`.
    pub type_name: &'static str,
}

/// The type of what a member gives. It displays as `bool`, `Table?`, `[Column]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// A type of the API, or `bool`, `int`, `string`, `array`, `map`, `item`, `()`, `any`.
    pub name: String,
    /// Whether it is a list of these.
    pub is_list: bool,
    /// Whether it may be `()` instead: not there, or not known.
    pub is_optional: bool,
}

/// Whether a member is read or called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// Read: `change.kind`.
    Property,
    /// Called: `cx.report(…)`.
    Function,
}

/// Every type that scripts see, with its members: the source of the reference, of the checks at load, of completion and
/// of hover.
pub fn api() -> &'static [TypeDoc] {
    static API: OnceLock<Vec<TypeDoc>> = OnceLock::new();
    API.get_or_init(|| super::library().registered.types)
}

impl MemberKind {
    /// Its word: `property`, `function`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Property => "property",
            Self::Function => "function",
        }
    }
}

impl TypeDoc {
    /// The member with this name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&MemberDoc> {
        self.members.iter().find(|member| member.name == name)
    }
}

impl MemberDoc {
    /// How it is written: `starts_with(text: string) -> bool`, `kind: string`.
    #[must_use]
    pub fn signature(&self) -> String {
        if self.kind == MemberKind::Property {
            return format!("{}: {}", self.name, self.gives);
        }
        let takes: Vec<String> = self.takes.iter().map(ToString::to_string).collect();
        format!("{}({}) -> {}", self.name, takes.join(", "), self.gives)
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.type_name)
    }
}

impl Given {
    /// What `text` names: `bool`, `Table?`, `[Column]`.
    pub(crate) fn of(text: &str) -> Self {
        let (text, is_optional) = text.strip_suffix('?').map_or((text, false), |bare| (bare, true));
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        Self {
            name: inner.unwrap_or(text).to_owned(),
            is_list: inner.is_some(),
            is_optional,
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional = if self.is_optional { "?" } else { "" };
        if self.is_list {
            write!(f, "[{}]{optional}", self.name)
        } else {
            write!(f, "{}{optional}", self.name)
        }
    }
}

/// Registers types and keeps what is said of them.
pub(crate) struct Builder<'m> {
    module: &'m mut Module,
    types: Vec<TypeDoc>,
    keepers: Vec<Keeper>,
    ids: Vec<(&'static str, TypeId)>,
}

/// What was registered besides the module.
pub(crate) struct Registered {
    pub(crate) types: Vec<TypeDoc>,
    /// How values of each type are kept.
    pub(crate) keepers: Vec<Keeper>,
    /// The types by their names.
    pub(crate) ids: Vec<(&'static str, TypeId)>,
}

impl<'m> Builder<'m> {
    pub(crate) const fn new(module: &'m mut Module) -> Self {
        Self {
            module,
            types: Vec::new(),
            keepers: Vec::new(),
            ids: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Registered {
        Registered {
            types: self.types,
            keepers: self.keepers,
            ids: self.ids,
        }
    }

    /// A type of which there is a text and a place.
    pub(crate) fn handle<T: Handle>(&mut self) {
        let mut members = self.thing::<T>();
        *members.is_place = true;
        handle::register_place::<T>(&mut members);
    }

    /// A type of which there is a text.
    pub(crate) fn thing<T: Thing>(&mut self) -> Members<'_, T> {
        self.keepers.push(Keeper::of::<T>());
        let mut members = self.of::<T>(T::NAME, T::SUMMARY);
        T::describe(&mut members);
        handle::register_thing::<T>(&mut members);
        members
    }

    /// A type whose members follow.
    pub(crate) fn of<T: Clone + 'static>(&mut self, name: &'static str, summary: &'static str) -> Members<'_, T> {
        self.module.set_custom_type::<T>(name);
        self.ids.push((name, TypeId::of::<T>()));
        self.types.push(TypeDoc {
            name,
            summary,
            is_place: false,
            is_text: false,
            members: Vec::new(),
        });
        let last = self.types.len() - 1;
        let described = &mut self.types[last];
        Members {
            module: self.module,
            docs: &mut described.members,
            is_place: &mut described.is_place,
            is_text: &mut described.is_text,
            of: PhantomData,
        }
    }
}

/// Registers the members of one type.
pub(crate) struct Members<'b, T> {
    module: &'b mut Module,
    docs: &'b mut Vec<MemberDoc>,
    is_place: &'b mut bool,
    is_text: &'b mut bool,
    of: PhantomData<T>,
}

impl<T: Clone + 'static> Members<'_, T> {
    /// The module, for what has no place in the reference.
    pub(crate) const fn module(&mut self) -> &mut Module {
        self.module
    }

    /// Says that it can be used like a text.
    pub(crate) const fn is_text(&mut self) {
        *self.is_text = true;
    }

    /// Something to read.
    pub(crate) fn property<V: Value>(
        &mut self,
        name: &'static str,
        summary: &'static str,
        get: impl Fn(&T) -> V + 'static,
    ) -> &mut Self {
        let read = move |this: &mut T| -> Dynamic { get(this).into_dynamic() };
        FuncRegistration::new_getter(name)
            .with_purity(true)
            .set_into_module(self.module, read);
        self.docs.push(MemberDoc {
            name,
            kind: MemberKind::Property,
            takes: Vec::new(),
            gives: Given::of(&V::type_name()),
            summary,
            words: Vec::new(),
        });
        self
    }

    /// Says that the last property is always one of these words, so that a comparison with another one is a slip.
    pub(crate) fn one_of(&mut self, words: impl IntoIterator<Item = &'static str>) -> &mut Self {
        if let Some(last) = self.docs.last_mut() {
            last.words = words.into_iter().collect();
        }
        self
    }

    /// The same, of the words that its summary has between back-ticks.
    pub(crate) fn one_of_those(&mut self) -> &mut Self {
        let summary = self.docs.last().map_or("", |last| last.summary);
        let words = summary.split('`').skip(1).step_by(2).filter(|word| *word != "()");
        self.one_of(words)
    }

    /// Something to call. `signature` is `(text: string) -> bool`.
    pub(crate) fn function<A: 'static, const N: usize, const X: bool, R, const F: bool>(
        &mut self,
        name: &'static str,
        signature: &'static str,
        summary: &'static str,
        call: impl RhaiNativeFunc<A, N, X, R, F> + 'static,
    ) -> &mut Self
    where
        R: Clone + 'static,
    {
        self.overload(name, call);
        self.document(name, signature, summary)
    }

    /// Something to call that each type it takes registers for itself.
    pub(crate) fn document(&mut self, name: &'static str, signature: &'static str, summary: &'static str) -> &mut Self {
        let (takes, gives) = signature.split_once(" -> ").unwrap_or((signature, "()"));
        self.docs.push(MemberDoc {
            name,
            kind: MemberKind::Function,
            takes: parameters(takes),
            gives: Given::of(gives),
            summary,
            words: Vec::new(),
        });
        self
    }

    /// The same function for other values.
    pub(crate) fn overload<A: 'static, const N: usize, const X: bool, R, const F: bool>(
        &mut self,
        name: &'static str,
        call: impl RhaiNativeFunc<A, N, X, R, F> + 'static,
    ) -> &mut Self
    where
        R: Clone + 'static,
    {
        FuncRegistration::new(name)
            .with_purity(true)
            .set_into_module(self.module, call);
        self
    }
}

/// The parameters of `(text: string, f: |item| bool)`.
fn parameters(takes: &'static str) -> Vec<Parameter> {
    let inner = takes.strip_prefix('(').and_then(|takes| takes.strip_suffix(')'));
    let parts = inner.unwrap_or_default().split(", ").filter(|part| !part.is_empty());
    let named = parts.map(|part| part.split_once(": ").unwrap_or((part, "any")));
    named.map(|(name, type_name)| Parameter { name, type_name }).collect()
}
