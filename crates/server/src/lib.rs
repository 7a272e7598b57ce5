//! The language server: a warm workspace that editors talk to.
//!
//! Here live the handlers, which hand their messages to one state thread and do nothing else; that thread, which
//! applies edits in order and publishes; the worker that checks; and the translation to and from the protocol's types.
//!
//! Not here: checks of its own. UTF-16 is known here and nowhere else.

mod document;
mod encoding;
mod from_proto;
mod handlers;
mod state;
mod to_proto;
mod worker;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use tower_lsp_server::{LspService, Server};

use crate::handlers::Handlers;
use crate::state::State;

/// Serves on standard input and output until the editor is done. The answer is the exit code: 0 after an orderly
/// shutdown, else 1.
///
/// # Errors
/// Where the runtime or a thread cannot be started.
pub fn run() -> io::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let was_shut_down = Arc::new(AtomicBool::new(false));
    let (events, received) = mpsc::channel();
    let mut client = None;
    let handlers = Handlers::new(events.clone(), Arc::clone(&was_shut_down));
    let (service, socket) = LspService::new(|made| {
        client = Some(made);
        handlers
    });
    let client = client.ok_or_else(|| io::Error::other("the server has no connection to its client"))?;
    State::start(client, runtime.handle().clone(), events, received)?;
    runtime.block_on(Server::new(tokio::io::stdin(), tokio::io::stdout(), socket).serve(service));
    // A read of standard input may never come back; nobody waits for it.
    runtime.shutdown_background();
    Ok(u8::from(!was_shut_down.load(Ordering::SeqCst)))
}
