use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, Array, Dynamic, INT, ImmutableString, Position};

use super::ty::Ty;
use crate::api::describe::{MemberKind, TypeDoc, api};
use crate::check::Known;
use crate::error::Fault;
use crate::header::did_you_mean;
use crate::renames;

/// What can be asked of each type.
pub(super) struct Members<'a> {
    known: &'a Known,
    options: &'a toml::Table,
    /// How many values the script's own functions take.
    own: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(known: &'a Known, options: &'a toml::Table, ast: &AST) -> Self {
        let mut own: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for function in ast.iter_fn_def() {
            own.entry(function.name.to_string())
                .or_default()
                .insert(function.params.len());
        }
        Self { known, options, own }
    }

    /// What a property gives; an error where values of this type have none of this name.
    pub(super) fn property(&self, base: &Ty, name: &str, position: Position) -> Result<Ty, Fault> {
        if *base.bare() == Ty::Options {
            return self.option(name, position);
        }
        let Some(described) = describe(base) else {
            return Ok(Ty::Unknown);
        };
        if let Some(member) = described
            .member(name)
            .filter(|member| member.kind == MemberKind::Property)
        {
            return Ok(match (member.words.as_slice(), member.gives.is_optional) {
                ([], _) => Ty::of(&member.gives, base),
                (words, false) => Ty::Word(words),
                (words, true) => Ty::Optional(Box::new(Ty::Word(words))),
            });
        }
        if self.takes(&format!("get${name}"), base, &[]) {
            return Ok(Ty::Unknown);
        }
        let owner = described.name;
        if described.member(name).is_some() {
            let message = format!("`{name}` is a function of `{owner}`: call it, as in `{name}(…)`");
            return Err(Fault::new(position, message));
        }
        let properties = described
            .members
            .iter()
            .filter(|member| member.kind == MemberKind::Property);
        let meant =
            renames::of(owner, name).unwrap_or_else(|| did_you_mean(name, properties.map(|member| member.name)));
        Err(Fault::new(
            position,
            format!("`{owner}` has no property `{name}`{meant}"),
        ))
    }

    fn option(&self, name: &str, position: Position) -> Result<Ty, Fault> {
        match self.options.get(name) {
            Some(toml::Value::String(_)) => Ok(Ty::Text),
            Some(toml::Value::Integer(_)) => Ok(Ty::Int),
            Some(toml::Value::Boolean(_)) => Ok(Ty::Flag),
            Some(toml::Value::Array(_)) => Ok(Ty::Array),
            Some(_) => Ok(Ty::Unknown),
            None => {
                let meant = did_you_mean(name, self.options.keys().map(String::as_str));
                let message = format!("the rule has no option `{name}`{meant}");
                Err(Fault::new(position, message))
            }
        }
    }

    /// What a function gives; an error where values of this type have none that takes such values.
    pub(super) fn function(&self, base: &Ty, name: &str, given: &[Ty], position: Position) -> Result<Ty, Fault> {
        let Some(described) = describe(base) else {
            return Ok(Ty::Unknown);
        };
        let is_own = |counts: &BTreeSet<usize>| counts.contains(&given.len()) || counts.contains(&(given.len() + 1));
        if self.own.get(name).is_some_and(is_own) || is_of_language(name) {
            return Ok(Ty::Unknown);
        }
        let member = described
            .member(name)
            .filter(|member| member.kind == MemberKind::Function);
        if self.takes(name, base, given) {
            return Ok(member.map_or(Ty::Unknown, |member| Ty::of(&member.gives, base)));
        }
        let owner = described.name;
        let message = match (member, described.member(name)) {
            (Some(member), _) => {
                let takes: Vec<String> = member.takes.iter().map(ToString::to_string).collect();
                let unfit = self.unfit(name, base, given).and_then(|at| {
                    let found = given[at].shown()?;
                    let wants_place = member.takes.get(at)?.type_name.contains("place");
                    let reason = if wants_place { ", which is no place" } else { "" };
                    Some(format!("; value {} here is of the type `{found}`{reason}", at + 1))
                });
                format!(
                    "`{name}` of `{owner}` is called so: `{name}({})`{}",
                    takes.join(", "),
                    unfit.unwrap_or_default()
                )
            }
            (None, Some(_)) => format!("`{name}` is a property of `{owner}`: leave the parentheses out"),
            (None, None) => {
                let functions = described
                    .members
                    .iter()
                    .filter(|member| member.kind == MemberKind::Function);
                let meant =
                    renames::of(owner, name).unwrap_or_else(|| did_you_mean(name, functions.map(|member| member.name)));
                format!("`{owner}` has no function `{name}`{meant}")
            }
        };
        Err(Fault::new(position, message))
    }

    /// Which of the given values no function of this name takes at its place.
    fn unfit(&self, name: &str, base: &Ty, given: &[Ty]) -> Option<usize> {
        let signatures = self.known.signatures.get(name)?.iter();
        let of_base: Vec<&[TypeId]> = signatures
            .filter_map(|types| types.split_first())
            .filter(|(first, rest)| self.fits(**first, base) && rest.len() == given.len())
            .map(|(_, rest)| rest)
            .collect();
        let is_unfit = |at: &usize| !of_base.iter().any(|types| self.fits(types[*at], &given[*at]));
        (0..given.len()).find(is_unfit).filter(|_| !of_base.is_empty())
    }

    /// Whether the two values can be compared so that both answers are possible, as far as that is known.
    pub(super) fn are_comparable(&self, operator: &str, left: &Ty, right: &Ty) -> bool {
        match (left.bare(), right.bare()) {
            (Ty::Unknown | Ty::Options, _) | (_, Ty::Unknown | Ty::Options) => true,
            (Ty::Int, Ty::Int) | (Ty::Flag, Ty::Flag) | (Ty::Array, Ty::Array) => true,
            (Ty::Text | Ty::Word(_), Ty::Text | Ty::Word(_)) => true,
            (left, right) => self.takes(operator, left, std::slice::from_ref(right)),
        }
    }

    /// Whether some function of this name takes a value of this type first, and then these.
    fn takes(&self, name: &str, base: &Ty, given: &[Ty]) -> bool {
        let Some(signatures) = self.known.signatures.get(name) else {
            return false;
        };
        signatures.iter().any(|types| {
            let mut types = types.iter();
            let is_first = types.next().is_some_and(|first| self.fits(*first, base));
            is_first && types.len() == given.len() && types.zip(given).all(|(wanted, given)| self.fits(*wanted, given))
        })
    }

    /// Whether a value of a type can be what a function wants; where nobody knows, it can.
    fn fits(&self, wanted: TypeId, given: &Ty) -> bool {
        if wanted == TypeId::of::<Dynamic>() {
            return true;
        }
        let texts = [
            TypeId::of::<ImmutableString>(),
            TypeId::of::<String>(),
            TypeId::of::<&'static str>(),
        ];
        match given {
            Ty::Unknown | Ty::Options => true,
            Ty::Text | Ty::Word(_) => texts.contains(&wanted),
            Ty::Int => wanted == TypeId::of::<INT>(),
            Ty::Flag => wanted == TypeId::of::<bool>(),
            Ty::Array => wanted == TypeId::of::<Array>(),
            Ty::Api(name) => self.known.types.get(name.as_str()).is_none_or(|own| *own == wanted),
            Ty::List(_) => self.known.types.get("List").is_none_or(|own| *own == wanted),
            Ty::Optional(inner) => wanted == TypeId::of::<()>() || self.fits(wanted, inner),
        }
    }
}

/// Functions that are part of the language and take whatever stands before the dot.
fn is_of_language(name: &str) -> bool {
    ["call", "curry", "type_of", "is_shared", "to_string", "to_debug"].contains(&name)
}

fn describe(ty: &Ty) -> Option<&'static TypeDoc> {
    let name = match ty.bare() {
        Ty::Api(name) => name.as_str(),
        Ty::List(_) => "List",
        _ => return None,
    };
    api().iter().find(|described| described.name == name)
}
