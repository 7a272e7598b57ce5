use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::Uri;

use crate::delivery::Shown;
use crate::desk::Desk;
use crate::worker;

/// Something that an editor asks. It is answered when the files have been read as they were when it was asked, or later.
pub(crate) struct Question {
    /// The file that it is about; `None` for the whole workspace.
    pub(crate) uri: Option<Uri>,
    /// The edition that the file had when the question came.
    pub(crate) edition: Option<u64>,
    /// What has to hold of what is shown before there is anything to say; `None` where there always is.
    condition: Option<Condition>,
    asked: Box<dyn Asked + Send>,
}

impl Question {
    /// A question, and where its answer arrives. A panic is an answer too: an error.
    pub(crate) fn new<T, F>(uri: Option<Uri>, answer: F) -> (Self, oneshot::Receiver<Result<T>>)
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answered) = oneshot::channel();
        let question = Self {
            uri,
            edition: None,
            condition: None,
            asked: Box::new(Answerable { answer, reply }),
        };
        (question, answered)
    }

    /// The same, but only when there is something to say.
    pub(crate) fn when(mut self, condition: impl Fn(&Shown) -> bool + Send + 'static) -> Self {
        self.condition = Some(Box::new(condition));
        self
    }

    /// Whether there is something to say.
    pub(crate) fn is_due(&self, shown: &Shown) -> bool {
        self.condition.as_ref().is_none_or(|holds| holds(shown))
    }

    /// Whether anybody still waits for the answer.
    pub(crate) fn is_wanted(&self) -> bool {
        self.asked.is_wanted()
    }

    pub(crate) fn answer(self, desk: &mut Desk<'_>) {
        self.asked.answer(desk);
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}

type Condition = Box<dyn Fn(&Shown) -> bool + Send>;

trait Asked {
    fn is_wanted(&self) -> bool;
    fn answer(self: Box<Self>, desk: &mut Desk<'_>);
}

struct Answerable<T, F> {
    answer: F,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F: FnOnce(&mut Desk<'_>) -> Result<T>> Asked for Answerable<T, F> {
    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn answer(self: Box<Self>, desk: &mut Desk<'_>) {
        let Self { answer, reply } = *self;
        let said = catch_unwind(AssertUnwindSafe(|| answer(desk)));
        let said = said.unwrap_or_else(|panic| Err(failed(&worker::reason(panic.as_ref()))));
        // Whoever asked may have lost interest meanwhile.
        let _ = reply.send(said);
    }
}

fn failed(reason: &str) -> Error {
    let mut error = Error::internal_error();
    error.message = format!("lockgate failed to answer: {reason}").into();
    error
}
