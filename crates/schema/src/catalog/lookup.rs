/// Whether something that the history made is there for certain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Existence {
    /// It is there.
    Certain,
    /// A statement that may not have run made it, or took it away.
    Perhaps,
}

/// What the catalogue says when it is asked for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lookup<T> {
    /// It is there, and looks like this.
    Known(T),
    /// It may be there; if so, it looks like this.
    Perhaps(T),
    /// It is certainly not there: the history took it away, or starts from an empty database.
    Absent,
    /// The history never made it, and need not have.
    Unknown,
}

impl<T> Lookup<T> {
    /// What it looks like, if it is certainly there.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(found) => Some(found),
            _ => None,
        }
    }

    /// What it looks like if it is there.
    #[must_use]
    pub fn seen(self) -> Option<T> {
        match self {
            Self::Known(found) | Self::Perhaps(found) => Some(found),
            Self::Absent | Self::Unknown => None,
        }
    }

    /// Whether it is there: true, false, or not known.
    #[must_use]
    pub const fn exists(&self) -> Option<bool> {
        match self {
            Self::Known(_) => Some(true),
            Self::Absent => Some(false),
            Self::Perhaps(_) | Self::Unknown => None,
        }
    }

    /// Whether it is certainly not there.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Looks at a part of what was found.
    #[must_use]
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Lookup<U> {
        match self {
            Self::Known(found) => Lookup::Known(part(found)),
            Self::Perhaps(found) => Lookup::Perhaps(part(found)),
            Self::Absent => Lookup::Absent,
            Self::Unknown => Lookup::Unknown,
        }
    }

    /// Looks for something within what was found; what is perhaps there holds nothing for certain.
    #[must_use]
    pub fn and_then<U>(self, part: impl FnOnce(T) -> Lookup<U>) -> Lookup<U> {
        match self {
            Self::Known(found) => part(found),
            Self::Perhaps(found) => match part(found) {
                Lookup::Known(inner) | Lookup::Perhaps(inner) => Lookup::Perhaps(inner),
                Lookup::Absent => Lookup::Absent,
                Lookup::Unknown => Lookup::Unknown,
            },
            Self::Absent => Lookup::Absent,
            Self::Unknown => Lookup::Unknown,
        }
    }
}
