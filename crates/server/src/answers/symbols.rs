use schema::ObjectKind;
use tower_lsp_server::ls_types::{DocumentSymbol, OneOf, SymbolKind, Uri, WorkspaceSymbol};

use crate::desk::Desk;

/// More than this nobody reads.
const MOST: usize = 256;

/// The outline of a file.
pub(crate) fn of_document(desk: &Desk<'_>, uri: &Uri) -> Vec<DocumentSymbol> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let translation = script.on_desk.translation;
    ide::symbols(script.project, script.file)
        .iter()
        .map(|symbol| translation.symbol(symbol, script.on_desk.source))
        .collect()
}

/// What the migrations of all folders make, by name.
pub(crate) fn of_workspace(desk: &Desk<'_>, query: &str) -> Vec<WorkspaceSymbol> {
    let mut symbols = Vec::new();
    for (translation, warm) in desk.read_folders() {
        for project in warm.workspace.projects() {
            let histories = project.histories();
            for symbol in ide::named(histories, query, MOST - symbols.len()) {
                let Some(mut location) = translation.location(symbol.span, histories.sources()) else {
                    continue;
                };
                location.uri = desk.spelled(location.uri);
                symbols.push(WorkspaceSymbol {
                    name: symbol.name,
                    kind: kind(symbol.kind),
                    tags: None,
                    container_name: symbol.container,
                    location: OneOf::Left(location),
                    data: None,
                });
            }
        }
    }
    symbols
}

const fn kind(kind: ObjectKind) -> SymbolKind {
    match kind {
        ObjectKind::Column => SymbolKind::FIELD,
        ObjectKind::Index => SymbolKind::KEY,
        ObjectKind::Function | ObjectKind::Procedure => SymbolKind::FUNCTION,
        ObjectKind::Type | ObjectKind::Domain => SymbolKind::CLASS,
        ObjectKind::Trigger => SymbolKind::EVENT,
        kind if kind.is_relation() => SymbolKind::STRUCT,
        _ => SymbolKind::OBJECT,
    }
}
