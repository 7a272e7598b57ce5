use rhai::{INT, ImmutableString};
use schema::{DataType, TypeFamily};

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::text::Text;

/// A column's type as written.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    at: At,
    data_type: DataType,
}

impl Type {
    pub(crate) fn new(at: &At, data_type: &DataType) -> Self {
        Self {
            at: at.clone(),
            data_type: data_type.clone(),
        }
    }

    pub(crate) const fn data_type(&self) -> &DataType {
        &self.data_type
    }

    fn is(&self, family: TypeFamily) -> bool {
        self.data_type.family() == family && self.data_type.dimensions == 0
    }

    fn arg(&self, at: usize) -> Option<INT> {
        self.data_type.arg(at).map(INT::from)
    }
}

impl Handle for Type {
    const NAME: &'static str = "Type";
    const SUMMARY: &'static str = "A type as written. It equals a text that is its name: `column.type == \"varchar\"`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "name",
                "Its name in lower case, without arguments: `varchar`, `double precision`.",
                |this| ImmutableString::from(this.data_type.name.as_str()),
            )
            .property(
                "args",
                "What stands in parentheses: `10` and `2`, `max`, the values of an enumeration.",
                |this| {
                    let args = this.data_type.args.iter();
                    args.map(|arg| ImmutableString::from(arg.as_str())).collect::<Vec<_>>()
                },
            )
            .property(
                "length",
                "The first argument as a number: the length of a `varchar`, the digits of a `numeric`.",
                |this| this.arg(0),
            )
            .property("scale", "The second argument as a number.", |this| this.arg(1))
            .property("schema", "The schema written before it.", |this| {
                this.data_type.schema.as_ref().map(|schema| Name::new(&this.at, schema))
            })
            .property("text", "It as written.", |this| Text::of_statement(&this.at, this.data_type.range))
            .property("canonical_name", "One name for all that mean this type to the engine, though not always the one that it prints: `integer` for `int4`, \
                 `timestamptz` for `timestamp with time zone`, `varchar` for `character varying`.", |this| {
                ImmutableString::from(this.data_type.canonical_name(this.at.dialect()))
            })
            .property(
                "family",
                "What it is for: `integer`, `decimal`, `float`, `boolean`, `text`, `binary`, `date`, `time`, `timestamp`, \
                 `interval`, `json`, `uuid`, `other`.",
                |this| this.data_type.family().as_str(),
            )
            .one_of_those()
            .property("integer_bytes", "How many bytes a whole number of it has.", |this| {
                this.data_type.integer_bytes(this.at.dialect()).map(i64::from)
            })
            .property("charset", "The character set written with it, in lower case.", |this| {
                this.data_type.charset.as_deref().map(ImmutableString::from)
            })
            .property("is_array", "Whether it is a list of values.", |this| {
                this.data_type.dimensions > 0
            })
            .property("is_unsigned", "Whether it has no negative numbers (MySQL).", |this| {
                this.data_type.is_unsigned
            })
            .property("is_integer", "Whether it holds whole numbers.", |this| {
                this.is(TypeFamily::Integer)
            })
            .property("is_decimal", "Whether it holds exact fractions.", |this| {
                this.is(TypeFamily::Decimal)
            })
            .property("is_float", "Whether it holds inexact fractions.", |this| {
                this.is(TypeFamily::Float)
            })
            .property("is_boolean", "Whether it holds truth values.", |this| {
                this.is(TypeFamily::Boolean)
            })
            .property("is_text", "Whether it holds characters.", |this| {
                this.is(TypeFamily::Text)
            })
            .property("is_binary", "Whether it holds bytes.", |this| {
                this.is(TypeFamily::Binary)
            })
            .property("is_date", "Whether it holds days.", |this| this.is(TypeFamily::Date))
            .property("is_time", "Whether it holds times of day.", |this| {
                this.is(TypeFamily::Time)
            })
            .property(
                "is_timestamp",
                "Whether it holds points in time, with or without a zone.",
                |this| this.is(TypeFamily::Timestamp),
            )
            .property("is_interval", "Whether it holds lengths of time.", |this| {
                this.is(TypeFamily::Interval)
            })
            .property("is_json", "Whether it holds documents.", |this| {
                this.is(TypeFamily::Json)
            })
            .property("is_uuid", "Whether it holds UUIDs.", |this| this.is(TypeFamily::Uuid))
            .property("collation", "The collation written with it.", |this| {
                this.data_type.collation.as_deref().map(ImmutableString::from)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.data_type.range)
    }

    fn is_same(&self, other: &Self) -> bool {
        let (left, right) = (&self.data_type, &other.data_type);
        left.name == right.name && left.args == right.args && left.dimensions == right.dimensions
    }

    fn is_named(&self, text: &str) -> bool {
        self.data_type.name == text
    }
}
