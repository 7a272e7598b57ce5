//! How JSON is laid out: compact, but a line for each element of the outer lists, so that `grep`,
//! `diff` and people find their way.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

/// Writes a document and a line feed. Elements of lists that lie at most `depth` levels deep begin a line.
pub(crate) fn write_document(out: &mut dyn Write, document: &impl Serialize, depth: usize) -> io::Result<()> {
    write_documents(out, [document], depth)
}

/// Writes documents one after the other, each as [`write_document`] does.
pub(crate) fn write_documents(
    out: &mut dyn Write,
    documents: impl IntoIterator<Item: Serialize>,
    depth: usize,
) -> io::Result<()> {
    // A document is written in millions of small pieces: their way to the buffer must be known when this is compiled.
    let mut buffered = BufWriter::with_capacity(BUFFER, out);
    for document in documents {
        let layout = Layout {
            compact: CompactFormatter,
            line_depth: depth,
            depth: 0,
        };
        document.serialize(&mut Serializer::with_formatter(&mut buffered, layout))?;
        buffered.write_all(b"\n")?;
    }
    buffered.flush()
}

/// How many bytes are gathered before they are handed on.
const BUFFER: usize = 1 << 16;

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
        if !has_suspect(fragment.as_bytes()) {
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

/// Whether one of the bytes is DEL or part of a letter beyond ASCII. Eight are looked at together: most texts are short.
fn has_suspect(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = bytes.as_chunks::<8>();
    // One more than DEL has the highest bit. A byte that carries has it as well.
    let in_eight = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        (eight | eight.wrapping_add(ONES)) & HIGH != 0
    };
    eights.iter().any(in_eight) || rest.iter().any(|byte| *byte >= 0x7f)
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
