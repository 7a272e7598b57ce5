use std::io::Write;

/// Writes a text between quotes. JSON lets DEL and the control characters from U+0080 on stand as they are; a terminal must
/// not get them.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text;
    loop {
        let (plain, suspect) = rest.split_at(plain_length(rest.as_bytes()));
        out.extend_from_slice(plain.as_bytes());
        let mut characters = suspect.chars();
        let Some(character) = characters.next() else {
            break;
        };
        write_character(out, character);
        rest = characters.as_str();
    }
    out.push(b'"');
}

/// How many bytes at the beginning stand for themselves and are ASCII. Many are looked at together: most texts are plain.
fn plain_length(bytes: &[u8]) -> usize {
    let (many, _) = bytes.as_chunks::<16>();
    let are_plain = |many: &&[u8; 16]| many.iter().fold(true, |all, byte| all & is_plain(*byte));
    let length = 16 * many.iter().take_while(are_plain).count();
    length + bytes[length..].iter().take_while(|byte| is_plain(**byte)).count()
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') & (byte != b'"') & (byte != b'\\')
}

fn write_character(out: &mut Vec<u8>, character: char) {
    match character {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        '\u{8}' => out.extend_from_slice(b"\\b"),
        '\u{c}' => out.extend_from_slice(b"\\f"),
        _ if crate::text::symbol_of(character).is_some() => {
            // A list of bytes takes all that is written.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        }
        _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}
