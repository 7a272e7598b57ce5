use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::describe::Members;
use super::handle::Thing;
use super::routine::volatility;
use super::value::texts;
use rhai::ImmutableString;

/// A routine as it stands at one point of the history; overloads are apart.
#[derive(Clone, Debug)]
pub(crate) struct CatalogRoutine {
    catalog: Catalog,
    routine: Arc<schema::catalog::Routine>,
}

impl CatalogRoutine {
    pub(crate) fn new(catalog: &Catalog, routine: &schema::catalog::Routine) -> Self {
        Self {
            catalog: catalog.clone(),
            routine: Arc::new(routine.clone()),
        }
    }

    /// The routines of this name, one for each list of parameters.
    pub(crate) fn named(catalog: &Catalog, name: &schema::Name) -> Vec<Self> {
        let found = catalog.schema().routines(name).seen().unwrap_or_default();
        found.iter().map(|routine| Self::new(catalog, routine)).collect()
    }
}

impl Thing for CatalogRoutine {
    const NAME: &'static str = "CatalogRoutine";
    const SUMMARY: &'static str =
        "A routine as it stands at one point of the history; overloads are apart. It prints as `schema.name`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name, as the engine looks it up.", |this| {
                ImmutableString::from(this.routine.key.name.as_str())
            })
            .property("schema", "Its schema; empty where there is none.", |this| {
                ImmutableString::from(this.routine.key.schema.as_str())
            })
            .property("kind", "What it is: `function`, `procedure`, `package` …", |this| {
                this.routine.object_kind.as_str()
            })
            .property("parameters", "The types of its parameters, in lower case.", |this| {
                texts(&this.routine.parameters)
            })
            .property("language", "The language it is written in, in lower case.", |this| {
                this.routine.language.as_deref().map(ImmutableString::from)
            })
            .property(
                "volatility",
                "What its result depends on: `immutable`, `stable`, `volatile`; `()` where nothing is said.",
                |this| this.routine.volatility.map(volatility),
            )
            .property(
                "uses",
                "The tables and views its body names, as `schema.name`.",
                |this| this.routine.uses.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.routine.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.routine.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.routine.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.routine == other.routine
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.routine.key
    }
}
