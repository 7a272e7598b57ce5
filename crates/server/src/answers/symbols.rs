use tower_lsp_server::ls_types::{DocumentSymbol, Uri};

use crate::desk::Desk;

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
