use rustc_hash::FxHashMap;
use script::{MemberDoc, MemberKind, TypeDoc};
use source::TextRange;

use crate::completion::word_before;
use crate::{Hover, Suggestion, SuggestionKind};

/// What can be written at a place of a rule in Rhai, and which text it replaces.
#[must_use]
pub fn rule_file_completions(text: &str, offset: u32) -> (TextRange, Vec<Suggestion>) {
    let word = word_before(text, offset);
    let before = text.get(..word.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if let Some(header) = line.trim_start().strip_prefix("//!") {
        let is_in_options = before.contains("//! [");
        return match header.split_once('=') {
            _ if is_in_options => (word, Vec::new()),
            Some((key, value)) => (word, header_values(key.trim(), value)),
            None if header.trim().is_empty() => (word, header_keys()),
            None => (word, Vec::new()),
        };
    }
    let Some(receiver) = before.trim_end().strip_suffix('.').filter(|_| before.ends_with('.')) else {
        return (word, Vec::new());
    };
    let found = match type_of(receiver, before) {
        Some(found) => found
            .members
            .iter()
            .map(|member| suggestion(found, member, 0))
            .collect(),
        None => every_member(),
    };
    (word, found)
}

/// What the API says of the property or function at a place, or the header of its key.
#[must_use]
pub fn rule_file_hover(text: &str, offset: u32) -> Option<Hover> {
    let start = word_before(text, offset).start;
    let rest = text.get(start as usize..)?;
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let length = rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len());
    let range = TextRange::new(start, start + u32::try_from(length).ok()?);
    let name = text.get(range.slice()).filter(|name| !name.is_empty())?;
    let before = text.get(..start as usize)?;
    let line = before.rsplit('\n').next()?;
    if line.trim() == "//!" {
        let key = script::header_keys().iter().find(|key| key.name == name)?;
        return Some(Hover {
            range,
            title: format!("{}: {}", key.name, key.value),
            definition: Vec::new(),
            facts: vec![key.summary.to_owned()],
            page: None,
        });
    }
    let receiver = before.strip_suffix('.')?;
    let known = type_of(receiver, before);
    let types = script::api()
        .iter()
        .filter(|one| known.is_none_or(|known| known.name == one.name));
    let members: Vec<(&TypeDoc, &MemberDoc)> = types.filter_map(|one| Some((one, one.member(name)?))).collect();
    let (first, _) = members.first()?;
    let title = match members.as_slice() {
        [_] => format!("{}.{name}", first.name),
        _ => name.to_owned(),
    };
    let fact =
        |(one, member): &(&TypeDoc, &MemberDoc)| format!("`{}.{}`: {}", one.name, member.signature(), member.summary);
    Some(Hover {
        range,
        title,
        definition: Vec::new(),
        facts: members.iter().map(fact).collect(),
        page: None,
    })
}

fn header_keys() -> Vec<Suggestion> {
    let suggestion = |key: &script::HeaderKey| Suggestion {
        text: key.name.to_owned(),
        kind: SuggestionKind::Key,
        detail: key.value.to_owned(),
        documentation: key.summary.to_owned(),
        rank: 0,
    };
    script::header_keys().iter().map(suggestion).collect()
}

/// What the key can be set to; `before` is what stands between its `=` and the word.
fn header_values(key: &str, before: &str) -> Vec<Suggestion> {
    let Some(key) = script::header_keys().iter().find(|known| known.name == key) else {
        return Vec::new();
    };
    let is_quoted = before.matches('"').count() % 2 == 1;
    let suggestion = |word: &'static str| Suggestion {
        text: if is_quoted {
            word.to_owned()
        } else {
            format!("\"{word}\"")
        },
        kind: SuggestionKind::Key,
        detail: key.name.to_owned(),
        documentation: String::new(),
        rank: 0,
    };
    (key.words)().into_iter().map(suggestion).collect()
}

fn suggestion(of: &TypeDoc, member: &MemberDoc, rank: u8) -> Suggestion {
    Suggestion {
        text: member.name.to_owned(),
        kind: match member.kind {
            MemberKind::Property => SuggestionKind::Property,
            MemberKind::Function => SuggestionKind::Function,
        },
        detail: format!("{}.{}", of.name, member.signature()),
        documentation: member.summary.to_owned(),
        rank,
    }
}

/// Where the type before the dot is not known, anything may follow.
fn every_member() -> Vec<Suggestion> {
    let mut known: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for one in script::api() {
        for member in &one.members {
            if !known.contains(&member.name) {
                known.push(member.name);
                found.push(suggestion(one, member, 1));
            }
        }
    }
    found
}

