//! Markers: what a page demands of a line.

use std::ops::Range;

/// A demand for one finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Demand {
    /// The line of the SQL, from 1.
    pub(crate) line: u32,
    /// What the message holds.
    pub(crate) text: String,
    /// Where on its line that is demanded, in bytes from 0.
    pub(crate) columns: Range<u32>,
}

const MARKER: &str = "-- finds:";

/// The text without its markers, and what they demand.
///
/// # Errors
/// The line, from 1, of a marker that cannot be read.
pub(crate) fn take_markers(text: &str) -> Result<(String, Vec<Demand>), u32> {
    let mut plain = String::with_capacity(text.len());
    let mut demands = Vec::new();
    for (line, written) in (1..).zip(text.split_inclusive('\n')) {
        let Some((before, marker)) = written.rsplit_once(MARKER) else {
            plain.push_str(written);
            continue;
        };
        plain.push_str(before.trim_end());
        plain.push('\n');
        let texts = quoted(marker.trim()).ok_or(line)?;
        let column = |text: &str| u32::try_from(text.as_ptr() as usize - written.as_ptr() as usize).unwrap_or_default();
        demands.extend(texts.into_iter().map(|text| Demand {
            line,
            text: text.to_owned(),
            // The quotes belong to it.
            columns: column(text) - 1..column(text) + u32::try_from(text.len()).unwrap_or_default() + 1,
        }));
    }
    Ok((plain, demands))
}

/// Texts between double quotes, separated by commas.
fn quoted(list: &str) -> Option<Vec<&str>> {
    let mut texts = Vec::new();
    let mut rest = list;
    loop {
        let (text, after) = rest.strip_prefix('"')?.split_once('"')?;
        texts.push(text);
        let after = after.trim_start();
        if after.is_empty() {
            return Some(texts);
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_taken_out_and_lines_stay() {
        let (plain, demands) = take_markers("a;\nb; -- finds: \"x `y`\", \"z\"\nc; -- note\n").unwrap();
        assert_eq!(plain, "a;\nb;\nc; -- note\n");
        let expected = [("x `y`", 13..20), ("z", 22..25)].map(|(text, columns)| Demand {
            line: 2,
            text: text.to_owned(),
            columns,
        });
        assert_eq!(demands, expected);
        assert_eq!(take_markers("a; -- finds: nothing\n"), Err(1));
    }
}
