//! What a reader of TOML says of a slip in the syntax.

/// How the message begins, and what we say instead.
const SLIPS: &[(&str, &str)] = &[
    (
        "string values must be quoted",
        "this is no value; a text stands in quotes: `\"…\"`",
    ),
    ("missing value", "a value is missing; write one behind the `=`"),
    ("key with no value", "this key has no value; write `key = value`"),
    ("missing assignment", "this key has no value; write `key = value`"),
    ("invalid key-value pair", NO_LINE),
    ("unquoted keys cannot be empty", NO_LINE),
    ("missing key", NO_LINE),
    ("extra `=`", "there is one `=` too many; remove it"),
    ("extra assignment", "there is one `=` too many; remove it"),
    ("extra comma", "there is one comma too many; remove it"),
    ("missing comma", "a comma is missing; write one before this"),
    (
        "unexpected key or value",
        "something stands here already; begin a new line, each holds one `key = value`",
    ),
    ("unclosed array table", "this is never closed; write `]]`"),
    ("unclosed array", "this list is never closed; write `]`"),
    ("unclosed inline table", "this table is never closed; write `}`"),
    ("unclosed table", "this is never closed; write `]`"),
    (
        "invalid unquoted key",
        "a key with this character stands in quotes: `\"…\"`",
    ),
    ("invalid comment character", CONTROL),
    (
        "missing escaped value",
        "this is no escape; write `\\\\` for a backslash, or put the text between `'`, where it is a letter like any other",
    ),
    (
        "too few unicode value digits",
        "this is no escape; write `\\\\` for a backslash, or put the text between `'`, where it is a letter like any other",
    ),
    (
        "carriage return must be followed by newline",
        "a line ends in a carriage return alone; save the file with LF or CRLF as line ends",
    ),
    (
        "invalid boolean",
        "this is no value; write `true` or `false`, or a text in quotes",
    ),
    (
        "integer number overflowed",
        "this is no number that can be kept; write a smaller one, in digits",
    ),
    (
        "floating-point number overflowed",
        "this is no number that can be kept; write a smaller one, in digits",
    ),
    (
        "cannot recurse further",
        "lists and tables stand too deeply in each other; write it flatter",
    ),
];

const NO_LINE: &str = "this is no TOML; a line is `key = value`, `[table]` or a `# comment`";
const CONTROL: &str = "a control character stands here; remove it, or write it as `\\u0000` between `\"`";

/// How messages about numbers begin.
const NUMBERS: &[&str] = &[
    "integers with a radix",
    "radix must be",
    "`_` may only go",
    "redundant integer number prefix",
    "redundant numeric sign",
    "unexpected leading zero",
    "unexpected sign",
    "invalid binary number",
    "invalid integer number",
    "invalid float",
    "invalid hexadecimal number",
    "invalid octal number",
    "invalid exponent",
    "invalid fraction",
    "invalid mantissa",
];

/// How messages about texts begin.
const TEXTS: &[&str] = &["invalid basic string", "invalid literal string", "invalid multi-line"];

/// How messages about days and times begin.
const DATES: &[&str] = &["invalid date", "invalid time", "invalid offset"];

/// What is wrong with the syntax, and what to do about it; `None` where that is not what the message is about.
pub(crate) fn slip(message: &str) -> Option<String> {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| message.starts_with(beginning));
    let known = SLIPS.iter().find(|(beginning, _)| message.starts_with(beginning));
    let said = match known {
        Some((_, said)) => said,
        // Of a text that goes on to the line's end only the closing quote is expected.
        None if begins(TEXTS)
            && ["expected `'`", "expected `\"`"]
                .iter()
                .any(|end| message.ends_with(end)) =>
        {
            "this text is never closed; write the closing quote"
        }
        None if begins(TEXTS) => CONTROL,
        None if begins(DATES) => "this is no date; write it like `2027-03-01`, or as a text in quotes",
        None if begins(NUMBERS) => "this is no number; write it in digits, or as a text in quotes",
        None => return None,
    };
    Some(said.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::config::message::in_our_words;

    /// What is said of a text that is no TOML.
    fn said(text: &str) -> String {
        let error = toml::from_str::<toml::Table>(text).unwrap_err();
        in_our_words(error.message())
    }

    #[test]
    fn each_slip_has_a_remedy() {
        for (text, words) in [
            ("a = x", "a text stands in quotes"),
            ("a = \n", "a text stands in quotes"),
            ("a = True", "write `true` or `false`"),
            ("a 'x'", "write `key = value`"),
            ("a: x", "write `key = value`"),
            ("{\"a\": 1}", "`key = value`"),
            ("= 1", "`key = value`"),
            ("a = 1 b = 2", "begin a new line"),
            ("[a\nb = 1", "write `]`"),
            ("[[a]\nb = 1", "write `]]`"),
            ("a = ['x'", "write `]`"),
            ("a = ['x' 'y']", "a comma is missing"),
            ("a = ['x',, 'y']", "remove it"),
            ("a = { b = 1", "write `}`"),
            ("a:b = 1", "stands in quotes"),
            ("a = 'x\n", "write the closing quote"),
            ("a = \"x\n", "write the closing quote"),
            ("a = \"\"\"x\n", "write the closing quote"),
            ("a = \"\\d+\"", "between `'`"),
            ("a = \"C:\\Users\"", "between `'`"),
            ("a = 'x\u{1}'", "control character"),
            ("# \u{1}\n", "control character"),
            ("a = 1\rb = 2", "line ends"),
            ("a = 2026-02-30", "write it like `2027-03-01`"),
            ("a = 1_", "write it in digits"),
            ("a = 07", "write it in digits"),
            ("a = 1e999", "write a smaller one"),
            ("a = 1\na = 2", "keep one of the two"),
        ] {
            assert!(said(text).contains(words), "{text:?}: {}", said(text));
        }
        assert!(said(&format!("a = {}", "[".repeat(10_000))).contains("write it flatter"));
    }
}
