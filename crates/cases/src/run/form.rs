use std::collections::BTreeMap;

use lint::RuleInfo;

use crate::page::Page;
use crate::verdict::{Disagreement, Verdict};

/// What a page must have before anything in it is run.
pub(super) fn check(page: &Page<'_>, info: &RuleInfo, verdict: &mut Verdict) {
    let mut refuse = |line: u32, message: String| verdict.disagreements.push(Disagreement::refused(line, message));
    // The summary of a script stands in its header.
    let is_built_in = info.path.is_none();
    let is_paragraph = !page.summary.is_empty() && !page.summary.starts_with(['#', '`']);
    if is_built_in && !(is_paragraph && page.summary.ends_with('.')) {
        refuse(
            1,
            "the page opens with one paragraph, which ends with a full stop".to_owned(),
        );
    }
    let order = page
        .headings
        .iter()
        .filter_map(|(_, heading)| SECTIONS.iter().position(|wanted| wanted == heading));
    if !order.eq(0..SECTIONS.len()) {
        let wanted = SECTIONS.map(|section| format!("`## {section}`")).join(", ");
        refuse(1, format!("the page has the sections {wanted}, in this order"));
    }
    let mut seen: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut previous: Option<&str> = None;
    for block in &page.blocks {
        if !block.is_closed {
            refuse(block.line, "the block is never closed".to_owned());
        }
        let is_sql = block.language() == "sql";
        // A file of a history may be the same as that of another one.
        let stands_alone = is_sql && !block.info.contains("file=") && !matches!(previous, Some("toml"));
        if stands_alone && let Some(first) = seen.insert((block.info, &block.text), block.line) {
            refuse(block.line, format!("the block is the same as that of line {first}"));
        }
        previous = Some(block.language());
    }
    for section in &SECTIONS[1..] {
        let has_sql = |block: &&crate::page::Block<'_>| block.heading == *section && block.language() == "sql";
        if !page.blocks.iter().any(|block| has_sql(&block)) {
            refuse(1, format!("the section `## {section}` has no SQL block"));
        }
    }
    let shows_fix = page.blocks.iter().any(|block| block.language() == "fixed");
    if info.fixable && !shows_fix {
        refuse(1, "the rule offers fixes, and the page shows none".to_owned());
    }
}

const SECTIONS: [&str; 3] = ["Why", "Flagged", "Not flagged"];
