use std::sync::{Arc, OnceLock};

use rhai::Position;

use crate::rule::Script;

/// A value that a script showed with `cx.trace(…)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Traced {
    /// The rule.
    pub rule: String,
    /// The rule's file.
    pub path: Arc<str>,
    /// The line of the call in it, from 1.
    pub line: u32,
    /// The path and the line of what the rule looked at; `None` where it concludes over a history.
    pub looking_at: Option<(String, u32)>,
    /// The value as the script prints it.
    pub message: String,
}

type Listener = Box<dyn Fn(Traced) + Send + Sync>;

static LISTENER: OnceLock<Listener> = OnceLock::new();

/// Hears from now on what scripts trace, from whatever thread and in whatever order; whoever asks first is heard. Gives
/// whether that is the caller.
pub fn listen_to_traces(listener: impl Fn(Traced) + Send + Sync + 'static) -> bool {
    LISTENER.set(Box::new(listener)).is_ok()
}

/// Whether anybody listens.
pub(crate) fn is_heard() -> bool {
    LISTENER.get().is_some()
}

pub(crate) fn tell(rule: &Script, at: Position, looking_at: Option<(String, u32)>, message: String) {
    let Some(listener) = LISTENER.get() else {
        return;
    };
    listener(Traced {
        rule: rule.id().to_owned(),
        path: rule.file.shared_path(),
        line: u32::try_from(at.line().unwrap_or(1)).unwrap_or(u32::MAX),
        looking_at,
        message,
    });
}
