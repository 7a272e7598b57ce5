//! Parts of file names that several tools read alike.

use std::cmp::Ordering;

use memchr::memrchr;

/// `003_add_users` cut after its digits: `("003", "_add_users")`. `None` where no digit stands first.
pub(crate) fn leading_digits(name: &str) -> Option<(&str, &str)> {
    let end = name.bytes().take_while(u8::is_ascii_digit).count();
    (end > 0).then(|| name.split_at(end))
}

/// A name without its `.sql`, whatever the case of its letters.
pub(crate) fn without_sql(name: &str) -> Option<&str> {
    let stem = name.len().checked_sub(4)?;
    let extension = name.get(stem..)?;
    extension.eq_ignore_ascii_case(".sql").then(|| &name[..stem])
}

/// `003_add_users.sql` as `("003", "add_users")`.
pub(crate) fn numbered(name: &str) -> Option<(&str, &str)> {
    let (digits, rest) = leading_digits(name.strip_suffix(".sql")?)?;
    let description = rest.strip_prefix('_')?;
    (!description.is_empty()).then_some((digits, description))
}

/// Which half of a pair a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Half {
    Up,
    Down,
}

/// `003_add_users.up.sql` as `("003", "add_users", Half::Up)`.
pub(crate) fn numbered_half(name: &str) -> Option<(&str, &str, Half)> {
    let (digits, rest) = leading_digits(name)?;
    let rest = rest.strip_prefix('_')?;
    let halves = [(".up.sql", Half::Up), (".down.sql", Half::Down)];
    let (stem, half) = halves
        .into_iter()
        .find_map(|(suffix, half)| Some((rest.strip_suffix(suffix)?, half)))?;
    Some((digits, stem, half))
}

/// What stands before the ending of a name that leads down: `1_x.down.sql`, `1_x_down.sql`, `rollback/1_x.sql`.
pub(crate) fn stem_of_down(path: &str) -> Option<String> {
    let stem = without_sql(path)?;
    for ending in ["down", "undo", "rollback", "revert"] {
        let before = stem.strip_suffix(ending);
        if let Some(before) = before.and_then(|before| before.strip_suffix(['.', '_', '-', '/'])) {
            return Some(before.to_owned());
        }
    }
    let folder = file_name(parent(path));
    let leads_down = ["down", "undo", "rollback", "revert"].contains(&folder);
    leads_down.then(|| join(parent(parent(path)), file_name(stem)))
}

/// What stands before the ending of another name: `1_x` of `1_x.up.sql`, `1_x_up.sql` and `up/1_x.sql`.
pub(crate) fn stem_of_up(path: &str) -> String {
    let stem = without_sql(path).unwrap_or(path);
    let before = stem
        .strip_suffix("up")
        .and_then(|before| before.strip_suffix(['.', '_', '-', '/']));
    if let Some(before) = before {
        return before.to_owned();
    }
    if file_name(parent(path)) == "up" {
        return join(parent(parent(path)), file_name(stem));
    }
    stem.to_owned()
}

/// What a name says, for people: underscores and dashes are read as blanks.
pub(crate) fn words(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// The path without its last part; empty where there is only one.
pub(crate) fn parent(path: &str) -> &str {
    memrchr(b'/', path.as_bytes()).map_or("", |at| &path[..at])
}

/// A path below a folder, which may be empty.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Whether `path` is `folder` or lies in it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    let folder = if folder == "." {
        ""
    } else {
        folder.trim_end_matches('/')
    };
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a name looks like a date and time: `20240131235959` or longer.
pub(crate) fn is_timestamped(name: &str) -> bool {
    leading_digits(name).is_some_and(|(digits, _)| digits.len() >= 14 && digits.starts_with(['1', '2']))
}

/// The order in which people count: `9` before `10`, `0.5` before `0.12`.
pub(crate) fn natural_order(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        match (leading_digits(left), leading_digits(right)) {
            (Some((one, after_one)), Some((other, after_other))) => {
                let numbers = (one.trim_start_matches('0'), other.trim_start_matches('0'));
                let order = numbers
                    .0
                    .len()
                    .cmp(&numbers.1.len())
                    .then_with(|| numbers.0.cmp(numbers.1));
                if order.is_ne() {
                    return order;
                }
                (left, right) = (after_one, after_other);
            }
            _ => {
                let mut rests = (left.chars(), right.chars());
                match (rests.0.next(), rests.1.next()) {
                    (None, None) => return Ordering::Equal,
                    (one, other) if one != other => return one.cmp(&other),
                    _ => (left, right) = (rests.0.as_str(), rests.1.as_str()),
                }
            }
        }
    }
}

/// Whether a name begins like that of a migration in any language: `003_x.py`, `V3__x.java`, `m20240131_x.rs`.
#[must_use]
pub fn is_numbered(name: &str) -> bool {
    let name = name
        .strip_prefix(|first: char| first.is_ascii_alphabetic())
        .unwrap_or(name);
    name.starts_with(|first: char| first.is_ascii_digit())
}

/// The version in the name of a migration in any language: `3` of `V3__x.java`, `00002` of `00002_x.go`.
pub(crate) fn version_in_name(name: &str) -> Option<&str> {
    let name = name.strip_prefix(['V', 'm']).unwrap_or(name);
    leading_digits(name).map(|(digits, _)| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["0.12/a", "0.5/b", "0.5/a", "LATEST", "0.5"];
        names.sort_by(|left, right| natural_order(left, right));
        assert_eq!(names, ["0.5", "0.5/a", "0.5/b", "0.12/a", "LATEST"]);
    }

    #[test]
    fn names_come_apart() {
        assert_eq!(numbered("003_add_users.sql"), Some(("003", "add_users")));
        assert_eq!(numbered("003.sql"), None);
        assert_eq!(numbered("003_.sql"), None);
        assert_eq!(numbered_half("1_x.y.down.sql"), Some(("1", "x.y", Half::Down)));
        assert_eq!(numbered_half("1_x.sql"), None);
        assert_eq!(without_sql("V1__x.SQL"), Some("V1__x"));
        assert_eq!(without_sql("é.sq"), None);
    }

    #[test]
    fn halves_have_one_stem() {
        let pairs = [
            ("m/1_x.up.sql", "m/1_x.down.sql"),
            ("m/1_x.sql", "m/1_x_down.sql"),
            ("m/1_x/up.sql", "m/1_x/down.sql"),
            ("m/1_x.sql", "m/rollback/1_x.sql"),
            ("m/up/1_x.sql", "m/down/1_x.sql"),
        ];
        for (up, down) in pairs {
            assert_eq!(stem_of_down(down), Some(stem_of_up(up)), "{up}");
            assert_eq!(stem_of_down(up), None);
        }
        assert_eq!(stem_of_down("m/1_shutdown.sql"), None);
    }

    #[test]
    fn paths_come_apart() {
        assert_eq!((parent("a/b/c.sql"), file_name("a/b/c.sql")), ("a/b", "c.sql"));
        assert_eq!((parent("c.sql"), join("", "x")), ("", "x".to_owned()));
        assert!(is_within("a/b", "a") && is_within("a", "a") && !is_within("ab", "a") && is_within("x", "."));
    }
}
