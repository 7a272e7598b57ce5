use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams,
    DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams, FileChangeType, FileEvent, FoldingRange,
    FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, InlayHint, InlayHintParams, LSPAny, Location, PrepareRenameResponse,
    ReferenceParams, RenameParams, SelectionRange, SelectionRangeParams, ServerInfo, TextDocumentPositionParams, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceFolder, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use tower_lsp_server::{Client, LanguageServer};

use crate::answers;
use crate::capabilities::capabilities;
use crate::desk::Desk;
use crate::from_proto;
use crate::question::Question;
use crate::setup::{ClientOptions, Setup};
use crate::state::Event;
use crate::watching;

/// The handlers run concurrently, so each hands its message to the state thread before it first waits, and does
/// nothing else: messages then arrive there in the order in which the editor sent them.
#[derive(Debug)]
pub(crate) struct Handlers {
    client: Client,
    events: Sender<Event>,
    was_shut_down: Arc<AtomicBool>,
    watches_files: AtomicBool,
}

impl Handlers {
    pub(crate) const fn new(client: Client, events: Sender<Event>, was_shut_down: Arc<AtomicBool>) -> Self {
        Self {
            client,
            events,
            was_shut_down,
            watches_files: AtomicBool::new(false),
        }
    }

    /// Answers what is no JSON.
    pub(crate) async fn refuse_unreadable(&self) -> Result<()> {
        Err(Error::parse_error())
    }

    /// Answers what is JSON and no message.
    pub(crate) async fn refuse_invalid(&self) -> Result<()> {
        Err(Error::invalid_request())
    }

    fn hand_on(&self, event: Event) {
        // The state thread ends only with the process.
        let _ = self.events.send(event);
    }

    async fn ask<T, F>(&self, uri: Option<Uri>, answer: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_>) -> T + Send + 'static,
    {
        let (question, answered) = Question::new(uri, |desk| Ok(answer(desk)));
        self.hand_on(Event::Asked(question));
        answered.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }
}

impl LanguageServer for Handlers {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let setup = Setup::new(&params);
        self.watches_files
            .store(setup.abilities.watches_files, Ordering::SeqCst);
        let capabilities = capabilities(&setup);
        self.hand_on(Event::Begun(Box::new(setup)));
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "lockgate".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities,
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.hand_on(Event::Ready);
        if self.watches_files.load(Ordering::SeqCst) {
            watching::register(&self.client).await;
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.was_shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.hand_on(Event::Opened {
            uri: document.uri,
            language: document.language_id,
            version: document.version,
            text: document.text,
        });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.hand_on(Event::Changed {
            uri: params.text_document.uri,
            version: params.text_document.version,
            changes: params.content_changes,
        });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.hand_on(Event::Saved(params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.hand_on(Event::Closed(params.text_document.uri));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let is_change = |event: &FileEvent| event.typ == FileChangeType::CHANGED;
        let (changed, others): (Vec<_>, Vec<_>) = params.changes.into_iter().partition(is_change);
        let uris = |events: Vec<FileEvent>| events.into_iter().map(|event| event.uri).collect();
        self.hand_on(Event::Touched {
            changed: uris(changed),
            came_or_went: uris(others),
        });
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| {
            let paths = folders.iter().filter_map(|folder| from_proto::file_path(&folder.uri));
            paths.collect()
        };
        self.hand_on(Event::FoldersChanged {
            added: paths(params.event.added),
            removed: paths(params.event.removed),
        });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let options = ClientOptions::read(Some(&params.settings));
        self.hand_on(Event::OptionsChanged(options));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        let previous = params.previous_result_id;
        self.ask(Some(uri.clone()), move |desk| {
            answers::diagnostics::of_document(desk, &uri, previous.as_deref())
        })
        .await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let previous = params.previous_result_ids;
        let known = previous.clone();
        let (question, answered) = Question::new(None, move |desk| {
            Ok(answers::diagnostics::of_workspace(desk, &previous))
        });
        let question = question.when(move |shown| answers::diagnostics::has_news(shown, &known));
        self.hand_on(Event::Asked(question));
        answered.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri;
        let symbols = self.ask(Some(uri.clone()), move |desk| answers::symbols::of_document(desk, &uri));
        Ok(Some(DocumentSymbolResponse::Nested(symbols.await?)))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri;
        let (range, only) = (params.range, params.context.only);
        let actions = self.ask(Some(uri.clone()), move |desk| {
            answers::actions::actions(desk, &uri, range, only.as_deref())
        });
        Ok(Some(actions.await?))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::definition(desk, &uri, at.position)
        });
        Ok(found.await?.map(GotoDefinitionResponse::Scalar))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri;
        let has_definitions = params.context.include_declaration;
        let found = self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::references(desk, &uri, at.position, has_definitions)
        });
        Ok(Some(found.await?))
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::highlights(desk, &uri, at.position)
        });
        Ok(Some(found.await?))
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let uri = params.text_document.uri;
        self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::prepare_rename(desk, &uri, params.position)
        })
        .await?
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri;
        self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::rename(desk, &uri, at.position, &params.new_name)
        })
        .await?
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        if params.command != answers::navigation::RENAME_SAFETY {
            return Err(Error::invalid_params(format!(
                "there is no command `{}`",
                params.command
            )));
        }
        let place = params.arguments.into_iter().next().unwrap_or_default();
        let at: TextDocumentPositionParams =
            serde_json::from_value(place).map_err(|error| Error::invalid_params(error.to_string()))?;
        let uri = at.text_document.uri;
        self.ask(Some(uri.clone()), move |desk| {
            answers::navigation::rename_safety(desk, &uri, at.position)
        })
        .await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let found = self.ask(None, move |desk| answers::symbols::of_workspace(desk, &params.query));
        Ok(Some(WorkspaceSymbolResponse::Nested(found.await?)))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let uri = params.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| answers::layout::folds(desk, &uri));
        Ok(Some(found.await?))
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let uri = params.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| {
            answers::layout::selections(desk, &uri, &params.positions)
        });
        Ok(Some(found.await?))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let uri = params.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| {
            answers::layout::lock_hints(desk, &uri, params.range)
        });
        Ok(Some(found.await?))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri;
        let found = self.ask(Some(uri.clone()), move |desk| answers::layout::lenses(desk, &uri));
        Ok(Some(found.await?))
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let uri = at.text_document.uri;
        self.ask(Some(uri.clone()), move |desk| {
            answers::completion::completions(desk, &uri, at.position)
        })
        .await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let uri = at.text_document.uri;
        self.ask(Some(uri.clone()), move |desk| {
            answers::hover::hover(desk, &uri, at.position)
        })
        .await
    }
}
