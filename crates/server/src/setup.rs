use std::path::PathBuf;

use serde::Deserialize;
use tower_lsp_server::ls_types::{ClientCapabilities, InitializeParams};

use crate::encoding::Encoding;
use crate::from_proto;

/// What editor and server agree on at the beginning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    /// The folders that the editor works in; none where it opened single files.
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) encoding: Encoding,
    pub(crate) abilities: Abilities,
    pub(crate) options: ClientOptions,
}

/// What the editor can do, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Abilities {
    pub(crate) delivery: Delivery,
    pub(crate) watches_files: bool,
    pub(crate) refreshes_hints: bool,
    pub(crate) refreshes_lenses: bool,
    pub(crate) edits_versioned_documents: bool,
    pub(crate) creates_files: bool,
}

/// How diagnostics reach the editor: in one of two ways, never in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Delivery {
    /// The server sends them when it has them.
    #[default]
    Push,
    /// The editor asks. It can be told to ask again, which a change of the configuration needs.
    Pull,
}

/// What the user sets in the editor; everything else stands in `lockgate.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ClientOptions {
    /// The configuration file to use for everything, instead of those that are found.
    pub(crate) config: Option<String>,
    /// Which files are reported on.
    pub(crate) diagnostics: Reported,
}

/// Which files are reported on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Reported {
    /// All of the workspace.
    #[default]
    Workspace,
    /// Those that are open.
    OpenFiles,
}

impl Setup {
    pub(crate) fn new(params: &InitializeParams) -> Self {
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        Self {
            folders: from_proto::folders(params),
            encoding: Encoding::negotiate(offered),
            abilities: Abilities::new(&params.capabilities),
            options: ClientOptions::read(params.initialization_options.as_ref()),
        }
    }
}

impl Abilities {
    fn new(capabilities: &ClientCapabilities) -> Self {
        let workspace = capabilities.workspace.as_ref();
        let document = capabilities.text_document.as_ref();
        let pulls = document.is_some_and(|document| document.diagnostic.is_some());
        let refreshes = workspace.and_then(|workspace| workspace.diagnostics.as_ref()?.refresh_support);
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        Self {
            delivery: if pulls && refreshes == Some(true) {
                Delivery::Pull
            } else {
                Delivery::Push
            },
            watches_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or_default(),
            refreshes_hints: workspace
                .and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)
                .unwrap_or_default(),
            refreshes_lenses: workspace
                .and_then(|workspace| workspace.code_lens.as_ref()?.refresh_support)
                .unwrap_or_default(),
            edits_versioned_documents: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            creates_files: edits
                .and_then(|edits| edits.resource_operations.as_ref())
                .is_some_and(|known| known.contains(&tower_lsp_server::ls_types::ResourceOperationKind::Create)),
        }
    }
}

impl ClientOptions {
    /// The options, alone or under the server's name; what is not understood is as if it were not said.
    pub(crate) fn read(value: Option<&serde_json::Value>) -> Self {
        let own = value.map(|value| value.get("lockgate").unwrap_or(value));
        own.and_then(|own| Self::deserialize(own).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn diagnostics_are_pulled_only_where_the_editor_can_be_told_to_pull_again() {
        let delivery = |refreshes: bool| {
            let capabilities = json!({
                "textDocument": {"diagnostic": {}},
                "workspace": {"diagnostics": {"refreshSupport": refreshes}},
            });
            Abilities::new(&serde_json::from_value(capabilities).unwrap()).delivery
        };
        assert_eq!(delivery(true), Delivery::Pull);
        assert_eq!(delivery(false), Delivery::Push);
        assert_eq!(Abilities::new(&ClientCapabilities::default()).delivery, Delivery::Push);
    }

    #[test]
    fn options_stand_alone_or_under_the_name_of_the_server() {
        let alone = json!({"config": "ci.toml", "diagnostics": "openFiles"});
        let named = json!({"lockgate": alone});
        let options = ClientOptions::read(Some(&alone));
        assert_eq!(options.config.as_deref(), Some("ci.toml"));
        assert_eq!(options.diagnostics, Reported::OpenFiles);
        assert_eq!(ClientOptions::read(Some(&named)), options);
        assert_eq!(ClientOptions::read(Some(&json!(7))), ClientOptions::default());
    }
}
