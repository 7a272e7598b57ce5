use tower_lsp_server::ls_types::{Hover, Position, Uri};

use crate::desk::Desk;

/// What is known of what stands at a place.
pub(crate) fn hover(desk: &Desk<'_>, uri: &Uri, position: Position) -> Option<Hover> {
    let script = desk.script(uri)?;
    let offset = script.on_desk.offset(position);
    let hover = ide::hover(script.project, script.file, offset)?;
    Some(script.on_desk.translation.hover(&hover, script.on_desk.source))
}
