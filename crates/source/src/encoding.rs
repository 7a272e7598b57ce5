use memchr::memchr;

/// How a file's bytes were read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8, without a byte order mark.
    Utf8,
    /// UTF-8 that opens with a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Neither: read as Windows-1252, the superset of Latin-1.
    Windows1252,
}

impl Encoding {
    /// The name people know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with a byte order mark",
            Self::Utf16Le => "UTF-16 (little endian)",
            Self::Utf16Be => "UTF-16 (big endian)",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// A file's text and how it was found.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without its byte order mark.
    pub text: String,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// The first byte that is not UTF-8, where the file had to be read as something else.
    pub first_bad_byte: Option<usize>,
    /// Whether characters had to be replaced by U+FFFD.
    pub is_lossy: bool,
}

/// Reads bytes as text. It never fails: what is neither UTF-8 nor UTF-16 is read as Windows-1252.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(encoding) = utf16_encoding(&bytes) {
        return decode_utf16(&bytes, encoding);
    }
    let has_bom = bytes.starts_with(b"\xEF\xBB\xBF");
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if has_bom {
                text.drain(..3);
            }
            let encoding = if has_bom { Encoding::Utf8Bom } else { Encoding::Utf8 };
            Decoded {
                text,
                encoding,
                first_bad_byte: None,
                is_lossy: false,
            }
        }
        Err(error) => {
            let first_bad_byte = Some(error.utf8_error().valid_up_to());
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
            // Files joined by a tool: a mark of UTF-8 is one too before text in another encoding.
            let mut text = text.replace("\u{EF}\u{BB}\u{BF}", "\u{FEFF}");
            if text.starts_with('\u{FEFF}') {
                text.drain(..'\u{FEFF}'.len_utf8());
            }
            Decoded {
                text,
                encoding: Encoding::Windows1252,
                first_bad_byte,
                is_lossy: false,
            }
        }
    }
}

/// The bytes of a new text, written as the file with these bytes is: its encoding, with or without its mark. `None` where
/// they cannot be: the old bytes do not come back from their own text, or a character has no place in the encoding.
#[must_use]
pub fn encode_like(old: &[u8], text: &str) -> Option<Vec<u8>> {
    let decoded = decode(old.to_vec());
    let whole = encode(&decoded.text, decoded.encoding)?;
    let mark = old.strip_suffix(whole.as_slice())?;
    let is_mark = matches!(mark, [] | b"\xEF\xBB\xBF" | [0xFF, 0xFE] | [0xFE, 0xFF]);
    if !is_mark {
        return None;
    }
    let mut bytes = mark.to_vec();
    bytes.extend(encode(text, decoded.encoding)?);
    (decode(bytes.clone()).text == text).then_some(bytes)
}

fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => Some(text.as_bytes().to_vec()),
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Encoding::Windows1252 => {
            let (bytes, _, has_unmappable) = encoding_rs::WINDOWS_1252.encode(text);
            (!has_unmappable).then(|| bytes.into_owned())
        }
    }
}

/// How much of a file is looked at to see whether it is UTF-16 without its mark.
const HEAD: usize = 1024;

