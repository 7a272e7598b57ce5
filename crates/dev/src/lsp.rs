use std::process::Command;

use anyhow::ensure;

/// Measures the language server's release binary in a workspace of 10,000 migrations and, for so many seconds, edits at
/// random and compares what it says with a fresh check.
///
/// # Errors
/// Where a figure misses its target, the server ends, or it says something else than a fresh one.
pub(crate) fn run(edits: u32, fuzz_seconds: u32) -> anyhow::Result<()> {
    let packages = ["--package", "lockgate", "--package", "lockgate-dev"];
    cargo(&[&["build", "--release", "--quiet"], &packages[..]].concat(), &[])?;
    let release = crate::workspace_root().join("target/release");
    let binary = ("LOCKGATE_BIN", release.join("lockgate").display().to_string());
    let slowness = Command::new(release.join("lockgate-dev")).arg("slowness").output()?;
    ensure!(slowness.status.success(), "`lockgate-dev slowness` failed");
    let slowness = String::from_utf8_lossy(&slowness.stdout).trim().to_owned();
    println!("this machine is {slowness} times slower than the one the targets are meant for");
    let test = ["test", "--quiet", "--package", "lockgate", "--test", "lsp", "--"];
    let measure = [&test[..], &["--ignored", "--nocapture", "large"]].concat();
    let edits = ("LOCKGATE_LSP_EDITS", edits.to_string());
    cargo(&measure, &[binary.clone(), edits, ("LOCKGATE_SLOWNESS", slowness)])?;
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
