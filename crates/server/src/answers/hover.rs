use tower_lsp_server::ls_types::{Hover, Position, Uri};

use crate::answers::configuration;
use crate::desk::Desk;
use crate::document::DocumentKind;

/// What is known of what stands at a place.
pub(crate) fn hover(desk: &Desk<'_>, uri: &Uri, position: Position) -> Option<Hover> {
    let on_desk = desk.open(uri)?;
    let offset = on_desk.offset(position);
    let hover = match on_desk.document.kind {
        DocumentKind::Configuration => configuration::hover(&on_desk, offset)?,
        DocumentKind::Rule => ide::rule_file_hover(on_desk.source.text(), offset)?,
        DocumentKind::Table => return None,
        DocumentKind::Sql => {
            let script = desk.script(uri)?;
            let offset = script.on_desk.offset(position);
            let hover = ide::hover(script.project, script.file, offset)?;
            return Some(script.on_desk.translation.hover(&hover, script.on_desk.source));
        }
    };
    Some(on_desk.translation.hover(&hover, on_desk.source))
}
