use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;
use schema::{Dialect, Kind};
use syntax::Spare;

/// Room for all but the largest files.
const USUAL_SIZE: usize = 1 << 16;

/// Reads every SQL file below a folder, in parallel, and says how much there was.
pub(crate) fn run(folder: &Path, dialect: Dialect) -> anyhow::Result<()> {
    // The main thread has nothing else to do.
    rayon::ThreadPoolBuilder::new().use_current_thread().build_global()?;
    let files = crate::sql_files(folder)?;
    let counts: Vec<(usize, usize, usize)> = files
        .par_iter()
        .map_init(Memory::default, |memory, path| read(path, memory, dialect))
        .collect::<anyhow::Result<_>>()?;
    let bytes: usize = counts.iter().map(|(bytes, _, _)| bytes).sum();
    let statements: usize = counts.iter().map(|(_, statements, _)| statements).sum();
    let unknown: usize = counts.iter().map(|(_, _, unknown)| unknown).sum();
    println!(
        "{} files, {bytes} bytes, {statements} statements, {unknown} of them unknown",
        files.len()
    );
    Ok(())
}

/// What one file leaves to the next.
struct Memory {
    room: Box<[u8]>,
    buffer: Vec<u8>,
    spare: Spare,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            room: vec![0; USUAL_SIZE].into_boxed_slice(),
            buffer: Vec::with_capacity(USUAL_SIZE),
            spare: Spare::default(),
        }
    }
}

/// Reads one file.
fn read(path: &Path, memory: &mut Memory, dialect: Dialect) -> anyhow::Result<(usize, usize, usize)> {
    let buffer = &mut memory.buffer;
    buffer.clear();
    let mut opened = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    // A file is at its end where it fills less than there is room for: it is not asked once more.
    loop {
        let room = &mut memory.room;
        let count = opened
            .read(room)
            .with_context(|| format!("cannot read {}", path.display()))?;
        buffer.extend_from_slice(&room[..count]);
        if count < room.len() {
            break;
        }
    }
    let text = source::decode(std::mem::take(buffer)).text;
    let script = syntax::read_into(
        std::mem::take(&mut memory.spare),
        &text,
        &syntax::ReadOptions::whole(&text, dialect),
    );
    let unknown = script
        .statements
        .iter()
        .filter(|statement| statement.kind == Kind::Unknown)
        .count();
    let counts = (text.len(), script.statements.len(), unknown);
    *buffer = text.into_bytes();
    memory.spare = Spare::from(script);
    Ok(counts)
}
