//! The messages of `toml` and `serde` in our words.

/// What a reader of TOML says, with the nearest name where it met an unknown one.
pub(crate) fn in_our_words(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
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
    let mut known: Vec<&str> = names.collect();
    // Some lists come without back-ticks.
    if let Some((_, bare)) = rest.split_once(", expected one of ").filter(|_| known.is_empty()) {
        known = bare.split(", ").collect();
    }
    match source::nearest(word, known.iter().copied()) {
        Some(meant) => format!("unknown {what} `{word}`; `{meant}` is the nearest name"),
        None if known.is_empty() => format!("unknown {what} `{word}`; there are none here"),
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
    let (found, wanted) = rest.split_once(", expected ")?;
    let wanted = match wanted {
        "a string" | "string" | "str" => "a text in quotes",
        "a sequence" => "a list: `[…]`",
        "a map" => "a table: `{ … }`",
        "a boolean" => "`true` or `false`",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        other => other,
    };
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some(("integer", number)) => format!("the number {}", number.trim_matches('`')),
        Some(("floating", rest)) => format!("the number {}", rest.trim_start_matches("point ").trim_matches('`')),
        Some(("boolean", value)) => value.to_owned(),
        _ if found == "sequence" => "a list".to_owned(),
        _ if found == "map" => "a table".to_owned(),
        _ => found.to_owned(),
    };
    Some(format!("this is {found}; write {wanted}"))
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
            in_our_words("unknown field `line`, expected `statements` or `lines`"),
            "unknown key `line`; `lines` is the nearest name"
        );
    }
}
