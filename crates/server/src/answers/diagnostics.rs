use std::collections::HashMap;

use tower_lsp_server::ls_types::{
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, PreviousResultId,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport,
};

use crate::delivery::{Shown, ShownFile};
use crate::desk::Desk;

/// What is said of one file, or that it is what the editor has already.
pub(crate) fn of_document(desk: &Desk<'_>, uri: &Uri, previous: Option<&str>) -> DocumentDiagnosticReportResult {
    let shown = desk.shown.file(uri);
    let result_id = shown.map_or(0, |shown| shown.revision).to_string();
    let report = if previous == Some(&*result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items: shown.map(|shown| shown.diagnostics.clone()).unwrap_or_default(),
            },
        })
    };
    DocumentDiagnosticReportResult::Report(report)
}

/// What is said of files of which the editor knows something else.
pub(crate) fn of_workspace(desk: &Desk<'_>, previous: &[PreviousResultId]) -> WorkspaceDiagnosticReportResult {
    let known = Known::new(previous);
    let report = |(uri, file): (&Uri, &ShownFile)| {
        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri: uri.clone(),
            version: file.version.map(i64::from),
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(file.revision.to_string()),
                items: file.diagnostics.clone(),
            },
        })
    };
    let news = desk.shown.files().filter(|(uri, file)| known.lacks(uri, file));
    WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport {
        items: news.map(report).collect(),
    })
}

/// Whether there is anything to say to an editor that knows this. Where there is not, the answer waits: editors ask
/// again at once.
pub(crate) fn has_news(shown: &Shown, previous: &[PreviousResultId]) -> bool {
    let known = Known::new(previous);
    shown.files().any(|(uri, file)| known.lacks(uri, file))
}

/// By file, the revision that the editor has.
struct Known<'a>(HashMap<&'a str, &'a str>);

impl<'a> Known<'a> {
    fn new(previous: &'a [PreviousResultId]) -> Self {
        Self(
            previous
                .iter()
                .map(|known| (known.uri.as_str(), &*known.value))
                .collect(),
        )
    }

    fn lacks(&self, uri: &Uri, file: &ShownFile) -> bool {
        match self.0.get(uri.as_str()) {
            Some(known) => *known != file.revision.to_string(),
            None => !file.diagnostics.is_empty(),
        }
    }
}
