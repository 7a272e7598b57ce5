use std::marker::PhantomData;
use std::sync::OnceLock;

use rhai::{Dynamic, FuncRegistration, Module, RhaiNativeFunc};

use super::handle::{self, Handle};
use super::value::Value;

/// A type that scripts see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeDoc {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// What can be asked of it and done with it.
    pub members: Vec<MemberDoc>,
}

/// A property or a function of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberDoc {
    /// Its name.
    pub name: &'static str,
    /// Which of the two it is.
    pub kind: MemberKind,
    /// What it takes: `(text: string)`; empty for a property.
    pub takes: &'static str,
    /// The type of what it gives: `bool`, `Table?` where it may be `()`, `[Column]` for a list.
    pub gives: String,
    /// What it says or does.
    pub summary: &'static str,
}

/// Whether a member is read or called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// Read: `change.kind`.
    Property,
    /// Called: `cx.report(…)`.
    Function,
}

/// Every type that scripts see, with its members: the source of the reference, of completion and of hover.
pub fn api() -> &'static [TypeDoc] {
    static API: OnceLock<Vec<TypeDoc>> = OnceLock::new();
    API.get_or_init(|| super::library().types)
}

/// Registers types and keeps what is said of them.
pub(crate) struct Builder<'m> {
    module: &'m mut Module,
    types: Vec<TypeDoc>,
}

impl<'m> Builder<'m> {
    pub(crate) const fn new(module: &'m mut Module) -> Self {
        Self {
            module,
            types: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Vec<TypeDoc> {
        self.types
    }

    /// A type of which there is a text and a place.
    pub(crate) fn handle<T: Handle>(&mut self) {
        let mut members = self.of::<T>(T::NAME, T::SUMMARY);
        T::describe(&mut members);
        handle::register::<T>(&mut members);
    }

    /// A type whose members follow.
    pub(crate) fn of<T: Clone + 'static>(&mut self, name: &'static str, summary: &'static str) -> Members<'_, T> {
        self.module.set_custom_type::<T>(name);
        self.types.push(TypeDoc {
            name,
            summary,
            members: Vec::new(),
        });
        let last = self.types.len() - 1;
        Members {
            module: self.module,
            docs: &mut self.types[last].members,
            of: PhantomData,
        }
    }
}

/// Registers the members of one type.
pub(crate) struct Members<'b, T> {
    module: &'b mut Module,
    docs: &'b mut Vec<MemberDoc>,
    of: PhantomData<T>,
}

impl<T: Clone + 'static> Members<'_, T> {
    /// The module, for what has no place in the reference.
    pub(crate) const fn module(&mut self) -> &mut Module {
        self.module
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
            takes: "",
            gives: V::type_name(),
            summary,
        });
        self
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
            takes,
            gives: gives.to_owned(),
            summary,
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
