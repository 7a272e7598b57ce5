use super::sources::Told;
use crate::engine_names::engine_called;
use crate::group::ends_in;
use crate::names::{file_name, parent};
use crate::neighbours::Neighbours;
use crate::{NamedEngine, Tool};

/// The settings that list this folder together with others, where they do: their path. What they list is looked for by the
/// ends of the folders, for nobody knows where the tool is started, nor what is put on the class path.
pub(crate) fn listed_with(home: &str, near: &Neighbours<'_>) -> Option<String> {
    let told = Told::find(home, near)?;
    let listed: Vec<&str> = told.entries.get("locations")?.split(',').map(folder).collect();
    if listed.len() < 2 {
        return None;
    }
    let vendor = NamedEngine::find(Tool::Flyway, home, near).map(|named| named.engine);
    let is_it = |location: &&str| match location.strip_suffix("/{vendor}") {
        Some(above) => {
            vendor.is_some_and(|vendor| engine_called(file_name(home)) == Some(vendor))
                && ends_in(parent(home), &[above])
        }
        None => ends_in(home, &[location]),
    };
    listed.iter().any(is_it).then_some(told.path)
}

/// `filesystem:../sql/common/` as `sql/common`.
fn folder(location: &str) -> &str {
    let location = location.trim();
    let location = location.split_once(':').map_or(location, |(_, path)| path);
    location.trim_start_matches(['.', '/']).trim_end_matches('/')
}
