//! What the rules that are on by default find on real histories, and what people who did not write them said of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lint::RuleInfo;
use source::Category;

use crate::{corpus, verdicts};

/// The page, from the committed counts and verdicts: neither needs the corpus, and neither holds its SQL.
///
/// # Errors
/// Where one of them cannot be read.
pub(crate) fn page() -> anyhow::Result<String> {
    let counts = corpus::committed()?;
    let verdicts = verdicts::by_rule()?;
    let rules = rules::all();
    let statements: usize = counts.iter().filter_map(|count| count.of_statements()).sum();
    let histories = counts.iter().filter(|count| count.of_statements().is_some()).count();
    let findings: usize = counts
        .iter()
        .filter_map(|count| count.of_rule())
        .map(|(_, count)| count)
        .sum();
    let mut text = format!(
        "# Findings on real histories\n\nThe rules that are on by default, on {histories} migration histories of public projects: \
         {findings} findings in {} statements. `cargo dev corpus` counts them and fails where they change, `cargo dev judge` holds the \
         verdicts against them: right or wrong, with a reason, by somebody who did not write the rule (`tests/verdicts.tsv`).\n",
        grouped(statements)
    );
    verdict_table(&mut text, &rules, &verdicts);
    rule_tables(&mut text, &rules, &counts, &verdicts);
    history_table(&mut text, &counts);
    Ok(text)
}

fn verdict_table(
    text: &mut String,
    rules: &[std::sync::Arc<dyn lint::Rule>],
    verdicts: &BTreeMap<String, verdicts::Tally>,
) {
    let _ = write!(
        text,
        "\n## Verdicts\n\n| category | judged | wrong | share |\n|---|---|---|---|\n"
    );
    let (mut judged, mut wrong) = (0, 0);
    for category in Category::ALL {
        let own = rules
            .iter()
            .map(|rule| rule.info())
            .filter(|info| info.category == *category);
        let mut tally = (0, 0);
        for found in own.filter_map(|info| verdicts.get(&*info.id)) {
            tally = (tally.0 + found.judged, tally.1 + found.wrong);
        }
        if tally.0 > 0 {
            let _ = writeln!(
                text,
                "| {category} | {} | {} | {} |",
                tally.0,
                tally.1,
                percent(tally.1, tally.0)
            );
        }
        (judged, wrong) = (judged + tally.0, wrong + tally.1);
    }
    let _ = writeln!(text, "| all | {judged} | {wrong} | {} |", percent(wrong, judged));
}

fn rule_tables(
    text: &mut String,
    rules: &[std::sync::Arc<dyn lint::Rule>],
    counts: &[corpus::Count],
    verdicts: &BTreeMap<String, verdicts::Tally>,
) {
    let of = |info: &RuleInfo| -> Vec<usize> {
        let own = counts
            .iter()
            .filter_map(corpus::Count::of_rule)
            .filter(|(rule, _)| *rule == info.id);
        own.map(|(_, count)| count).collect()
    };
    let _ = write!(
        text,
        "\n## Rules\n\n| rule | findings | histories | judged | wrong |\n|---|---|---|---|---|\n"
    );
    let mut silent = Vec::new();
    for info in rules.iter().map(|rule| rule.info()).filter(|info| info.default_on) {
        let found = of(info);
        if found.is_empty() {
            silent.push(format!("[{id}](rules/{id}.md)", id = info.id));
            continue;
        }
        let judged = verdicts.get(&*info.id);
        let _ = writeln!(
            text,
            "| [{id}](rules/{id}.md) | {} | {} | {} | {} |",
            found.iter().sum::<usize>(),
            found.len(),
            judged.map_or(0, |tally| tally.judged),
            judged.map_or(0, |tally| tally.wrong),
            id = info.id
        );
    }
    if !silent.is_empty() {
        let _ = write!(
            text,
            "\nOn by default, and silent on all of them: {}.\n",
            silent.join(", ")
        );
    }
}

/// What there is to say of a history.
#[derive(Default)]
struct Row<'a> {
    statements: usize,
    /// How many findings, of which rule.
    found: Vec<(usize, &'a str)>,
}

fn history_table(text: &mut String, counts: &[corpus::Count]) {
    let mut histories: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    for count in counts {
        let row = histories.entry(count.history.as_str()).or_default();
        row.statements += count.of_statements().unwrap_or_default();
        row.found.extend(count.of_rule().map(|(rule, found)| (found, rule)));
    }
    let _ = write!(
        text,
        "\n## Histories\n\n| history | statements | findings | by rule |\n|---|---|---|---|\n"
    );
    for (history, Row { statements, mut found }) in histories {
        found.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
        let total: usize = found.iter().map(|(count, _)| count).sum();
        let by_rule: Vec<String> = found.iter().map(|(count, rule)| format!("{rule} {count}")).collect();
        let _ = writeln!(
            text,
            "| {history} | {} | {total} | {} |",
            grouped(statements),
            by_rule.join(", ")
        );
    }
}

fn percent(part: usize, whole: usize) -> String {
    let tenths = (part * 1000).checked_div(whole).unwrap_or_default();
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// The number with its thousands set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_people() {
        assert_eq!(["7", "1,234", "1,234,567"], [7, 1234, 1_234_567].map(grouped));
        assert_eq!(percent(1, 300), "0.3 %");
        assert_eq!(percent(0, 0), "0.0 %");
    }
}
