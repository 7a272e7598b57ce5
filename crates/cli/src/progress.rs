use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::arguments::Global;

/// Says on standard error, at a terminal, that long work goes on. It is wiped away when this is dropped.
pub(crate) struct Progress {
    teller: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Work that is over by then needs no telling.
const PATIENCE: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(250);

impl Progress {
    pub(crate) fn start(global: Global, doing: &'static str) -> Self {
        if global.quiet || !std::io::stderr().is_terminal() {
            return Self { teller: None };
        }
        let (over, is_over) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let begun = Instant::now();
            let mut wait = PATIENCE;
            let mut has_told = false;
            while is_over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                let _ = write!(std::io::stderr(), "\r{doing} … {seconds} s");
                has_told = true;
                wait = EVERY;
            }
            if has_told {
                let _ = write!(std::io::stderr(), "\r\u{1b}[K");
            }
        });
        Self {
            teller: Some((over, thread)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((over, thread)) = self.teller.take() {
            drop(over);
            // A teller that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}
