use std::any::TypeId;
use std::sync::Arc;

use rhai::{Dynamic, ImmutableString, Map};

use crate::api::handle::Thing;
use crate::api::list::List;

/// What a rule collected from one migration: it outlives the call, and goes from thread to thread.
pub(crate) enum Stored {
    Unit,
    Flag(bool),
    Number(i64),
    Fraction(f64),
    Letter(char),
    Text(Box<str>),
    /// A list of the script's own, which may change it again.
    Array(Vec<Self>),
    /// A list that the API gave.
    List(Vec<Self>),
    Map(Vec<(Box<str>, Self)>),
    Thing(Arc<dyn Kept>),
}

/// Something that the API gave.
pub(crate) trait Kept: Send + Sync {
    fn give(&self) -> Dynamic;
}

impl<T: Thing> Kept for T {
    fn give(&self) -> Dynamic {
        Dynamic::from(self.clone())
    }
}

/// How a value of one type of the API is kept.
#[derive(Clone, Copy)]
pub(crate) struct Keeper {
    of: TypeId,
    keep: fn(&Dynamic) -> Option<Arc<dyn Kept>>,
}

impl Keeper {
    pub(crate) fn of<T: Thing>() -> Self {
        Self {
            of: TypeId::of::<T>(),
            keep: |value| Some(Arc::new(value.clone().try_cast::<T>()?)),
        }
    }
}

impl Stored {
    /// The value as it can be kept; an error says of which type is what cannot be.
    pub(crate) fn keep(value: &Dynamic, keepers: &[Keeper]) -> Result<Self, String> {
        let value = value.clone().flatten();
        let keeper = keepers.iter().find(|keeper| keeper.of == value.type_id());
        if let Some(kept) = keeper.and_then(|keeper| (keeper.keep)(&value)) {
            return Ok(Self::Thing(kept));
        }
        if let Some(list) = value.clone().try_cast::<List>() {
            let items = list.into_iter().map(|item| Self::keep(&item, keepers));
            return Ok(Self::List(items.collect::<Result<_, _>>()?));
        }
        if let Ok(items) = value.as_array_ref() {
            let items = items.iter().map(|item| Self::keep(item, keepers));
            return Ok(Self::Array(items.collect::<Result<_, _>>()?));
        }
        if let Ok(map) = value.as_map_ref() {
            let entries = map
                .iter()
                .map(|(key, value)| Ok((key.as_str().into(), Self::keep(value, keepers)?)));
            return Ok(Self::Map(entries.collect::<Result<_, String>>()?));
        }
        if let Ok(text) = value.as_immutable_string_ref() {
            return Ok(Self::Text(text.as_str().into()));
        }
        let flag = value.as_bool().ok().map(Self::Flag);
        let plain = flag
            .or_else(|| value.as_int().ok().map(Self::Number))
            .or_else(|| value.as_float().ok().map(Self::Fraction))
            .or_else(|| value.as_char().ok().map(Self::Letter))
            .or_else(|| value.is_unit().then_some(Self::Unit));
        plain.ok_or_else(|| {
            let found = value.type_name();
            format!("`collect` gives {found}, which cannot be kept: collect texts, numbers, lists, maps and what the API gives")
        })
    }

    /// The value as scripts see it.
    pub(crate) fn to_dynamic(&self) -> Dynamic {
        match self {
            Self::Unit => Dynamic::UNIT,
            Self::Flag(flag) => Dynamic::from_bool(*flag),
            Self::Number(number) => Dynamic::from_int(*number),
            Self::Fraction(number) => Dynamic::from_float(*number),
            Self::Letter(letter) => Dynamic::from_char(*letter),
            Self::Text(text) => Dynamic::from(ImmutableString::from(&**text)),
            Self::Array(items) => Dynamic::from_array(items.iter().map(Self::to_dynamic).collect()),
            Self::List(items) => {
                let items: Vec<Dynamic> = items.iter().map(Self::to_dynamic).collect();
                Dynamic::from(List::from(items))
            }
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| ((&**key).into(), value.to_dynamic()));
                Dynamic::from_map(entries.collect::<Map>())
            }
            Self::Thing(kept) => kept.give(),
        }
    }
}
