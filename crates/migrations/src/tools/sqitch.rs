use crate::grouping::before_component;
use crate::names::join;
use crate::neighbours::Neighbours;

const FOLDERS: &[&str] = &["deploy", "revert", "verify"];

/// The folder above `deploy`, `revert` and `verify`, where the scripts or a plan beside them say Sqitch.
pub(crate) fn home(folder: &str, is_marked: bool, near: &Neighbours<'_>) -> Option<String> {
    let home = before_component(folder, FOLDERS)?;
    (is_marked || near.text(&join(home, "sqitch.plan")).is_some()).then(|| home.to_owned())
}
