use schema::{Action, CreateView};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::setting::Setting;
use super::text::Text;
use super::value::texts;

impl Model for CreateView {
    const NAME: &'static str = "View";
    const SUMMARY: &'static str = "What `create view` says of a view.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreateView(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("is_materialized", "Whether its rows are stored.", |this| {
                this.model().is_materialized
            })
            .property("is_temporary", "Whether it goes with the session.", |this| {
                this.model().is_temporary
            })
            .property(
                "or_replace",
                "Whether it takes the place of one that is there.",
                |this| this.model().or_replace,
            )
            .property(
                "columns",
                "The names given to its columns; empty where the query names them.",
                |this| Name::all(&this.at, &this.model().columns),
            )
            .property("query", "The query.", |this| {
                Text::of_statement(&this.at, this.model().query)
            })
            .property(
                "mentions",
                "The words of the query that can be names, folded, each once.",
                |this| texts(&this.model().mentions),
            )
            .property("is_empty", "Whether it is made without rows: `with no data`.", |this| {
                this.model().with_no_data
            })
            .property(
                "settings",
                "Its options: `security_barrier = true`, `sql security definer`.",
                |this| Setting::all(&this.at, &this.model().options),
            );
    }
}
