//! The messages of `toml` and `serde` in our words, with what to do about it.

mod syntax;

pub(crate) use syntax::slip;

/// How much of a value is said again.
const LONGEST: usize = 60;

/// What a reader of TOML says, with the nearest name where it met an unknown one.
pub(crate) fn in_our_words(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    if let Some(said) = syntax::slip(message) {
        return said;
    }
    let (what, rest) = match (
        message.strip_prefix("unknown field "),
        message.strip_prefix("unknown variant "),
    ) {
        (Some(rest), _) => ("key", rest),
        (_, Some(rest)) => ("value", rest),
        (None, None) => {
            return match message.strip_prefix("missing field ") {
                Some(key) => format!("the key {key} is missing; add it"),
                None => misfit(message).unwrap_or_else(|| lower_first(message)),
            };
        }
    };
    let mut names = rest.split('`').skip(1).step_by(2);
    let Some(word) = names.next() else {
        return lower_first(message);
    };
    // How the library hands a date to what expects a table.
    if word.starts_with("$__toml_private") {
        return "this is a date; write a text in quotes".to_owned();
    }
    let word = &clipped(word);
    let mut known: Vec<&str> = names.collect();
    // Some lists come without back-ticks.
    if let Some((_, bare)) = rest.split_once(", expected one of ").filter(|_| known.is_empty()) {
        known = bare.split(", ").collect();
    }
    match source::nearest(word, known.iter().copied()) {
        Some(meant) => format!("unknown {what} `{word}`; `{meant}` is the nearest name"),
        None if known.is_empty() => format!("unknown {what} `{word}`; there are none here"),
        None if known.len() == 1 => format!("unknown {what} `{word}`; there is only `{}`", known[0]),
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("unknown {what} `{word}`; there are {}", known.join(", "))
        }
    }
}

/// `invalid type: integer `1`, expected a string` as "this is the number 1; write a text in quotes".
fn misfit(message: &str) -> Option<String> {
    if message == "duplicate key" {
        return Some("this key is there already; keep one of the two".to_owned());
    }
    // What an enumeration says of a value that is no text.
    if message == "wanted string or table" {
        return Some("this is no text; write one in quotes".to_owned());
    }
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    let wanted = match wanted {
        "a sequence" if found == "map" => "a list: `[…]`, or of tables: `[[…]]` above each",
        "a map" if found == "sequence" => "one table: `{ … }`, or `[…]` above it",
        "a string" | "string" | "str" => "a text in quotes",
        "a sequence" => "a list: `[…]`",
        "a map" => "a table: `{ … }`",
        "a boolean" => "`true` or `false`",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        other => other,
    };
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {}", clipped(text)),
        // Some types of numbers are named behind it.
        Some(("integer", number)) => format!("the number {}", number.split('`').nth(1).unwrap_or(number)),
        Some(("floating", rest)) => format!("the number {}", rest.trim_start_matches("point ").trim_matches('`')),
        Some(("boolean", value)) => value.to_owned(),
        _ if found == "sequence" => "a list".to_owned(),
        _ if found == "map" => "a table".to_owned(),
        _ => found.to_owned(),
    };
    Some(format!("this is {found}; write {wanted}"))
}

/// The beginning of a value, which may be long and holds nothing that a terminal obeys: the reader escapes it.
pub(crate) fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_get_the_nearest() {
        assert_eq!(
            in_our_words("unknown field `dialct`, expected one of `dialect`, `tool`"),
            "unknown key `dialct`; `dialect` is the nearest name"
        );
        assert_eq!(
            in_our_words("unknown variant `db2`, expected `mysql` or `oracle`"),
            "unknown value `db2`; there are `mysql`, `oracle`"
        );
        assert_eq!(
            in_our_words("missing field `paths`"),
            "the key `paths` is missing; add it"
        );
        assert_eq!(in_our_words("Invalid thing: x"), "invalid thing: x");
        assert_eq!(
            in_our_words("invalid type: integer `1`, expected a string"),
            "this is the number 1; write a text in quotes"
        );
        assert_eq!(
            in_our_words("invalid type: string \"db\", expected a sequence"),
            "this is the text \"db\"; write a list: `[…]`"
        );
        assert_eq!(
            in_our_words("unknown field `$__toml_private_datetime`, expected `git`"),
            "this is a date; write a text in quotes"
        );
        assert_eq!(
            in_our_words("unknown field `ref`, expected `git`"),
            "unknown key `ref`; there is only `git`"
        );
        assert_eq!(
            in_our_words("invalid type: integer `99999999999999999999` as i128, expected u64"),
            "this is the number 99999999999999999999; write a whole number, 0 or more"
        );
        let long = "x".repeat(1_000_000);
        assert!(in_our_words(&format!("unknown variant `{long}`, expected `a`")).len() < 200);
        assert_eq!(
            in_our_words("unknown field `line`, expected `statements` or `lines`"),
            "unknown key `line`; `lines` is the nearest name"
        );
    }
}
