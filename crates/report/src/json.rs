//! How JSON is laid out: compact, but a line for each element of the outer lists, so that `grep`,
//! `diff` and people find their way.

mod escape;
mod writer;

use std::io::{self, Write};

use serde::Serialize;

use writer::Writer;

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
    let mut writer = Writer::new(out, depth);
    for document in documents {
        writer.document(document)?;
    }
    writer.finish()
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

    #[derive(Serialize)]
    enum Shape {
        Nothing,
        One(u8),
        Two(i64, f64),
        Named { key: Option<char>, rest: () },
    }

    #[test]
    fn what_is_written_is_what_serde_json_writes() {
        let shapes = [
            Shape::Nothing,
            Shape::One(3),
            Shape::Two(-7, 0.1),
            Shape::Named {
                key: Some('"'),
                rest: (),
            },
            Shape::Named { key: None, rest: () },
        ];
        let long = "a text that is long enough for several steps, with a \"quote\" and a \\ in it\r\n\t\u{8}\u{c}é𐐀";
        let document = json!({
            "shapes": shapes,
            "texts": (0..long.chars().count()).map(|at| long.chars().skip(at).collect()).collect::<Vec<String>>(),
            "numbers": [0, -1, u64::MAX, i64::MIN, 1.5, 1e300, -0.0],
            "a \"key\"\n": {"": [], "nested": {"empty": {}, "none": null, "flag": [true, false]}},
        });
        assert_eq!(written(&document, 0), format!("{document}\n"));
        let mut out = Vec::new();
        write_document(&mut out, &shapes, 0).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("{}\n", document["shapes"]));
    }

    #[test]
    fn a_key_that_is_no_text_is_refused() {
        let document = std::collections::BTreeMap::from([(1, 2)]);
        let error = write_document(&mut Vec::new(), &document, 0).unwrap_err();
        assert_eq!(error.to_string(), "a key of an object is no text");
    }
}
