use serde::Deserialize;

use crate::{Context, OptionInfo};

/// The options of a rule about what a second run meets, which otherwise speaks only where one is to be expected.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Everywhere {
    everywhere: bool,
}

impl Everywhere {
    /// The one option; `summary` says what it does.
    #[must_use]
    pub fn info(summary: &'static str) -> OptionInfo {
        OptionInfo {
            name: "everywhere".into(),
            value: "true or false".into(),
            default: "false".into(),
            summary: summary.into(),
        }
    }
}

impl Context<'_> {
    /// Whether the rule at work, whose options are [`Everywhere`], reports where no second run is to be expected, too.
    #[must_use]
    pub fn reports_everywhere(&self) -> bool {
        self.options::<Everywhere>().everywhere
    }
}
