use ide::{OccurrenceRole, Reference, References};
use serde_json::{Value, json};
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types::{
    DocumentHighlight, DocumentHighlightKind, Location, Position, PrepareRenameResponse, Uri, WorkspaceEdit,
};

use crate::desk::{Desk, Script};
use crate::edits::Edits;

/// Lists what would have to change if a thing got another name.
pub(crate) const RENAME_SAFETY: &str = "lockgate.renameSafety";

/// Where the thing that is named at a place was made or last renamed.
pub(crate) fn definition(desk: &Desk<'_>, uri: &Uri, position: Position) -> Option<Location> {
    let script = desk.script(uri)?;
    let found = found_at(&script, position)?;
    let definition = found.definition?;
    location(desk, &script, found.places.get(definition)?)
}

/// Every place that names the thing that is named here.
pub(crate) fn references(desk: &Desk<'_>, uri: &Uri, position: Position, has_definitions: bool) -> Vec<Location> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let Some(found) = found_at(&script, position) else {
        return Vec::new();
    };
    let wanted = found
        .places
        .iter()
        .filter(|place| has_definitions || place.role == OccurrenceRole::Uses);
    wanted.filter_map(|place| location(desk, &script, place)).collect()
}

/// The places in this file that name the same thing.
pub(crate) fn highlights(desk: &Desk<'_>, uri: &Uri, position: Position) -> Vec<DocumentHighlight> {
    let Some(script) = desk.script(uri) else {
        return Vec::new();
    };
    let Some(found) = found_at(&script, position) else {
        return Vec::new();
    };
    let own = found.places.iter().filter(|place| place.span.file == script.file);
    own.map(|place| DocumentHighlight {
        range: script.on_desk.range(place.span.range),
        kind: Some(match place.role {
            OccurrenceRole::Defines => DocumentHighlightKind::WRITE,
            OccurrenceRole::Uses => DocumentHighlightKind::READ,
        }),
    })
    .collect()
}

/// Whether the name here can be changed: only where all its history is in this file, which then is not released.
pub(crate) fn prepare_rename(desk: &Desk<'_>, uri: &Uri, position: Position) -> Result<Option<PrepareRenameResponse>> {
    let Some(script) = desk.script(uri) else {
        return Ok(None);
    };
    let Some(found) = found_at(&script, position) else {
        return Ok(None);
    };
    refuse_what_is_elsewhere(&script, &found)?;
    Ok(Some(PrepareRenameResponse::Range(script.on_desk.range(found.asked_at))))
}

/// The edits that give the thing another name.
pub(crate) fn rename(desk: &Desk<'_>, uri: &Uri, position: Position, new_name: &str) -> Result<Option<WorkspaceEdit>> {
    let Some(script) = desk.script(uri) else {
        return Ok(None);
    };
    let Some(found) = found_at(&script, position) else {
        return Ok(None);
    };
    refuse_what_is_elsewhere(&script, &found)?;
    let mut edits = Edits::default();
    let renamed = found.renamed(script.project, new_name).map_err(refused)?;
    for (span, text) in renamed {
        edits.push(uri.clone(), script.on_desk.range(span.range), text);
    }
    Ok(edits.finish(desk))
}

fn refuse_what_is_elsewhere(script: &Script<'_>, found: &References) -> Result<()> {
    let is_open = |place: &Reference| place.span.file == script.file && !place.is_released;
    let has_beginning = found.places.iter().any(|place| place.role == OccurrenceRole::Defines);
    if has_beginning && found.places.iter().all(is_open) {
        return Ok(());
    }
    let mut files: Vec<_> = found.places.iter().map(|place| place.span.file).collect();
    files.sort_unstable();
    files.dedup();
    let message = format!(
        "{} `{}` is named in {} places of {} migration files, and databases that ran them know it by this name; write a \
         new migration that renames it",
        found.thing.kind(),
        found.thing.name(),
        found.places.len(),
        files.len()
    );
    Err(refused(message))
}

/// `RequestFailed`: the request is right, and cannot be met; the editor shows why.
fn refused(message: String) -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: message.into(),
        data: None,
    }
}

/// What would have to change if the thing got another name, by what it stands there for.
pub(crate) fn rename_safety(desk: &Desk<'_>, uri: &Uri, position: Position) -> Option<Value> {
    let script = desk.script(uri)?;
    let found = found_at(&script, position)?;
    let places = found.places.iter().filter_map(|place| {
        let location = location(desk, &script, place)?;
        let role = match place.role {
            OccurrenceRole::Defines => "defines",
            OccurrenceRole::Uses => "uses",
        };
        Some(json!({
            "uri": location.uri,
            "range": location.range,
            "role": role,
            "statement": place.statement,
            "isGuess": place.is_guess,
            "isReleased": place.is_released,
        }))
    });
    let places: Vec<Value> = places.collect();
    let can_rename = refuse_what_is_elsewhere(&script, &found);
    Some(json!({
        "kind": found.thing.kind(),
        "name": found.thing.name(),
        "canRename": can_rename.is_ok(),
        "reason": can_rename.err().map(|error| error.message),
        "places": places,
    }))
}

fn found_at(script: &Script<'_>, position: Position) -> Option<References> {
    ide::references(script.project, script.file, script.on_desk.offset(position))
}

fn location(desk: &Desk<'_>, script: &Script<'_>, place: &Reference) -> Option<Location> {
    let sources = script.project.sources();
    let mut location = script.on_desk.translation.location(place.span, sources)?;
    location.uri = desk.spelled(location.uri);
    Some(location)
}
