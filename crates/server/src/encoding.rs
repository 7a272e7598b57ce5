use source::LineIndex;
use tower_lsp_server::ls_types::{Position, PositionEncodingKind};

/// In what an editor counts the columns of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The cheapest that the editor offers; UTF-16 where it offers none.
    pub(crate) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offers = |kind| offered.is_some_and(|offered| offered.contains(&kind));
        if offers(PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(PositionEncodingKind::UTF32) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    pub(crate) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    const fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Where the byte `offset` of `text` stands; one past the end is read as the end.
    pub(crate) fn position(self, text: &str, lines: &LineIndex, offset: u32) -> Position {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = lines.line_of(number(at));
        let start = lines.line_start(line).unwrap_or_default() as usize;
        let before = text.get(start..at).unwrap_or_default();
        let column: usize = before.chars().map(|character| self.width(character)).sum();
        Position::new(line, number(column))
    }

    /// The byte of `text` at a position. A column past the end of its line is read as that end, a line past the last
    /// as the end of the text.
    pub(crate) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        let Some(start) = lines.line_start(position.line) else {
            return text.len();
        };
        let start = start as usize;
        let end = lines
            .line_start(position.line + 1)
            .map_or(text.len(), |end| end as usize);
        let line = text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let mut column = 0;
        for (at, character) in line.char_indices() {
            if column + self.width(character) > position.character as usize {
                return start + at;
            }
            column += self.width(character);
        }
        start + line.len()
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_agreed() {
        let text = "-- é𐐀 x\r\nselect\rfrom";
        let lines = LineIndex::new(text);
        let x = number(text.find('x').unwrap());
        for (encoding, column) in [(Encoding::Utf8, 10), (Encoding::Utf16, 7), (Encoding::Utf32, 6)] {
            let position = encoding.position(text, &lines, x);
            assert_eq!(position, Position::new(0, column));
            assert_eq!(encoding.offset(text, &lines, position), x as usize);
        }
        let from = number(text.find("from").unwrap());
        assert_eq!(Encoding::Utf16.position(text, &lines, from), Position::new(2, 0));
    }

    #[test]
    fn positions_outside_the_text_are_its_nearest_place() {
        let text = "ab\r\ncd";
        let lines = LineIndex::new(text);
        let offset = |line, column| Encoding::Utf16.offset(text, &lines, Position::new(line, column));
        assert_eq!(offset(0, 99), 2);
        assert_eq!(offset(1, 99), 6);
        assert_eq!(offset(9, 0), 6);
    }

    #[test]
    fn the_cheapest_offer_is_taken() {
        let offered = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::negotiate(Some(&offered)), Encoding::Utf8);
        assert_eq!(Encoding::negotiate(None), Encoding::Utf16);
    }
}
