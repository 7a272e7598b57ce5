/// What an option of a table says about its texts (MySQL, MariaDB).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CharsetOption {
    /// How they are written: `CHARACTER SET x`.
    Charset,
    /// How they are compared: `COLLATE x`.
    Collation,
}

impl CharsetOption {
    /// What the option with this name says, if it is about texts: `default charset`, `convert to character set`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_prefix("convert to ").unwrap_or(name);
        match name.strip_prefix("default ").unwrap_or(name) {
            "charset" | "character set" => Some(Self::Charset),
            "collate" => Some(Self::Collation),
            _ => None,
        }
    }
}
