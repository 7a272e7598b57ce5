use crate::api::describe::Given;

/// The type of a value of a script, as far as it is known for certain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Ty {
    Unknown,
    Text,
    /// One of these texts.
    Word(&'static [&'static str]),
    Int,
    Flag,
    /// A list of the script's own.
    Array,
    /// A type of the API.
    Api(String),
    /// The rule's own options.
    Options,
    /// A list that the API gives.
    List(Box<Self>),
    /// `()`, or this.
    Optional(Box<Self>),
}

impl Ty {
    /// The type that the reference calls so: `Change`, `[Column]`, `Table?`.
    pub(super) fn named(name: &str) -> Self {
        Self::of(&Given::of(name), &Self::Unknown)
    }

    /// What a member gives; `base` is what it is a member of.
    pub(super) fn of(given: &Given, base: &Self) -> Self {
        let bare = match given.name.as_str() {
            "string" => Self::Text,
            "int" => Self::Int,
            "bool" => Self::Flag,
            "array" => Self::Array,
            "Options" => Self::Options,
            "item" => base.item(),
            "List" => base.bare().clone(),
            "any" | "map" | "()" => Self::Unknown,
            name => Self::Api(name.to_owned()),
        };
        let listed = if given.is_list {
            Self::List(Box::new(bare))
        } else {
            bare
        };
        if given.is_optional && listed != Self::Unknown {
            Self::Optional(Box::new(listed))
        } else {
            listed
        }
    }

    /// How the reference calls it; `None` where it is not known.
    pub(super) fn shown(&self) -> Option<String> {
        Some(match self {
            Self::Unknown => return None,
            Self::Text | Self::Word(_) => "string".to_owned(),
            Self::Int => "int".to_owned(),
            Self::Flag => "bool".to_owned(),
            Self::Array => "array".to_owned(),
            Self::Api(name) => name.clone(),
            Self::Options => "Options".to_owned(),
            Self::List(item) => format!("[{}]", item.shown()?),
            Self::Optional(inner) => format!("{}?", inner.shown()?),
        })
    }

    /// The type of what is there.
    pub(super) fn bare(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// The type of its items.
    pub(super) fn item(&self) -> Self {
        match self.bare() {
            Self::List(item) => (**item).clone(),
            _ => Self::Unknown,
        }
    }
}
