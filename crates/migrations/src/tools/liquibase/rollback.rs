use source::TextRange;

use crate::Section;
use crate::group::Script;
use crate::lines::{Line, contains, lines, strip_prefix_ignoring_case};
use crate::reading::Reading;

/// The text that takes a changeset back: the contents of its `--rollback` lines together, and of each
/// `/* liquibase rollback … */`.
pub(super) fn sections(script: &Script<'_>, body: TextRange, reading: &mut Reading<'_>) -> Vec<Section> {
    let text = script.slice(body);
    if !contains(text, "ollback") && !contains(text, "OLLBACK") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut in_lines = Vec::new();
    let mut block: Option<Line<'_>> = None;
    for line in lines(text) {
        if let Some(start) = block {
            if line.text.trim_end().ends_with("*/") {
                let end = line.start + crate::lines::offset(line.text.trim_end().len() - "*/".len());
                let mut section = Section::new(TextRange::new(start.next, end).shifted(body.start));
                section.header = Some(start.range().shifted(body.start));
                found.push(section);
                block = None;
            }
        } else if opens_block(&line) {
            block = Some(line);
        } else if let Some(content) = content(&line) {
            in_lines.push(content.shifted(body.start));
        } else if is_malformed(&line) {
            let range = line.range().shifted(body.start);
            reading.annotation(
                script,
                range,
                "Liquibase refuses `-rollback`",
                "write it as `--rollback …`",
            );
        }
    }
    if let Some(start) = block {
        let range = start.range().shifted(body.start);
        reading.annotation(
            script,
            range,
            "this rollback block is not closed",
            "close it with a line that ends in `*/`",
        );
    }
    found.extend(together(in_lines));
    found
}

/// One section of several pieces; what lies between them does not run.
fn together(pieces: Vec<TextRange>) -> Option<Section> {
    let (first, last) = (*pieces.first()?, *pieces.last()?);
    let mut section = Section::new(first.cover(last));
    if pieces.len() > 1 {
        section.pieces = pieces;
    }
    Some(section)
}

/// `\s*/\*\s*liquibase\s*rollback\s*$`.
fn opens_block(line: &Line<'_>) -> bool {
    let inner = line.text.trim_start().strip_prefix("/*").map(str::trim_start);
    inner
        .and_then(|inner| strip_prefix_ignoring_case(inner, "liquibase"))
        .and_then(|inner| strip_prefix_ignoring_case(inner.trim_start(), "rollback"))
        .is_some_and(|rest| rest.trim().is_empty())
}

/// What runs of a line `--rollback drop table t;`. `not required`, `empty` and references to another changeset
/// are no SQL.
fn content(line: &Line<'_>) -> Option<TextRange> {
    let rest = strip_prefix_ignoring_case(line.comment()?.trim_start(), "rollback ")?;
    let content = rest.trim();
    let is = |word: &str| strip_prefix_ignoring_case(content, word).is_some();
    if content.is_empty() || is("not required") || is("changesetId:") || content.eq_ignore_ascii_case("empty") {
        return None;
    }
    Some(line.range_of(content))
}

fn is_malformed(line: &Line<'_>) -> bool {
    let one_dash = line.text.trim_start().strip_prefix('-').map(str::trim_start);
    one_dash
        .and_then(|rest| strip_prefix_ignoring_case(rest, "rollback"))
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
}
