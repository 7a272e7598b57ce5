//! What an entry of `[[allow]]` says besides texts.

use std::borrow::Cow;

use lint::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use source::Fingerprint;

/// A day: `2027-03-01`, in quotes or not.
pub(crate) struct DateText(pub(crate) Date);

/// A finding's fingerprint.
pub(crate) struct FingerprintText(pub(crate) Fingerprint);

impl<'de> Deserialize<'de> for DateText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => text,
            toml::Value::Datetime(date) => date.to_string(),
            other => {
                return Err(Error::custom(format!(
                    "a day is written `2027-03-01`, not as this {}",
                    other.type_str()
                )));
            }
        };
        let date = text.parse();
        date.map(Self)
            .map_err(|_| Error::custom(format!("`{text}` is no day; write it as `2027-03-01`")))
    }
}

impl JsonSchema for DateText {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2027-03-01"] })
    }
}

impl<'de> Deserialize<'de> for FingerprintText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fingerprint = text.parse();
        fingerprint.map(Self).map_err(|_| {
            Error::custom(format!(
                "`{text}` is no fingerprint; `lockgate check --format json` shows those of findings"
            ))
        })
    }
}

impl JsonSchema for FingerprintText {
    fn schema_name() -> Cow<'static, str> {
        "Fingerprint".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}
