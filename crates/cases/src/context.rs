//! The context that a block's info string gives.

use lint::RuleInfo;
use migrations::{Tool, TransactionMode};
use schema::{Dialect, EngineVersion};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

/// How a history is run and read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CaseContext {
    pub(crate) dialect: Dialect,
    pub(crate) version: Option<EngineVersion>,
    /// The tool; `None` where it is to be detected.
    pub(crate) tool: Option<Tool>,
    pub(crate) transaction: Option<TransactionMode>,
}

/// What an info string says of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FileContext {
    pub(crate) shared: CaseContext,
    pub(crate) file: Option<String>,
    pub(crate) encoding: WrittenAs,
    pub(crate) lies_in: LiesIn,
}

/// Where a file lies: on the branch that is checked, at its base, or on both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LiesIn {
    /// On the branch.
    Branch,
    /// On the branch and at its base, with one text.
    Both,
    /// At the base.
    Base,
    /// At the base, which has gained it since the branch left.
    Ahead,
}

impl LiesIn {
    /// Whether it is part of what is checked.
    pub(crate) const fn is_on_branch(self) -> bool {
        matches!(self, Self::Branch | Self::Both)
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "branch" => Some(Self::Branch),
            "both" => Some(Self::Both),
            "base" => Some(Self::Base),
            "ahead" => Some(Self::Ahead),
            _ => None,
        }
    }
}

/// How the text becomes bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WrittenAs {
    Utf8,
    Utf16,
    Latin1,
}

/// Names that fit tools whose files are called by more than a number.
const NAMES: &[(Tool, &str)] = &[
    (Tool::Flyway, "V1__case.sql"),
    (Tool::Evolve, "V1__case.sql"),
    (Tool::Refinery, "V1__case.sql"),
    (Tool::GolangMigrate, "1_case.up.sql"),
    (Tool::Diesel, "migrations/1_case/up.sql"),
    (Tool::Hasura, "migrations/db/1_case/up.sql"),
    (Tool::Prisma, "prisma/migrations/20240101000000_case/migration.sql"),
    (Tool::Supabase, "supabase/migrations/20240101000000_case.sql"),
];

impl FileContext {
    /// Reads the info string behind `sql`.
    pub(crate) fn read(info: &str, rule: &RuleInfo) -> Result<Self, String> {
        let mut context = Self {
            shared: CaseContext {
                dialect: rule.dialects.first().copied().unwrap_or(Dialect::ALL[0]),
                version: None,
                tool: Some(Tool::Psql),
                transaction: None,
            },
            file: None,
            encoding: WrittenAs::Utf8,
            lies_in: LiesIn::Branch,
        };
        for word in info.split_whitespace().skip(1) {
            let Some((key, value)) = word.split_once('=') else {
                return Err(format!("`{word}` is not of the form `key=value`"));
            };
            context.set(key, value)?;
        }
        Ok(context)
    }

    /// The file's name, or one that fits the tool.
    pub(crate) fn path(&self) -> String {
        let named = |tool: Tool| NAMES.iter().find(|(known, _)| *known == tool).map(|(_, name)| *name);
        let default = || self.shared.tool.and_then(named).unwrap_or("1_case.sql").to_owned();
        self.file.clone().unwrap_or_else(default)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let unknown = |what: &str| format!("no {what} is called `{value}`");
        let shared = &mut self.shared;
        match key {
            "dialect" => shared.dialect = value.parse().map_err(|_| unknown("dialect"))?,
            "version" => shared.version = Some(value.parse().map_err(|_| format!("`{value}` is no version"))?),
            "tool" if value == "auto" => shared.tool = None,
            "tool" => shared.tool = Some(Tool::from_id(value).ok_or_else(|| unknown("tool"))?),
            "transaction" => shared.transaction = Some(mode(value).ok_or_else(|| unknown("transaction mode"))?),
            "file" => self.file = Some(value.to_owned()),
            "encoding" => self.encoding = WrittenAs::named(value).ok_or_else(|| unknown("encoding"))?,
            "in" => self.lies_in = LiesIn::named(value).ok_or_else(|| unknown("place"))?,
            _ => return Err(format!("no key is called `{key}`")),
        }
        Ok(())
    }
}

impl WrittenAs {
    fn named(name: &str) -> Option<Self> {
        match name {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "latin-1" => Some(Self::Latin1),
            _ => None,
        }
    }

    /// The bytes of the file.
    pub(crate) fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf16 => [0xFEFF]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect(),
            Self::Latin1 => text
                .chars()
                .map(|letter| u8::try_from(letter).unwrap_or(b'?'))
                .collect(),
        }
    }
}

/// A transaction mode, as `lockgate.toml` spells it.
fn mode(name: &str) -> Option<TransactionMode> {
    let name = name.replace('-', "_");
    let deserializer = IntoDeserializer::<ValueError>::into_deserializer(name.as_str());
    TransactionMode::deserialize(deserializer).ok()
}
