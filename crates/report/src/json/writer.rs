use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{self, Serializer};

use super::escape::write_text;

/// Writes JSON as `serde_json` does, but for the line feeds and what terminals must not get. A report is millions of short
/// keys, which never have to be escaped: it is written in a third of the instructions.
pub(super) struct Writer<'w> {
    out: &'w mut dyn Write,
    buffer: Vec<u8>,
    line_depth: usize,
    depth: usize,
}

/// How many bytes are gathered before they are handed on.
const BUFFER: usize = 1 << 16;

impl<'w> Writer<'w> {
    /// Elements of lists that lie at most `line_depth` levels deep will begin a line.
    pub(super) fn new(out: &'w mut dyn Write, line_depth: usize) -> Self {
        Self {
            out,
            buffer: Vec::with_capacity(2 * BUFFER),
            line_depth,
            depth: 0,
        }
    }

    /// Writes a document and a line feed.
    pub(super) fn document(&mut self, document: impl Serialize) -> io::Result<()> {
        document.serialize(&mut *self).map_err(|Failure(error)| error)?;
        self.buffer.push(b'\n');
        Ok(())
    }

    /// Hands on what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn word(&mut self, word: &str) {
        self.buffer.extend_from_slice(word.as_bytes());
    }

    fn number(&mut self, number: impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.buffer, &number).map_err(|error| Failure(error.into()))
    }

    /// A name in the program, which is always plain.
    fn name(&mut self, name: &'static str) {
        self.buffer.push(b'"');
        self.word(name);
        self.buffer.push(b'"');
    }

    fn open(&mut self, opening: u8, closing: &'static str) -> Parts<'_, 'w> {
        self.buffer.push(opening);
        self.depth += 1;
        Parts {
            writer: self,
            is_first: true,
            closing,
        }
    }

    /// An object whose only value is a list or an object.
    fn open_variant(&mut self, variant: &'static str, opening: u8, closing: &'static str) -> Parts<'_, 'w> {
        self.buffer.push(b'{');
        self.depth += 1;
        self.name(variant);
        self.buffer.push(b':');
        self.open(opening, closing)
    }
}

/// A list or an object whose parts are being written.
pub(super) struct Parts<'s, 'w> {
    writer: &'s mut Writer<'w>,
    is_first: bool,
    closing: &'static str,
}

impl Parts<'_, '_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.writer.buffer.push(b',');
        }
    }

    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Failure> {
        self.separate();
        if self.writer.depth <= self.writer.line_depth {
            self.writer.buffer.push(b'\n');
        }
        value.serialize(&mut *self.writer)
    }

    /// Always inlined, so that the length of the key is known where it is copied.
    #[inline(always)]
    fn field(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), Failure> {
        self.separate();
        let buffer = &mut self.writer.buffer;
        buffer.reserve(key.len() + 3);
        buffer.push(b'"');
        buffer.extend_from_slice(key.as_bytes());
        buffer.extend_from_slice(b"\":");
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Result<(), Failure> {
        // Each byte closes one level.
        self.writer.depth -= self.closing.len();
        self.writer.word(self.closing);
        if self.writer.buffer.len() >= BUFFER {
            self.writer.hand_on().map_err(Failure)?;
        }
        Ok(())
    }
}

/// Why nothing more can be written.
#[derive(Debug)]
pub(super) struct Failure(io::Error);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(io::Error::other(message.to_string()))
    }
}

macro_rules! numbers {
    ($($function:ident($number:ty);)*) => {
        $(fn $function(self, number: $number) -> Result<(), Failure> {
            self.number(number)
        })*
    };
}

impl<'s, 'w> Serializer for &'s mut Writer<'w> {
    type Ok = ();
    type Error = Failure;
    type SerializeSeq = Parts<'s, 'w>;
    type SerializeTuple = Parts<'s, 'w>;
    type SerializeTupleStruct = Parts<'s, 'w>;
    type SerializeTupleVariant = Parts<'s, 'w>;
    type SerializeMap = Parts<'s, 'w>;
    type SerializeStruct = Parts<'s, 'w>;
    type SerializeStructVariant = Parts<'s, 'w>;

    numbers! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_f32(f32);
        serialize_f64(f64);
    }

    fn serialize_bool(self, value: bool) -> Result<(), Failure> {
        self.word(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Failure> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Failure> {
        write_text(&mut self.buffer, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Failure> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failure> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Failure> {
        self.word("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Failure> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Failure> {
        self.name(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Failure> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Failure> {
        let mut parts = self.open(b'{', "}");
        parts.field(variant, value)?;
        parts.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open(b'[', "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open_variant(variant, b'[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open(b'{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open(b'{', "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'s, 'w>, Failure> {
        Ok(self.open_variant(variant, b'{', "}}"))
    }
}

macro_rules! lists {
    ($($kind:ident::$function:ident)*) => {
        $(impl ser::$kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Failure;

            fn $function<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
                self.element(value)
            }

            fn end(self) -> Result<(), Failure> {
                self.close()
            }
        })*
    };
}

lists! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! objects {
    ($($kind:ident)*) => {
        $(impl ser::$kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Failure;

            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failure> {
                self.field(key, value)
            }

            fn end(self) -> Result<(), Failure> {
                self.close()
            }
        })*
    };
}

objects! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failure> {
        self.separate();
        let start = self.writer.buffer.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.buffer.get(start) == Some(&b'"') {
            Ok(())
        } else {
            Err(ser::Error::custom("a key of an object is no text"))
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        self.writer.buffer.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Failure> {
        self.close()
    }
}