/// What a variable of a script holds.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Held {
    of: &'static TypeDoc,
    is_list: bool,
}

fn named(name: &str) -> Option<&'static TypeDoc> {
    script::api().iter().find(|one| one.name == name)
}

/// The type of the value that ends the text: a chain of properties and calls that begins with a variable.
fn type_of(receiver: &str, before: &str) -> Option<&'static TypeDoc> {
    let held = held_by(chain(receiver), &variables(before))?;
    if held.is_list { named("List") } else { Some(held.of) }
}

/// The chain at the end of a text: `change.table.columns`.
fn chain(text: &str) -> &str {
    let mut depth = 0_u32;
    let mut start = text.len();
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => break,
            '(' | '[' => depth -= 1,
            _ if depth > 0 => {}
            _ if letter.is_alphanumeric() || matches!(letter, '_' | '.' | '?') => {}
            _ => break,
        }
        start = at;
    }
    &text[start..]
}

fn held_by(chain: &str, variables: &FxHashMap<&str, Held>) -> Option<Held> {
    let mut steps = chain.split('.').map(|step| {
        let end = step.find(['(', '[', '?']).unwrap_or(step.len());
        (&step[..end], step[end..].starts_with('['))
    });
    let (first, is_indexed) = steps.next()?;
    let mut held = *variables.get(first)?;
    held.is_list &= !is_indexed;
    for (step, is_indexed) in steps {
        let of = if held.is_list { named("List")? } else { held.of };
        let gives = &of.member(step)?.gives;
        held = match named(&gives.name) {
            Some(found) => Held {
                of: found,
                is_list: gives.is_list && !is_indexed,
            },
            // What a list gives back is what it holds.
            None if gives.name == "item" => Held { is_list: false, ..held },
            None => return None,
        };
    }
    Some(held)
}

/// What the parameters, loops and `let`s above hold, as far as it can be told.
fn variables(before: &str) -> FxHashMap<&str, Held> {
    let mut variables = FxHashMap::default();
    let parameters = [
        ("change", "Change"),
        ("statement", "Statement"),
        ("migration", "Migration"),
        ("cx", "Context"),
    ];
    for (name, of) in parameters {
        if let Some(of) = named(of) {
            variables.insert(name, Held { of, is_list: false });
        }
    }
    for line in before.lines() {
        let line = line.trim();
        if let Some((name, value)) = line.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")) {
            let value = value.trim_end_matches(['{', ' ']);
            if let Some(held) = held_by(value, &variables).filter(|held| held.is_list) {
                variables.insert(name.trim(), Held { is_list: false, ..held });
            }
        } else if let Some((name, value)) = line.strip_prefix("let ").and_then(|rest| rest.split_once('='))
            && let Some(held) = held_by(value.trim().trim_end_matches(';'), &variables)
        {
            variables.insert(name.trim(), held);
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let at = u32::try_from(text.len()).unwrap();
        rule_file_completions(text, at)
            .1
            .into_iter()
            .map(|one| one.text)
            .collect()
    }

    #[test]
    fn members_follow_from_what_a_variable_holds() {
        let table = named("Table").unwrap();
        let members: Vec<&str> = table.members.iter().map(|member| member.name).collect();
        assert_eq!(texts("fn check(change, options, cx) {\n    change.table."), members);
        assert_eq!(texts("let table = change.table;\nif table."), members);
        let column = texts("for column in change.added_columns {\n    cx.report(column.");
        assert!(column.contains(&"is_required".to_owned()), "{column:?}");
        assert!(texts("nobody.").len() > members.len());
    }

    #[test]
    fn a_header_has_keys() {
        assert!(texts("//! ").contains(&"severity".to_owned()));
        assert_eq!(texts("//! severity = \"w"), ["off", "info", "warning", "error"]);
        assert!(texts("//! category = ").contains(&"\"naming\"".to_owned()));
        let kinds = texts("//! on = [\"create_table\", \"");
        assert!(kinds.contains(&"add_column".to_owned()) && !kinds.contains(&"alter_table".to_owned()));
        assert_eq!(texts("//! summary = \"w"), Vec::<String>::new());
        assert_eq!(texts("//! [options]\n//! severity = \"w"), Vec::<String>::new());
    }

    #[test]
    fn hover_tells_what_a_member_says() {
        let text = "cx.report";
        let hover = rule_file_hover(text, 5).unwrap();
        assert_eq!(hover.title, "Context.report");
        assert_eq!(&text[hover.range.slice()], "report");
    }
}
