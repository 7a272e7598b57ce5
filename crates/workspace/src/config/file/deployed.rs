use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::DeployedThrough;

/// `"42"`, `42` or `{ git = "origin/main" }`.
pub(crate) struct Deployed(pub(crate) DeployedThrough);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    git: String,
}

impl<'de> Deserialize<'de> for Deployed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DeployedVisitor;

        impl<'de> Visitor<'de> for DeployedVisitor {
            type Value = Deployed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version in quotes, a whole number, or `{ git = \"origin/main\" }`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Deployed, E> {
                Ok(Deployed(DeployedThrough::Version(text.to_owned())))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Deployed, E> {
                Ok(Deployed(DeployedThrough::Version(number.to_string())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Deployed, A::Error> {
                let reference: Reference = Deserialize::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Deployed(DeployedThrough::Git(reference.git)))
            }
        }

        deserializer.deserialize_any(DeployedVisitor)
    }
}

impl JsonSchema for Deployed {
    fn schema_name() -> Cow<'static, str> {
        "DeployedThrough".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "oneOf": [
                { "type": ["string", "integer"] },
                {
                    "type": "object",
                    "properties": { "git": { "type": "string", "description": "A branch, a tag or a hash: origin/main." } },
                    "required": ["git"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
