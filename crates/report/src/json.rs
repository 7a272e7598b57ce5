//! How JSON is laid out: compact, but a line for each element of the outer lists, so that `grep`,
//! `diff` and people find their way.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

/// Writes a document and a line feed. Elements of lists that lie at most `depth` levels deep begin a line.
pub(crate) fn write_document(out: &mut dyn Write, document: &impl Serialize, depth: usize) -> io::Result<()> {
    let layout = Layout {
        compact: CompactFormatter,
        line_depth: depth,
        depth: 0,
    };
    document.serialize(&mut Serializer::with_formatter(&mut *out, layout))?;
    out.write_all(b"\n")
}

struct Layout {
    compact: CompactFormatter,
    line_depth: usize,
    depth: usize,
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.compact.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        self.compact.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.compact.begin_array_value(writer, first)?;
        if self.depth <= self.line_depth {
            writer.write_all(b"\n")?;
        }
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.compact.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        self.compact.end_object(writer)
    }

    /// JSON lets DEL and the control characters from U+0080 on stand as they are; a terminal must not get them.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let is_suspect = |byte: u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
        if !fragment.bytes().any(is_suspect) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, character) in fragment.char_indices() {
            if crate::text::symbol_of(character).is_none() {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[written..at])?;
            write!(writer, "\\u{:04x}", u32::from(character))?;
            written = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.compact.write_char_escape(writer, escape)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(document: &serde_json::Value, depth: usize) -> String {
        let mut out = Vec::new();
        write_document(&mut out, document, depth).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn outer_lists_have_a_line_for_each_element() {
        let document = json!({"a": [{"b": [1, 2]}, {"b": []}]});
        assert_eq!(written(&document, 2), "{\"a\":[\n{\"b\":[1,2]},\n{\"b\":[]}]}\n");
    }

    #[test]
    fn no_control_character_is_written_and_all_come_back() {
        let text: String = (0..0x2070).filter_map(char::from_u32).collect();
        let document = json!({ "text": text });
        let written = written(&document, 0);
        assert!(
            written
                .trim_end()
                .chars()
                .all(|character| crate::text::symbol_of(character).is_none())
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), document);
    }
}
