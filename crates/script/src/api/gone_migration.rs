use migrations::Gone;
use rhai::ImmutableString;

use super::describe::Members;
use super::handle::Thing;

/// A released migration that is no longer there.
#[derive(Clone, Debug)]
pub(crate) struct GoneMigration(Gone);

impl GoneMigration {
    pub(crate) fn new(gone: &Gone) -> Self {
        Self(gone.clone())
    }
}

impl Thing for GoneMigration {
    const NAME: &'static str = "GoneMigration";
    const SUMMARY: &'static str = "A released migration that is no longer there. It prints as its path.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("path", "The path that it had.", |this| {
                ImmutableString::from(this.0.path.as_str())
            })
            .property("version_text", "Its version as written.", |this| {
                ImmutableString::from(this.0.version.as_str())
            })
            .property("direction", "Where it led: `up`, `down` …", |this| {
                this.0.direction.as_str()
            });
    }

    fn print(&self) -> ImmutableString {
        self.0.path.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
