use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;
use schema::{Dialect, Kind};
use source::SourceFile;

/// Reads every SQL file below a folder, in parallel, and says how much there was.
pub(crate) fn run(folder: &Path, dialect: Dialect) -> anyhow::Result<()> {
    let files = crate::sql_files(folder)?;
    let counts: Vec<(usize, usize, usize)> = files
        .par_iter()
        .map(|path| read(path, dialect))
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

fn read(path: &Path, dialect: Dialect) -> anyhow::Result<(usize, usize, usize)> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = SourceFile::from_bytes(path.to_string_lossy(), bytes);
    let script = syntax::read(file.text(), &syntax::ReadOptions::whole(file.text(), dialect));
    let unknown = script
        .statements
        .iter()
        .filter(|statement| statement.kind == Kind::Unknown)
        .count();
    Ok((file.text().len(), script.statements.len(), unknown))
}
