use crate::names::{join, parent};
use crate::neighbours::Neighbours;

/// `Script.PreDeployment.sql`, `Script.PostDeployment1.sql`.
pub(crate) fn is_deployment_script(name: &str) -> bool {
    name.starts_with("Script.PreDeployment") || name.starts_with("Script.PostDeployment")
}

/// The folder of the database project that `folder` belongs to: one that holds a `.sqlproj` of its own name.
pub(crate) fn home(folder: &str, has_deployment_script: bool, near: &Neighbours<'_>) -> Option<String> {
    let mut at = folder;
    for _ in 0..4 {
        let project = format!("{}.sqlproj", near.folder_name(at));
        if near.text(&join(at, &project)).is_some() {
            return Some(at.to_owned());
        }
        if at.is_empty() {
            break;
        }
        at = parent(at);
    }
    has_deployment_script.then(|| folder.to_owned())
}
