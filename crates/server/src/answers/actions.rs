use source::{Applicability, Edit, Finding, Fingerprint, Fix, TextRange};
use tower_lsp_server::ls_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Range, Uri};
use workspace::config::{FILE_NAME, allowed_in, turned_off_for};

use crate::desk::{Desk, Script};
use crate::edits::Edits;

/// All safe fixes of a file at once.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.lockgate");
const ALLOW_HERE: CodeActionKind = CodeActionKind::new("quickfix.suppressRule.inline.lockgate");
const ALLOW_ABOVE: CodeActionKind = CodeActionKind::new("quickfix.suppressRule.topLevel.lockgate");

/// What can be done about the findings at a place. What the editor says of them is not needed: they are looked up.
pub(crate) fn actions(
    desk: &mut Desk<'_>,
    uri: &Uri,
    range: Range,
    only: Option<&[CodeActionKind]>,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    if let Some(script) = desk.script(uri) {
        let wanted = script.on_desk.bytes(range);
        for finding in script.findings().filter(|finding| touches(finding.span.range, wanted)) {
            of_finding(desk, &script, finding, &mut actions);
        }
    }
    actions.retain(|action| is_asked_for(action, only));
    // It changes the whole file: nobody gets it who did not ask for it by name.
    if only.is_some_and(|only| only.iter().any(|kind| holds(kind, &FIX_ALL))) {
        actions.extend(fix_all(desk, uri));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

fn touches(finding: TextRange, wanted: TextRange) -> bool {
    finding.start <= wanted.end && wanted.start <= finding.end
}

fn is_asked_for(action: &CodeAction, only: Option<&[CodeActionKind]>) -> bool {
    let (Some(only), Some(kind)) = (only, &action.kind) else {
        return true;
    };
    only.iter().any(|asked| holds(asked, kind))
}

/// Kinds are hierarchical: `source` asks for `source.fixAll` too.
fn holds(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let below = kind.as_str().strip_prefix(asked.as_str());
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
}

fn of_finding(desk: &Desk<'_>, script: &Script<'_>, finding: &Finding, actions: &mut Vec<CodeAction>) {
    let on_desk = &script.on_desk;
    let translation = on_desk.translation;
    let sources = script.project.sources();
    let diagnostic = translation.diagnostic(finding, sources);
    let mut add = |title: String, kind: CodeActionKind, is_preferred: bool, edits: Option<Edits>| {
        if let Some(edit) = edits.and_then(|edits| edits.finish(desk)) {
            actions.push(CodeAction {
                title,
                kind: Some(kind),
                diagnostics: Some(vec![diagnostic.clone()]),
                edit: Some(edit),
                is_preferred: is_preferred.then_some(true),
                ..CodeAction::default()
            });
        }
    };
    let first_safe = finding
        .fixes
        .iter()
        .position(|fix| fix.applicability == Applicability::Safe);
    let workspace = &on_desk.warm.workspace;
    let stays_inside = |fix: &Fix| {
        fix.edits.iter().all(|edit| match edit {
            Edit::Create { path, .. } => workspace.may_make(finding.span.file, path),
            Edit::Replace(_) => true,
        })
    };
    for (at, fix) in finding.fixes.iter().enumerate().filter(|(_, fix)| stays_inside(fix)) {
        let title = match fix.applicability {
            Applicability::Safe => sentence(&fix.title),
            Applicability::Unsafe => format!("{} (look twice)", sentence(&fix.title)),
        };
        let edits = Edits::of_fix(fix, sources, translation);
        add(title, CodeActionKind::QUICKFIX, first_safe == Some(at), edits);
    }
    let rule = &finding.rule;
    if let Some(comment) = ide::allow_for_statement(script.project, finding) {
        let edits = Edits::of_replacement(&comment, sources, translation);
        add(format!("Allow {rule} for this statement"), ALLOW_HERE, false, edits);
    }
    let comment = ide::allow_for_file(script.project, script.file, rule);
    let edits = Edits::of_replacement(&comment, sources, translation);
    add(format!("Allow {rule} in this file"), ALLOW_ABOVE, false, edits);
    if finding.statement.is_some() {
        let of_migration = |one: &Finding| script.migration_at(one.span.range.start);
        let is_alike = |other: &&Finding| {
            let places = (&other.statement, of_migration(other));
            other.rule == *rule && places == (&finding.statement, of_migration(finding))
        };
        let alike: Vec<Fingerprint> = script.findings().filter(is_alike).map(|one| one.fingerprint).collect();
        let edits = in_configuration(script, |text, path| allowed_in(text, rule, path, &alike));
        let title = format!("Allow {rule} for this statement in {FILE_NAME}");
        add(title, ALLOW_ABOVE, false, edits);
    }
    let edits = in_configuration(script, |text, path| turned_off_for(text, rule, path));
    let title = format!("Allow {rule} for this file in {FILE_NAME}");
    add(title, ALLOW_ABOVE, false, edits);
}

/// New lines at the end of the configuration, made of its text and the file's path within its folder. Runners take the
/// checksum of whole files, so a released migration cannot take a comment.
fn in_configuration(script: &Script<'_>, lines: impl FnOnce(&str, &str) -> String) -> Option<Edits> {
    let on_desk = &script.on_desk;
    let translation = on_desk.translation;
    if translation.unsaved.is_some() {
        // What has no path cannot be named.
        return None;
    }
    let mut projects = on_desk.warm.workspace.projects().iter();
    let config = projects
        .find(|project| project.wanted().contains(&script.file))?
        .config();
    let file = translation.here.absolute(&on_desk.document.path);
    let path = match &config.path {
        Some(path) => path.to_string(),
        None => FILE_NAME.to_owned(),
    };
    let place = translation.here.absolute(&path);
    let below = file.strip_prefix(place.parent()?).ok()?.to_str()?.replace('\\', "/");
    let uri = translation.uri(&path)?;
    let mut edits = Edits::default();
    match on_desk.warm.workspace.text(&path) {
        Some(known) => {
            let text = known.text();
            let end = translation.range(&known, TextRange::empty(u32::try_from(text.len()).ok()?));
            edits.push(uri, end, lines(text, &below));
        }
        None => edits.create(uri, &lines("", &below)),
    }
    Some(edits)
}

fn fix_all(desk: &mut Desk<'_>, uri: &Uri) -> Option<CodeAction> {
    let path = desk.script(uri)?.on_desk.document.path.clone();
    let new = desk.workspace_mut(uri)?.fixed_text(&path)?;
    let script = desk.script(uri)?;
    let edits = Edits::of_text(uri.clone(), script.on_desk.source, &new, script.on_desk.translation);
    Some(CodeAction {
        title: "Fix all that is safe to fix".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(edits.finish(desk)?),
        ..CodeAction::default()
    })
}

/// An instruction with a capital letter, as editors show actions.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
