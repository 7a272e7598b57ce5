use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::names::{join, parent, without_sql};
use crate::neighbours::Neighbours;
use crate::reading::{Reading, callback};
use crate::{Delivery, Direction, MigrationKind, OptOut, Placeholders, Tool, TransactionMode};

/// Source: <https://learn.microsoft.com/sql/ssdt>, `sqlpackage` publish properties.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Ssdt,
    history_tables: &["__RefactorLog"],
    folders: &[],
    placeholders: Some(Placeholders::new("$(", ")")),
    runs: Runs::new(
        TransactionMode::StatementByStatement,
        Delivery::Batches,
        OptOut::NotNeeded,
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| name.ends_with(".sql"),
    claim,
    read,
};

/// `Script.PreDeployment.sql`, `Script.PostDeployment1.sql`.
pub(crate) fn is_deployment_script(name: &str) -> bool {
    event(name).is_some()
}

fn event(name: &str) -> Option<&'static str> {
    let events = [
        ("Script.PreDeployment", "preDeployment"),
        ("Script.PostDeployment", "postDeployment"),
    ];
    events
        .into_iter()
        .find(|(start, _)| name.starts_with(start))
        .map(|(_, event)| event)
}

/// The folder of the database project that `folder` belongs to: one that holds a `.sqlproj` of its own name.
pub(crate) fn home(folder: &str, has_deployment_script: bool, near: &Neighbours<'_>) -> Option<String> {
    let mut at = folder;
    for _ in 0..4 {
        if has_project(at, near) {
            return Some(at.to_owned());
        }
        if at.is_empty() {
            break;
        }
        at = parent(at);
    }
    has_deployment_script.then(|| folder.to_owned())
}

fn has_project(folder: &str, near: &Neighbours<'_>) -> bool {
    let project = format!("{}.sqlproj", near.folder_name(folder));
    near.text(&join(folder, &project)).is_some()
}

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if has_project(&group.home, near) {
        return Claim::some(Strength::OwnFiles, "a .sqlproj lies beside the files");
    }
    let has_script = group.scripts.iter().any(|script| is_deployment_script(script.name()));
    has_script.then(|| Claim::new(Strength::DistinctNames, "a script is named `Script.PostDeployment.sql`"))
}

/// The project says how the schema is to be; the tool makes the statements. Each file is therefore a part of the
/// whole schema, except the scripts before and after.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let mut migration = reading.whole(script);
        migration.description = without_sql(script.name()).unwrap_or(script.name()).into();
        match event(script.name()) {
            Some(event) => {
                migration.kind = callback(event);
                migration.direction = Direction::Callback;
            }
            None => {
                migration.kind = MigrationKind::Baseline;
                migration.direction = Direction::Baseline;
            }
        }
        reading.add(migration);
    }
}
