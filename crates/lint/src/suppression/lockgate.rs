//! The comments of Lockgate itself:
//! `lockgate: allow[-file|-line|-begin] rule, rule (reason) until 2027-03-01`, and `lockgate: allow-end`.

use schema::CommentText;
use source::TextRange;

use super::wording::{Extent, Told, Words, told};
use super::{Expiry, Spelling};

/// The marks that end a region.
const ENDS: [&str; 2] = ["lockgate: allow-end", "lockgate:allow-end"];
/// The marks that begin one.
const BEGINS: [&str; 2] = ["lockgate: allow-begin", "lockgate:allow-begin"];

/// The words that say what a comment holds for.
const VERBS: [&str; 5] = ["allow", "allow-file", "allow-line", "allow-begin", "allow-end"];

/// A comment that was meant for Lockgate and lacks the colon or begins with a capital.
pub(super) fn near_miss(words: Words<'_>) -> Option<Told> {
    let (name, rest) = words.text.split_at_checked("lockgate".len())?;
    if !name.eq_ignore_ascii_case("lockgate") {
        return None;
    }
    let said = rest.trim_start().trim_start_matches(':');
    let verb = words.part(said).first();
    let is_apart = said.len() < rest.len();
    if !is_apart || !VERBS.contains(&verb) {
        return None;
    }
    let until_verb = words.text.find(verb)?;
    let mut missed = told(Spelling::Lockgate, Extent::Nothing, Vec::new());
    missed.flaw = Some(format!(
        "`{}` is not understood",
        &words.text[..until_verb + verb.len()]
    ));
    Some(missed)
}

/// What such a comment says; `None` for one that ends a region.
pub(super) fn read(text: &str, comment: CommentText, words: Words<'_>) -> Option<Told> {
    let verb = words.first();
    let rest = words.part(&words.text[verb.len()..]);
    let (list, reason, until) = parts(rest);
    let names = list.names(',');
    let mut flaw = None;
    let mut end = None;
    let extent = match verb {
        "allow-file" => Extent::File,
        "allow" => Extent::Statement,
        "allow-line" => Extent::Line,
        "allow-begin" => {
            end = region_end(
                text,
                comment.range.end,
                &names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(),
            );
            if end.is_none() {
                flaw = Some("no `lockgate: allow-end` ends what is allowed from here on".to_owned());
            }
            end.map_or(Extent::Nothing, |end| Extent::Until(end.start))
        }
        "allow-end" => {
            if is_open_at(text, comment.range.start) {
                return None;
            }
            let mut stray = told(Spelling::Lockgate, Extent::Nothing, Vec::new());
            stray.flaw = Some("no `lockgate: allow-begin` stands above this `allow-end`".to_owned());
            return Some(stray);
        }
        _ => {
            let mut unknown = told(Spelling::Lockgate, Extent::Nothing, Vec::new());
            unknown.flaw = Some(format!("`lockgate: {verb}` is not understood"));
            return Some(unknown);
        }
    };
    let mut told = told(Spelling::Lockgate, extent, names);
    told.reason = reason;
    told.end = end;
    if told.names.is_empty() {
        flaw = Some("the suppression names no rule".to_owned());
    }
    match until {
        None => {}
        Some(written) => match written.text.parse() {
            Ok(date) => {
                told.expiry = Some(Expiry {
                    date,
                    range: written.range(),
                });
            }
            Err(_) => {
                flaw = Some(format!("`{}` is no day; write it as `until 2027-03-01`", written.text));
                told.extent = Extent::Nothing;
            }
        },
    }
    told.flaw = flaw;
    Some(told)
}

/// The list of rules, the reason between parentheses, and the day, which stands before or behind the reason.
fn parts(rest: Words<'_>) -> (Words<'_>, Option<TextRange>, Option<Words<'_>>) {
    let (head, reason, tail) = match rest.text.split_once('(') {
        None => (rest, None, None),
        Some((head, after)) => {
            let (reason, tail) = after.rsplit_once(')').unwrap_or((after, ""));
            let reason = rest.part(reason.trim());
            let reason = (!reason.text.is_empty()).then(|| reason.range());
            (rest.part(head), reason, Some(rest.part(tail)))
        }
    };
    let (list, until) = without_day(head);
    let behind = tail.and_then(|tail| without_day(tail).1);
    (list, reason, until.or(behind))
}

/// The text before the word `until`, and what stands behind it.
fn without_day(words: Words<'_>) -> (Words<'_>, Option<Words<'_>>) {
    let mut at = 0;
    for word in words.text.split_inclusive(char::is_whitespace) {
        if word.trim() == "until" {
            let day = words.text[at + word.len()..].trim();
            return (words.part(&words.text[..at]), Some(words.part(day)));
        }
        at += word.len();
    }
    (words, None)
}

/// The mark that ends a region: the next one that names no rule, or one of these.
fn region_end(text: &str, from: u32, names: &[&str]) -> Option<TextRange> {
    let mut at = from as usize;
    while let Some((start, length)) = next(text, at, ENDS) {
        let line = text[start + length..].lines().next().unwrap_or_default();
        let list = line.split(['(', '*']).next().unwrap_or_default();
        let mut ended = list
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .peekable();
        if ended.peek().is_none() || ended.any(|name| names.contains(&name)) {
            let whole = comment_around(text, start, start + length + line.trim_end().len());
            return Some(whole);
        }
        at = start + length;
    }
    None
}

/// Whether a region that was begun above is still open here.
fn is_open_at(text: &str, at: u32) -> bool {
    let above = text.get(..at as usize).unwrap_or_default();
    let count = |marks: [&str; 2]| marks.iter().map(|mark| above.matches(mark).count()).sum::<usize>();
    count(BEGINS) > count(ENDS)
}

fn next(text: &str, from: usize, marks: [&'static str; 2]) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let found = marks
        .iter()
        .filter_map(|mark| Some((from + rest.find(mark)?, mark.len())));
    found.min()
}

/// The comment whose words these are, with its marks.
fn comment_around(text: &str, start: usize, end: usize) -> TextRange {
    let before = text[..start].trim_end_matches([' ', '\t']);
    let opened = ["--", "/*", "#"].into_iter().find(|mark| before.ends_with(mark));
    let start = opened.map_or(start, |mark| before.len() - mark.len());
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    TextRange::new(offset(start), offset(end))
}
