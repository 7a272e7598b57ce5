//! The number of English nouns, for rules about names. What English does not decide is decided by nobody: a word that
//! may be either counts as both.

/// Nouns whose two forms no ending tells apart, or whose plural is a word of its own.
const IRREGULAR: &[(&str, &str)] = &[
    ("alias", "aliases"),
    ("analysis", "analyses"),
    ("axis", "axes"),
    ("basis", "bases"),
    ("bonus", "bonuses"),
    ("bus", "buses"),
    ("campus", "campuses"),
    ("canvas", "canvases"),
    ("census", "censuses"),
    ("child", "children"),
    ("class", "classes"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("cookie", "cookies"),
    ("diagnosis", "diagnoses"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("half", "halves"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("mouse", "mice"),
    ("movie", "movies"),
    ("person", "people"),
    ("quiz", "quizzes"),
    ("shelf", "shelves"),
    ("status", "statuses"),
    ("thesis", "theses"),
    ("tooth", "teeth"),
    ("virus", "viruses"),
    ("woman", "women"),
];

/// Nouns that are their own plural, or have none.
const EITHER: &[&str] = &[
    "access",
    "advice",
    "audit",
    "content",
    "credentials",
    "data",
    "deer",
    "equipment",
    "feedback",
    "fish",
    "history",
    "info",
    "information",
    "inventory",
    "knowledge",
    "media",
    "metadata",
    "money",
    "music",
    "news",
    "progress",
    "series",
    "settings",
    "sheep",
    "software",
    "species",
    "staff",
    "stats",
    "statistics",
    "stock",
    "storage",
    "stuff",
    "traffic",
    "weather",
];

/// Whether the last word of a name is a plural; `None` where it may be either.
#[must_use]
pub fn is_plural(name: &str) -> Option<bool> {
    let word = last_word(name);
    if word.is_empty() || EITHER.contains(&word.as_str()) || !word.is_ascii() {
        return None;
    }
    if let Some((singular, _)) = IRREGULAR.iter().find(|(one, many)| word == *one || word == *many) {
        return Some(word != *singular);
    }
    let has_plural_ending = word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    Some(has_plural_ending)
}

/// The name with its last word in the plural.
#[must_use]
pub fn plural_of(name: &str) -> String {
    replaced(name, |word| match is_plural(word) {
        Some(false) => Some(plural_word(word)),
        _ => None,
    })
}

/// The name with its last word in the singular.
#[must_use]
pub fn singular_of(name: &str) -> String {
    replaced(name, |word| match is_plural(word) {
        Some(true) => Some(singular_word(word)),
        _ => None,
    })
}

fn plural_word(word: &str) -> String {
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_owned();
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn singular_word(word: &str) -> String {
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "zes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Where the last word of a name begins: behind the last separator, or at its last capital.
fn last_word_start(name: &str) -> usize {
    let mut start = 0;
    let mut before = '_';
    for (at, letter) in name.char_indices() {
        if !letter.is_alphanumeric() {
            start = at + letter.len_utf8();
        } else if letter.is_uppercase() && !before.is_uppercase() {
            start = at;
        }
        before = letter;
    }
    start
}

fn last_word(name: &str) -> String {
    name[last_word_start(name)..].to_lowercase()
}

/// The name with its last word replaced, its capitals kept.
fn replaced(name: &str, replace: impl Fn(&str) -> Option<String>) -> String {
    let (head, word) = name.split_at(last_word_start(name));
    let Some(new) = replace(&word.to_lowercase()) else {
        return name.to_owned();
    };
    let is_shouted = word.len() > 1 && !word.chars().any(char::is_lowercase);
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    let new = if is_shouted {
        new.to_uppercase()
    } else if is_capital {
        new[..1].to_uppercase() + &new[1..]
    } else {
        new
    };
    format!("{head}{new}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_decides() {
        assert_eq!(is_plural("order_lines"), Some(true));
        assert_eq!(is_plural("orders_line"), Some(false));
        assert_eq!(is_plural("OrderStatus"), Some(false));
        assert_eq!(is_plural("user_data"), None);
        assert_eq!(is_plural("address"), Some(false));
        assert_eq!(is_plural("addresses"), Some(true));
    }

    #[test]
    fn there_and_back() {
        for (one, many) in [
            ("order_line", "order_lines"),
            ("Category", "Categories"),
            ("BOX", "BOXES"),
            ("person", "people"),
            ("survey", "surveys"),
            ("branch", "branches"),
            ("address", "addresses"),
            ("OrderStatus", "OrderStatuses"),
            ("movie", "movies"),
        ] {
            assert_eq!(plural_of(one), many);
            assert_eq!(singular_of(many), one);
            assert_eq!(plural_of(many), many);
            assert_eq!(singular_of(one), one);
        }
    }
}
