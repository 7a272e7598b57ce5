use source::{SourceFile, TextRange};

use crate::ScriptError;

/// Where the three parts of a rule file stand: header, code, page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// The header's TOML, without its marks.
    pub(crate) header: String,
    /// For each line of the header, where it begins in `header` and in the file.
    lines: Vec<(usize, usize)>,
    /// The page, without its marks.
    pub(crate) page: Option<TextRange>,
}

impl Layout {
    /// Finds the parts.
    pub(crate) fn of(file: &SourceFile) -> Result<Self, ScriptError> {
        let text = file.text();
        let mut header = String::new();
        let mut lines = Vec::new();
        let mut is_over = false;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let (start, bare) = (offset, line.trim());
            offset += line.len();
            let Some(rest) = line.trim_start().strip_prefix("//!") else {
                let is_before = lines.is_empty() && (bare.is_empty() || bare.starts_with("//"));
                is_over |= !is_before;
                if bare.starts_with("/*") {
                    break;
                }
                continue;
            };
            if is_over {
                let at = start + line.len() - line.trim_start().len();
                let message = "a header line stands apart; the header is the first thing of a rule file";
                return Err(ScriptError::at(file, at, message));
            }
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            lines.push((header.len(), start + line.len() - rest.len()));
            header.push_str(rest.trim_end_matches(['\n', '\r']));
            header.push('\n');
        }
        if lines.is_empty() {
            let message = "a rule begins with its header: lines of `//! key = value`, `id` first among them";
            return Err(ScriptError::at(file, 0, message));
        }
        let page = page(file)?;
        Ok(Self { header, lines, page })
    }

    /// Where a byte of the header stands in the file.
    pub(crate) fn in_file(&self, offset: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= offset);
        let (start, in_file) = self.lines[line.saturating_sub(1)];
        in_file + (offset - start.min(offset))
    }
}

/// The page is the `/*! … */` that ends the file.
fn page(file: &SourceFile) -> Result<Option<TextRange>, ScriptError> {
    let text = file.text();
    let mut offset = 0;
    let opening = text.split_inclusive('\n').find_map(|line| {
        let start = offset;
        offset += line.len();
        line.starts_with("/*!").then_some(start)
    });
    let Some(start) = opening else {
        return Ok(None);
    };
    let Some(body) = text[start..].trim_end().strip_suffix("*/") else {
        let message = "the page begins here and does not end the file: close it with `*/` and put nothing after it";
        return Err(ScriptError::at(file, start, message));
    };
    let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    let end = start + body.len();
    Ok(Some(TextRange::new(place((start + 3).min(end)), place(end))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Result<Layout, ScriptError> {
        Layout::of(&SourceFile::from_text("r.rhai", text))
    }

    #[test]
    fn the_three_parts_are_found() {
        let text =
            "// house rules\n//! id = \"a\"\r\n//!\n//! on = []\nfn check(a, b, c) {}\n/*!\n## Why\n/* x */\n*/\n";
        let layout = layout(text).unwrap();
        assert_eq!(layout.header, "id = \"a\"\n\non = []\n");
        assert_eq!(&text[layout.page.unwrap().slice()], "\n## Why\n/* x */\n");
        let at = layout.header.find("on").unwrap();
        assert_eq!(layout.in_file(at), text.find("on = []").unwrap());
    }

    #[test]
    fn what_is_out_of_place_is_named() {
        let apart = layout("//! id = \"a\"\nfn f() {}\n  //! on = []\n").unwrap_err();
        assert_eq!((apart.line, apart.column), (3, 3));
        assert_eq!(layout("fn check() {}").unwrap_err().line, 1);
        let open = layout("//! id = \"a\"\n/*!\npage */ fn f() {}").unwrap_err();
        assert_eq!((open.line, open.column), (2, 1));
    }
}
