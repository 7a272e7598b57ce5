use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::Result;
use workspace::{Request, Stamps};

use crate::commands::working_dir;

/// How long it waits at least between two looks at the files.
const PAUSE: Duration = Duration::from_millis(250);
/// How much longer it waits than a look takes, so that large trees are not looked at all the time.
const SHARE: u32 = 10;

/// Checks whenever a file that the check reads was saved, added or taken away. It ends only where a check cannot be run or
/// written.
pub(super) fn watch(request: &Request, check: impl Fn() -> Result<u8>) -> Result<u8> {
    let here = working_dir()?;
    let clears = std::io::stdout().is_terminal();
    loop {
        let seen = Stamps::of(&here, request);
        if clears {
            write!(std::io::stdout(), "\x1b[2J\x1b[H")?;
        }
        check()?;
        writeln!(std::io::stderr(), "watching; interrupt to stop")?;
        loop {
            let begun = Instant::now();
            let now = Stamps::of(&here, request);
            if now != seen {
                break;
            }
            std::thread::sleep(PAUSE.max(begun.elapsed() * SHARE));
        }
    }
}