/// UTF-16 shows itself by its mark, or, without one, by zero bytes in every other place: always in SQL, whose
/// keywords are ASCII, though comments and names may hold other characters.
fn utf16_encoding(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    if head.len() < 4 || memchr(0, head).is_none() {
        return None;
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let is_half_empty = |full: usize, empty: usize| full == 0 && empty * 4 >= head.len() / 2;
    if is_half_empty(zeros(0), zeros(1)) {
        return Some(Encoding::Utf16Le);
    }
    is_half_empty(zeros(1), zeros(0)).then_some(Encoding::Utf16Be)
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Decoded {
    let decoder = if encoding == Encoding::Utf16Be {
        encoding_rs::UTF_16BE
    } else {
        encoding_rs::UTF_16LE
    };
    // A line end of one byte, added by a tool that took the file for ASCII, is no character.
    let (whole, half) = bytes.split_at(bytes.len() / 2 * 2);
    let (text, is_lossy) = decoder.decode_with_bom_removal(whole);
    Decoded {
        text: text.into_owned(),
        encoding,
        first_bad_byte: None,
        is_lossy: is_lossy || !matches!(half, [] | [b'\n' | b'\r' | 0x1A | 0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let decoded = decode(bytes.to_vec());
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn a_mark_before_another_encoding_is_removed() {
        assert_eq!(
            read(b"\xEF\xBB\xBFcaf\xE9"),
            ("caf\u{e9}".into(), Encoding::Windows1252)
        );
    }

    #[test]
    fn marks_of_joined_files_stay_marks() {
        let read = read(b"\xEF\xBB\xBFcaf\xE9\n\xEF\xBB\xBFselect");
        assert_eq!(read, ("caf\u{e9}\n\u{FEFF}select".into(), Encoding::Windows1252));
    }

    #[test]
    fn marks_are_removed() {
        assert_eq!(read(b"\xEF\xBB\xBFselect"), ("select".into(), Encoding::Utf8Bom));
        assert_eq!(read(b"\xFF\xFEs\0e\0"), ("se".into(), Encoding::Utf16Le));
        assert_eq!(read(b"\xFE\xFF\0s\0e"), ("se".into(), Encoding::Utf16Be));
    }

    #[test]
    fn utf16_without_a_mark_is_recognised() {
        assert_eq!(read(b"s\0e\0l\0e\0"), ("sele".into(), Encoding::Utf16Le));
        assert_eq!(read(b"\0s\0e\0l\0e"), ("sele".into(), Encoding::Utf16Be));
        let text = "-- \u{fc}bung \u{20ac} \u{4e16}\u{754c}\nselect 1";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little), (text.into(), Encoding::Utf16Le));
        assert_eq!(read(&big), (text.into(), Encoding::Utf16Be));
    }

    #[test]
    fn a_text_goes_back_into_the_encoding_that_it_came_in() {
        let files: [&[u8]; 6] = [
            b"select 1",
            b"\xEF\xBB\xBFselect 1",
            b"\xFF\xFEs\0e\0l\0",
            b"\xFE\xFF\0s\0e\0l",
            b"s\0e\0l\0",
            b"-- caf\xE9",
        ];
        for old in files {
            let text = decode(old.to_vec()).text;
            assert_eq!(encode_like(old, &text).as_deref(), Some(old));
            let new = format!("{text};\r\n");
            let written = decode(encode_like(old, &new).unwrap());
            assert_eq!((written.text, written.encoding), (new, decode(old.to_vec()).encoding));
        }
        assert_eq!(encode_like(b"-- caf\xE9", "\u{4e16}"), None);
        assert_eq!(encode_like(b"\xFF\xFEs\0e\0\n", "se"), None, "half a character");
        assert_eq!(
            encode_like(b"\xEF\xBB\xBFcaf\xE9\n\xEF\xBB\xBFx", "x"),
            None,
            "two encodings"
        );
    }

    #[test]
    fn zero_bytes_alone_are_not_utf16() {
        assert_eq!(read(b"a\0select 1").1, Encoding::Utf8);
        assert_eq!(read(b"a\0\0b\0\0c\0").1, Encoding::Utf8);
    }

    #[test]
    fn half_a_character_at_the_end_is_no_character() {
        assert_eq!(read(b"\xFF\xFEs\0e\0\n"), ("se".into(), Encoding::Utf16Le));
        assert!(decode(b"\xFF\xFEs\0e\0x".to_vec()).is_lossy);
    }

    #[test]
    fn other_bytes_are_windows_1252() {
        let decoded = decode(b"-- caf\xE9 \x80".to_vec());
        assert_eq!(decoded.text, "-- café €");
        assert_eq!(decoded.first_bad_byte, Some(6));
    }
}
