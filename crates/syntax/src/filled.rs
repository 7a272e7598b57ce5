use std::collections::BTreeMap;

use compact_str::CompactString;

/// How placeholders are marked within a name.
const MARKS: &[(&str, &str)] = &[("${", "}"), ("{{", "}}"), ("$(", ")"), ("$$", "$$")];
/// How those are marked that are a whole name.
const WHOLE: &[(&str, &str)] = &[
    (":\"", "\""),
    (":'", "'"),
    ("%", "%"),
    ("@", "@"),
    (":", ""),
    ("&&", ""),
    ("&", ""),
];

/// A name with its placeholders filled in: `tbl_${env}` with `env = "test"` is `tbl_test`. `None` where the value of one
/// is not known, or is more than a part of a name.
pub(crate) fn filled_in(name: &str, values: &BTreeMap<String, String>) -> Option<CompactString> {
    let whole = WHOLE.iter().find_map(|(open, close)| {
        let inner = name.strip_prefix(open)?.strip_suffix(close)?;
        value(inner, values)
    });
    if let Some(whole) = whole {
        return Some(whole.into());
    }
    let mut filled = CompactString::default();
    let mut rest = name;
    while let Some((at, open, close)) = next_mark(rest) {
        filled.push_str(&rest[..at]);
        let (inner, after) = rest[at + open.len()..].split_once(close)?;
        filled.push_str(value(inner.trim(), values)?);
        rest = after;
    }
    filled.push_str(rest);
    (filled != name).then_some(filled)
}

fn next_mark(text: &str) -> Option<(usize, &'static str, &'static str)> {
    let found = MARKS
        .iter()
        .filter_map(|(open, close)| Some((text.find(open)?, *open, *close)));
    found.min_by_key(|(at, ..)| *at)
}

/// Flyway takes the names of placeholders whatever the case of their letters; elsewhere they are mostly written alike.
fn value<'a>(name: &str, values: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let found = values.get(name).or_else(|| {
        let mut others = values.iter();
        others
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })?;
    let is_part_of_name = found
        .chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '#' | '-'));
    (!found.is_empty() && is_part_of_name).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_the_values_of_their_placeholders() {
        let values = [("schema", "app"), ("env", "test"), ("list", "a, b"), ("none", "")];
        let values: BTreeMap<String, String> = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let filled = |name: &str| filled_in(name, &values);
        assert_eq!(filled("${schema}").as_deref(), Some("app"));
        assert_eq!(filled("${SCHEMA}").as_deref(), Some("app"));
        assert_eq!(filled("tbl_${env}_{{ schema }}").as_deref(), Some("tbl_test_app"));
        for whole in ["$(env)", "$$env$$", "%env%", "@env@", ":env", ":\"env\"", "&env"] {
            assert_eq!(filled(whole).as_deref(), Some("test"), "{whole}");
        }
        for unknown in [
            "${other}",
            "${schema}_${other}",
            "${list}",
            "${none}",
            "plain",
            "${open",
        ] {
            assert_eq!(filled(unknown), None, "{unknown}");
        }
    }
}
