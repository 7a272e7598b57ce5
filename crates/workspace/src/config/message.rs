//! The messages of `toml` and `serde` in our words.

/// What a reader of TOML says, with the nearest name where it met an unknown one.
pub(super) fn in_our_words(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let (what, rest) = match (
        message.strip_prefix("unknown field "),
        message.strip_prefix("unknown variant "),
    ) {
        (Some(rest), _) => ("key", rest),
        (_, Some(rest)) => ("value", rest),
        (None, None) => {
            return match message.strip_prefix("missing field ") {
                Some(key) => format!("the key {key} is missing"),
                None => lower_first(message),
            };
        }
    };
    let mut names = rest.split('`').skip(1).step_by(2);
    let Some(word) = names.next() else {
        return lower_first(message);
    };
    let known: Vec<&str> = names.collect();
    match source::nearest(word, known.iter().copied()) {
        Some(meant) => format!("unknown {what} `{word}`; `{meant}` is the nearest name"),
        None if known.is_empty() => format!("unknown {what} `{word}`; there are none here"),
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("unknown {what} `{word}`; there are {}", known.join(", "))
        }
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
        assert_eq!(in_our_words("missing field `paths`"), "the key `paths` is missing");
        assert_eq!(in_our_words("Invalid type: x"), "invalid type: x");
    }
}
