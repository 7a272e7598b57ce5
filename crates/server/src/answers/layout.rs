use ide::FoldKind;
use tower_lsp_server::ls_types::{
    CodeLens, Command, FoldingRange, FoldingRangeKind, InlayHint, InlayHintLabel, InlayHintTooltip, Position, Range,
    SelectionRange, Uri,
};

use crate::desk::Desk;

/// What of a file can be folded away: parts of more than one line.
pub(crate) fn folds(desk: &Desk<'_>, uri: &Uri) -> Vec<FoldingRange> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let folds = ide::folds(script.project, script.file);
    let folds = folds.into_iter().map(|fold| {
        let range = script.on_desk.range(fold.range);
        // A migration ends before the first line of the next one.
        let at_start = range.end.character == 0 && range.end.line > range.start.line;
        FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line - u32::from(at_start),
            kind: Some(match fold.kind {
                FoldKind::Comment => FoldingRangeKind::Comment,
                FoldKind::Statement | FoldKind::Migration => FoldingRangeKind::Region,
            }),
            ..FoldingRange::default()
        }
    });
    folds.filter(|fold| fold.start_line < fold.end_line).collect()
}

/// For each position, the ranges around it, each within the next.
pub(crate) fn selections(desk: &Desk<'_>, uri: &Uri, positions: &[Position]) -> Vec<SelectionRange> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let around = |position: &Position| {
        let ranges = ide::selections(script.project, script.file, script.on_desk.offset(*position));
        let outward = ranges.into_iter().rev();
        let nested = outward.fold(None, |parent: Option<SelectionRange>, range| {
            Some(SelectionRange {
                range: script.on_desk.range(range),
                parent: parent.map(Box::new),
            })
        });
        nested.unwrap_or_else(|| SelectionRange {
            range: Range::new(*position, *position),
            parent: None,
        })
    };
    positions.iter().map(around).collect()
}

/// The strongest lock of each statement, at the end of its first line.
pub(crate) fn lock_hints(desk: &Desk<'_>, uri: &Uri, range: Range) -> Vec<InlayHint> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let within = script.on_desk.bytes(range);
    let text = script.on_desk.source.text();
    let hints = ide::lock_hints(script.project, script.file, within);
    let hint = |hint: ide::LockHint| {
        let rest = text.get(hint.range.start as usize..).unwrap_or_default();
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = hint.range.start + u32::try_from(line).unwrap_or_default();
        InlayHint {
            position: script.on_desk.translation.position(script.on_desk.source, end),
            label: InlayHintLabel::String(hint.label),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(hint.details.join("\n"))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    };
    hints.into_iter().map(hint).collect()
}

/// What each migration of a file does in total.
pub(crate) fn lenses(desk: &Desk<'_>, uri: &Uri) -> Vec<CodeLens> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let summaries = ide::migration_summaries(script.project, script.file);
    let lens = |summary: ide::MigrationSummary| {
        let start = script.on_desk.range(summary.range).start;
        CodeLens {
            range: Range::new(start, start),
            // A lens is shown only with a command; this one does nothing.
            command: Some(Command::new(summary.title, String::new(), None)),
            data: None,
        }
    };
    summaries.into_iter().map(lens).collect()
}
