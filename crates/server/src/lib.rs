//! The language server: a warm workspace that editors talk to.
//!
//! Here live the handlers, which hand their messages to one state thread and do nothing else; that thread, which
//! applies edits in order and publishes; the worker that checks; the answers; and the translation to and from the protocol's types.
//!
//! Not here: checks of its own. UTF-16 is known here and nowhere else.

mod answers;
mod capabilities;
mod check;
mod delivery;
mod desk;
mod document;
mod edits;
mod encoding;
mod folder;
mod from_proto;
mod handlers;
mod input;
mod question;
mod setup;
mod state;
mod to_proto;
mod warm;
mod watching;
mod worker;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use tower_lsp_server::{LspService, Server};

use crate::handlers::Handlers;
use crate::input::Input;

/// How many messages may wait for an answer at once. A request to cancel one is a message itself and must never queue
/// behind those that wait.
const CONCURRENCY: usize = 4096;

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
    let make = |made: tower_lsp_server::Client| {
        client = Some(made.clone());
        Handlers::new(made, events.clone(), Arc::clone(&was_shut_down))
    };
    let (service, socket) = LspService::build(make)
        .custom_method(input::UNREADABLE, Handlers::refuse_unreadable)
        .custom_method(input::INVALID, Handlers::refuse_invalid)
        .finish();
    let client = client.ok_or_else(|| io::Error::other("the server has no connection to its client"))?;
    state::start(client, runtime.handle().clone(), events, received)?;
    let input = Input::start(io::BufReader::new(io::stdin()))?;
    let server = Server::new(input, tokio::io::stdout(), socket).concurrency_level(CONCURRENCY);
    runtime.block_on(server.serve(service));
    // A read of standard input may never come back; nobody waits for it.
    runtime.shutdown_background();
    Ok(u8::from(!was_shut_down.load(Ordering::SeqCst)))
}
