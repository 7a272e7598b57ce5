use std::io::Read;

use anyhow::{Context, Result, bail};
use workspace::{NAMELESS, Request, paths};

/// Offsets into a text are 32 bits wide.
const LARGEST: u64 = u32::MAX as u64;

/// Reads standard input where a request names it, under the name that was given for it.
pub(crate) fn take_in(request: &mut Request, name: Option<&str>) -> Result<()> {
    if name.is_some() && request.paths.is_empty() {
        request.paths.push(NAMELESS.to_owned());
    }
    if !request.paths.iter().any(|path| path == NAMELESS) {
        match name {
            Some(_) => bail!("`--stdin-filename` names standard input, which is not checked; add the path `-`"),
            None => return Ok(()),
        }
    }
    let mut text = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut text);
    let read = read.context("standard input cannot be read")?;
    if read as u64 > LARGEST {
        bail!("standard input holds 4 GiB or more; split it");
    }
    let name = match name {
        Some(name) => paths::tidy(name),
        None => NAMELESS.to_owned(),
    };
    if name.is_empty() {
        bail!("`--stdin-filename` has to name a file");
    }
    for path in request.paths.iter_mut().filter(|path| *path == NAMELESS) {
        path.clone_from(&name);
    }
    request.texts.insert(name, text);
    Ok(())
}
