use std::collections::BTreeSet;
use std::sync::LazyLock;

use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::{Direction, MigrationKind, Tool};
use source::{Category, Severity, Span, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["atlas:non-linear"]),
    ..RuleInfo::new(
        "version-gap",
        Category::Hygiene,
        Severity::Info,
        On::History,
        include_str!("version_gap.md"),
    )
});

/// As many numbers as may have been lost; a number further on, such as 999, was put last on purpose.
const WIDEST: u32 = 5;

/// Reports numbers that are missing from a history that counts.
pub(crate) struct VersionGap;

impl Rule for VersionGap {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let migrations = cx.history.history.migrations.iter();
        let versioned = migrations
            .filter(|migration| migration.kind == MigrationKind::Versioned && migration.direction == Direction::Up);
        let mut numbered = Vec::new();
        for migration in versioned {
            let Ok(number) = migration.version_text.parse::<u32>() else {
                return;
            };
            let start = TextRange::empty(migration.section.range.start);
            numbered.push((number, Span::new(migration.file, start)));
        }
        let unread: BTreeSet<u32> = cx
            .history
            .history
            .unread_versions
            .iter()
            .filter_map(|version| version.parse().ok())
            .collect();
        let is_filled = |before: u32, after: u32| unread.range(before + 1..after).next().is_some();
        let gaps: Vec<(u32, u32, Span)> = numbered
            .windows(2)
            .filter(|pair| pair[1].0 > pair[0].0.saturating_add(1) && !is_filled(pair[0].0, pair[1].0))
            .map(|pair| (pair[0].0, pair[1].0, pair[1].1))
            .collect();
        // Dates, and numbers in steps, do not count.
        if numbered.last().is_some_and(|(last, _)| *last >= 100_000) {
            return;
        }
        let stops = cx.history.history.tool == Tool::Tern;
        if numbered.len() < 3 || (!stops && gaps.len() * 10 > numbered.len().max(10)) {
            return;
        }
        for (before, after, span) in gaps {
            if !stops && after - before > WIDEST + 1 {
                continue;
            }
            let missing = if after - before == 2 {
                format!("version {} is", before + 1)
            } else {
                format!("versions {} to {} are", before + 1, after - 1)
            };
            let end = if stops { ", and tern stops there" } else { "" };
            cx.report(span, format!("{missing} missing between {before} and {after}{end}"))
                .about(after.to_string())
                .help("look for a file that was lost, or number the migrations anew while they are not released");
        }
    }
}
