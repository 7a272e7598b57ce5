use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;
use tower_lsp_server::LanguageServer;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentSymbolParams, DocumentSymbolResponse, Hover, HoverParams, HoverProviderCapability, InitializeParams,
    InitializeResult, OneOf, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
};
use workspace::WorkingDir;

use crate::encoding::Encoding;
use crate::from_proto;
use crate::state::{Event, Question};
use crate::to_proto::Translation;

/// The handlers run concurrently, so each hands its message to the state thread before it first waits, and does
/// nothing else: messages then arrive there in the order in which the editor sent them.
#[derive(Debug)]
pub(crate) struct Handlers {
    events: Sender<Event>,
    was_shut_down: Arc<AtomicBool>,
}

impl Handlers {
    pub(crate) const fn new(events: Sender<Event>, was_shut_down: Arc<AtomicBool>) -> Self {
        Self { events, was_shut_down }
    }

    fn hand_on(&self, event: Event) {
        // The state thread ends only with the process.
        let _ = self.events.send(event);
    }

    fn ask<T>(&self, question: impl FnOnce(oneshot::Sender<T>) -> Question) -> oneshot::Receiver<T> {
        let (reply, answer) = oneshot::channel();
        self.hand_on(Event::Asked(question(reply)));
        answer
    }
}

impl LanguageServer for Handlers {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let here = match from_proto::root(&params) {
            Some(root) => WorkingDir::new(root),
            None => WorkingDir::current().map_err(|_| Error::internal_error())?,
        };
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let encoding = Encoding::negotiate(offered);
        self.hand_on(Event::Initialized(Translation { here, encoding }));
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "lockgate".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities: capabilities(encoding),
            ..InitializeResult::default()
        })
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

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.hand_on(Event::Saved);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.hand_on(Event::Closed(params.text_document.uri));
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let answer = self.ask(|reply| Question::Symbols(params.text_document.uri, reply));
        Ok(answer.await.ok().map(DocumentSymbolResponse::Nested))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let answer = self.ask(|reply| Question::Hover(at.text_document.uri, at.position, reply));
        Ok(answer.await.ok().flatten())
    }
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                include_text: Some(false),
            })),
            ..TextDocumentSyncOptions::default()
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}
