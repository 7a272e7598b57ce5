use std::collections::BTreeMap;

use tokio::runtime::Handle;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{Diagnostic, Uri};

use crate::setup::{Delivery, Reported};

/// What the editor shows, or would show if it asked.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    files: BTreeMap<Uri, ShownFile>,
    /// How often anything changed.
    revision: u64,
}

/// What is shown of one file.
#[derive(Debug)]
pub(crate) struct ShownFile {
    /// The revision in which it came to be; the editor names it when it asks again.
    pub(crate) revision: u64,
    /// The version of an open file; `None` for a file on the disk.
    pub(crate) version: Option<i32>,
    /// What is said.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Brings diagnostics to the editor, in the one way that was agreed on.
#[derive(Debug)]
pub(crate) struct Courier {
    pub(crate) client: Client,
    pub(crate) runtime: Handle,
    pub(crate) delivery: Delivery,
    pub(crate) reported: Reported,
}

impl Shown {
    pub(crate) fn file(&self, uri: &Uri) -> Option<&ShownFile> {
        self.files.get(uri)
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&Uri, &ShownFile)> {
        self.files.iter()
    }
}

impl Courier {
    /// Shows what was found in a file; `true` where the editor has to ask for it and does not know that yet.
    pub(crate) fn show(&self, shown: &mut Shown, uri: Uri, version: Option<i32>, new: Vec<Diagnostic>) -> bool {
        let is_hidden = version.is_none() && self.reported == Reported::OpenFiles;
        let new = if is_hidden { Vec::new() } else { new };
        let old = shown.files.get_mut(&uri);
        let is_same_version = old.as_ref().is_some_and(|old| old.version == version);
        match old {
            Some(old) if old.diagnostics == new => {
                old.version = version;
                if is_same_version || self.delivery == Delivery::Pull {
                    return false;
                }
            }
            None if new.is_empty() && (version.is_none() || self.delivery == Delivery::Pull) => return false,
            _ => {}
        }
        shown.revision += 1;
        let file = ShownFile {
            revision: shown.revision,
            version,
            diagnostics: new.clone(),
        };
        match self.delivery {
            Delivery::Push => {
                if new.is_empty() && version.is_none() {
                    shown.files.remove(&uri);
                } else {
                    shown.files.insert(uri.clone(), file);
                }
                self.runtime
                    .block_on(self.client.publish_diagnostics(uri, new, version));
                false
            }
            Delivery::Pull => {
                shown.files.insert(uri, file);
                is_same_version && version.is_some()
            }
        }
    }
}
