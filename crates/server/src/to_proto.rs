//! From our types to the protocol's.

use std::path::Path;
use std::str::FromStr;

use ide::{Hover, Symbol};
use lint::RunError;
use schema::Kind;
use source::{Finding, Severity, SourceFile, Sources, Span, TextRange};
use tower_lsp_server::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentSymbol,
    HoverContents, Location, MarkupContent, MarkupKind, NumberOrString, Position, Range, SymbolKind, Uri,
};
use workspace::{NAMELESS, WorkingDir};

use crate::encoding::Encoding;
use crate::setup::Setup;

/// What translation needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Translation {
    /// Where shown paths start from.
    pub(crate) here: WorkingDir,
    pub(crate) encoding: Encoding,
    /// The buffer without a file whose text is checked as one that came without a name.
    pub(crate) unsaved: Option<Uri>,
}

/// The name under which editors show where a diagnostic comes from.
const SOURCE: &str = "lockgate";

/// Rules whose findings are about text that has no effect: editors show it faded.
const ABOUT_NEEDLESS_TEXT: &[&str] = &["unused-suppression"];

impl Translation {
    pub(crate) const fn new(here: WorkingDir, setup: &Setup) -> Self {
        Self {
            here,
            encoding: setup.encoding,
            unsaved: None,
        }
    }

    pub(crate) fn diagnostic(&self, finding: &Finding, sources: &Sources) -> Diagnostic {
        let related: Vec<DiagnosticRelatedInformation> = finding
            .related
            .iter()
            .filter_map(|label| {
                Some(DiagnosticRelatedInformation {
                    location: self.location(label.span, sources)?,
                    message: label.message.to_string(),
                })
            })
            .collect();
        let url = finding.url.as_deref().and_then(|url| Uri::from_str(url).ok());
        Diagnostic {
            range: self.visible_range(sources.get(finding.span.file), finding.span.range),
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.rule.to_string())),
            code_description: url.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: message(finding),
            related_information: (!related.is_empty()).then_some(related),
            tags: ABOUT_NEEDLESS_TEXT
                .contains(&&*finding.rule)
                .then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: None,
        }
    }

    /// An error of the run at its place, or at the beginning of the file where it has none.
    pub(crate) fn run_error(&self, error: &RunError, file: &SourceFile) -> Diagnostic {
        let at = error
            .line
            .map_or(0, |line| offset_of(file, line, error.column.unwrap_or(1)));
        let rest = &file.text()[at..];
        let is_of_word = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
        let word = rest.find(|character| !is_of_word(character)).unwrap_or(rest.len());
        let range = TextRange::new(number(at), number(at + word));
        Diagnostic {
            range: self.visible_range(file, range),
            severity: Some(DiagnosticSeverity::ERROR),
            code: error.rule.as_ref().map(|rule| NumberOrString::String(rule.to_string())),
            source: Some(SOURCE.to_owned()),
            message: error.message.clone(),
            ..Diagnostic::default()
        }
    }

    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        if path == NAMELESS {
            return self.unsaved.clone();
        }
        let path = self.here.absolute(path);
        Uri::from_file_path(Path::new(&path))
    }

    pub(crate) fn range(&self, file: &SourceFile, range: TextRange) -> Range {
        Range::new(self.position(file, range.start), self.position(file, range.end))
    }

    pub(crate) fn position(&self, file: &SourceFile, offset: u32) -> Position {
        self.encoding.position(file.text(), file.lines(), offset)
    }

    /// A range that can be seen and clicked: an empty one takes in the next character of its line, or the last.
    pub(crate) fn visible_range(&self, file: &SourceFile, range: TextRange) -> Range {
        if range.start != range.end {
            return self.range(file, range);
        }
        let (before, after) = file.text().split_at(floor(file.text(), range.start as usize));
        let is_end = |character: &char| matches!(character, '\n' | '\r');
        let next = after.chars().next().filter(|character| !is_end(character));
        let last = before.chars().next_back().filter(|character| !is_end(character));
        let at = number(before.len());
        let range = match (next, last) {
            (Some(next), _) => TextRange::new(at, at + number(next.len_utf8())),
            (None, Some(last)) => TextRange::new(at - number(last.len_utf8()), at),
            (None, None) => TextRange::empty(at),
        };
        self.range(file, range)
    }

    pub(crate) fn symbol(&self, symbol: &Symbol, file: &SourceFile) -> DocumentSymbol {
        let children: Vec<DocumentSymbol> = symbol.children.iter().map(|child| self.symbol(child, file)).collect();
        #[allow(deprecated, reason = "the field has to be there")]
        DocumentSymbol {
            name: symbol.name.clone(),
            detail: Some(symbol.detail.clone()),
            kind: symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            range: self.range(file, symbol.range),
            selection_range: self.range(file, symbol.selection),
            children: (!children.is_empty()).then_some(children),
        }
    }

    pub(crate) fn hover(&self, hover: &Hover, file: &SourceFile) -> tower_lsp_server::ls_types::Hover {
        let mut value = format!("**{}**", hover.title);
        if !hover.definition.is_empty() {
            value.push_str("\n```sql\n");
            value.push_str(&hover.definition.join("\n"));
            value.push_str("\n```");
        }
        for fact in &hover.facts {
            value.push_str("\n- ");
            value.push_str(fact);
        }
        if let Some(page) = &hover.page {
            value.push_str("\n\n");
            value.push_str(page);
        }
        tower_lsp_server::ls_types::Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value,
            }),
            range: Some(self.range(file, hover.range)),
        }
    }

    pub(crate) fn location(&self, span: Span, sources: &Sources) -> Option<Location> {
        let file = sources.get(span.file);
        Some(Location::new(self.uri(file.path())?, self.range(file, span.range)))
    }
}

/// The byte of a line and a column that count from 1, the column in code points.
fn offset_of(file: &SourceFile, line: u32, column: u32) -> usize {
    let lines = file.lines();
    let text = file.text();
    let Some(start) = lines.line_start(line.saturating_sub(1)) else {
        return text.len();
    };
    let start = start as usize;
    let end = lines.line_start(line).map_or(text.len(), |end| end as usize);
    let own = text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
    let mut columns = own.char_indices().skip(column.saturating_sub(1) as usize);
    start + columns.next().map_or(own.len(), |(at, _)| at)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn message(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.to_string(),
    }
}

const fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info | Severity::Off => DiagnosticSeverity::INFORMATION,
    }
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind.verb_object() {
        Some((_, object)) if object.is_relation() => SymbolKind::STRUCT,
        Some(_) => SymbolKind::OBJECT,
        None => SymbolKind::EVENT,
    }
}
