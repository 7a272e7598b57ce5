use std::process::Command;

use anyhow::ensure;

/// Measures the language server's release binary in a workspace of 10,000 migrations and, for so many seconds, edits at
/// random and compares what it says with a fresh check.
///
/// # Errors
/// Where a figure misses its target, the server ends, or it says something else than a fresh one.
pub(crate) fn run(edits: u32, fuzz_seconds: u32) -> anyhow::Result<()> {
    cargo(&["build", "--release", "--quiet", "--package", "lockgate"], &[])?;
    let binary = crate::workspace_root().join("target/release/lockgate");
    let binary = ("LOCKGATE_BIN", binary.display().to_string());
    let test = ["test", "--quiet", "--package", "lockgate", "--test", "lsp", "--"];
    let measure = [&test[..], &["--ignored", "--nocapture", "large"]].concat();
    let edits = ("LOCKGATE_LSP_EDITS", edits.to_string());
    cargo(&measure, &[binary.clone(), edits])?;
    let fuzz = [&test[..], &["--nocapture", "fuzz"]].concat();
    cargo(&fuzz, &[binary, ("LOCKGATE_FUZZ_SECONDS", fuzz_seconds.to_string())])
}

fn cargo(arguments: &[&str], variables: &[(&str, String)]) -> anyhow::Result<()> {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(crate::workspace_root());
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    let status = command.status()?;
    ensure!(status.success(), "`cargo {}` failed", arguments.join(" "));
    Ok(())
}
