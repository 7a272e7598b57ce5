//! From our types to the protocol's.

use std::path::Path;
use std::str::FromStr;

use ide::{Hover, Symbol};
use lint::RunError;
use schema::Kind;
use source::{Finding, Severity, SourceFile, Sources, Span, TextRange};
use tower_lsp_server::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentSymbol, HoverContents,
    Location, MarkupContent, MarkupKind, NumberOrString, Position, Range, SymbolKind, Uri,
};
use workspace::WorkingDir;

use crate::encoding::Encoding;

/// What translation needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Translation {
    pub(crate) here: WorkingDir,
    pub(crate) encoding: Encoding,
}

/// The name under which editors show where a diagnostic comes from.
const SOURCE: &str = "lockgate";

impl Translation {
    pub(crate) fn diagnostic(&self, finding: &Finding, sources: &Sources) -> Diagnostic {
        let related: Vec<DiagnosticRelatedInformation> = finding
            .related
            .iter()
            .filter_map(|label| {
                Some(DiagnosticRelatedInformation {
                    location: self.location(label.span, sources)?,
                    message: label.message.clone(),
                })
            })
            .collect();
        let url = finding.url.as_deref().and_then(|url| Uri::from_str(url).ok());
        Diagnostic {
            range: self.range(sources.get(finding.span.file), finding.span.range),
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.rule.to_string())),
            code_description: url.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: message(finding),
            related_information: (!related.is_empty()).then_some(related),
            tags: None,
            data: None,
        }
    }

    /// An error of the run that names a place, at that place.
    pub(crate) fn run_error(error: &RunError) -> Option<Diagnostic> {
        let line = error.line?.saturating_sub(1);
        let column = error.column.unwrap_or(1).saturating_sub(1);
        let start = Position::new(line, column);
        Some(Diagnostic {
            range: Range::new(start, Position::new(line, column + 1)),
            severity: Some(DiagnosticSeverity::ERROR),
            source: Some(SOURCE.to_owned()),
            message: error.message.clone(),
            ..Diagnostic::default()
        })
    }

    pub(crate) fn uri(&self, path: &str) -> Option<Uri> {
        let path = self.here.absolute(path);
        Uri::from_file_path(Path::new(&path))
    }

    pub(crate) fn range(&self, file: &SourceFile, range: TextRange) -> Range {
        let position = |offset| self.encoding.position(file.text(), file.lines(), offset);
        Range::new(position(range.start), position(range.end))
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
        for fact in &hover.facts {
            value.push_str("\n- ");
            value.push_str(fact);
        }
        tower_lsp_server::ls_types::Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value,
            }),
            range: Some(self.range(file, hover.range)),
        }
    }

    fn location(&self, span: Span, sources: &Sources) -> Option<Location> {
        let file = sources.get(span.file);
        Some(Location::new(self.uri(file.path())?, self.range(file, span.range)))
    }
}

fn message(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
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
