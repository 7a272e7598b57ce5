use migrations::Problem;
use rhai::ImmutableString;

use super::describe::Members;
use super::handle::Thing;

/// Something that the tool would trip over or silently skip.
#[derive(Clone, Debug)]
pub(crate) struct ToolProblem(Problem);

impl ToolProblem {
    pub(crate) fn new(problem: &Problem) -> Self {
        Self(problem.clone())
    }
}

impl Thing for ToolProblem {
    const NAME: &'static str = "ToolProblem";
    const SUMMARY: &'static str = "Something that the tool would trip over or silently skip, in files beside the migrations \
        too. It prints as what is wrong.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What kind it is of, as `report_problems` takes it: `file_name`, `annotation`, `settings` …",
                |this| this.0.kind.as_str(),
            )
            .property("message", "What is wrong, as a fact.", |this| {
                ImmutableString::from(this.0.message.as_str())
            })
            .property("help", "What to do about it.", |this| {
                ImmutableString::from(this.0.help.as_str())
            });
    }

    fn print(&self) -> ImmutableString {
        self.0.message.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
