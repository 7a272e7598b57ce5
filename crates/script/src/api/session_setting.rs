use rhai::ImmutableString;
use schema::{Action, SessionSetting, SettingScope};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::text::Text;

impl Model for SessionSetting {
    const NAME: &'static str = "SessionSetting";
    const SUMMARY: &'static str = "A setting that `set`, `reset`, `pragma` or `use` makes.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Session(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property(
                "name",
                "Its name in lower case: `lock_timeout`; `all` for `reset all`.",
                |this| ImmutableString::from(this.model().name.as_str()),
            )
            .property("value", "Its value, without quotes.", |this| {
                this.model().value.as_deref().map(ImmutableString::from)
            })
            .property("value_text", "Where the value stands.", |this| {
                this.model()
                    .value_range
                    .map(|range| Text::of_statement(&this.at, range))
            })
            .property(
                "scope",
                "For how long: `session`, `local`, `global`; `variable` for a variable of the script.",
                |this| scope(this.model().scope),
            );
    }
}

const fn scope(scope: SettingScope) -> &'static str {
    match scope {
        SettingScope::Session => "session",
        SettingScope::Local => "local",
        SettingScope::Global => "global",
        SettingScope::Variable => "variable",
    }
}
