use rhai::ImmutableString;
use schema::{Action, CreateRoutine, Volatility};

use super::data_type::Type;
use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::parameter::Parameter;
use super::setting::Setting;
use super::text::Text;

impl Model for CreateRoutine {
    const NAME: &'static str = "Routine";
    const SUMMARY: &'static str = "What `create function` or `create procedure` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreateRoutine(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("kind", "What it is: `function`, `procedure`, `package` …", |this| {
                this.model().object_kind.as_str()
            })
            .property("name", "Its bare name.", |this| {
                Name::new(&this.at, &this.model().name.ident)
            })
            .property(
                "or_replace",
                "Whether it takes the place of one that is there.",
                |this| this.model().or_replace,
            )
            .property("parameters", "Its parameters, in order.", Parameter::all)
            .property("returns", "The type of what it gives.", |this| {
                this.model().returns.as_ref().map(|given| Type::new(&this.at, given))
            })
            .property("language", "The language it is written in, in lower case.", |this| {
                this.model().language.as_deref().map(ImmutableString::from)
            })
            .property(
                "volatility",
                "What its result depends on, where that is said: `immutable`, `stable`, `volatile`.",
                |this| this.model().volatility.map(volatility),
            )
            .property(
                "security_definer",
                "Where it says that it runs with the rights of its owner; `()` where it does not.",
                |this| {
                    this.model()
                        .security_definer
                        .map(|range| Text::of_statement(&this.at, range))
                },
            )
            .property(
                "settings",
                "What holds while it runs: `set search_path = pg_catalog` (PostgreSQL).",
                |this| Setting::all(&this.at, &this.model().settings),
            )
            .property("body", "Its body as written, without the quotes around it.", |this| {
                this.model().body.map(|range| Text::of_statement(&this.at, range))
            });
    }
}

/// What a result depends on, in a word.
pub(crate) const fn volatility(volatility: Volatility) -> &'static str {
    match volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    }
}
