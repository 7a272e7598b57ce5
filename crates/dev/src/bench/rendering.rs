use std::fmt::Write as _;

use anyhow::ensure;

use super::cost::{interleaved, median};
use super::{ATTEMPTS, Contestant, SLACK};

/// How much processor time a thousand findings in nine megabytes may take to be shown.
const MOST_SECONDS: f64 = 0.1;
const FINDINGS: usize = 1_000;
const ROWS_BETWEEN: usize = 300;

/// Holds what the formats for people take for a thousand findings in a file of nine megabytes, beyond what the check
/// takes.
pub(super) fn hold(lockgate: &str, rounds: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.sql");
    std::fs::write(&path, large())?;
    let contestant = |name: &'static str| {
        let arguments = [
            "check",
            "--dialect",
            "postgres",
            "--tool",
            "psql",
            "--select",
            "drop-table",
            "--exit-zero",
        ];
        let mut command = vec![lockgate.to_owned()];
        command.extend(arguments.map(str::to_owned));
        command.extend(["--quiet", "--format", name].map(str::to_owned));
        command.push(path.to_string_lossy().into_owned());
        Contestant {
            name,
            command,
            repeats: 3,
        }
    };
    let [base, full, html] = ["concise", "full", "html"].map(contestant);
    let mut lost = Vec::new();
    for shown in [&full, &html] {
        let mut took = Vec::new();
        for _ in 0..ATTEMPTS {
            let costs = interleaved(&[&base, shown], rounds)?;
            let seconds = median(costs[1].iter().zip(&costs[0]).map(|(own, base)| own.cpu - base.cpu));
            println!(
                "`{}` takes {:.0} ms for {FINDINGS} findings in 9 MB; {:.0} ms are held",
                shown.name,
                seconds * 1_000.0,
                MOST_SECONDS * 1_000.0
            );
            took.push(format!("{seconds:.3}"));
            if seconds <= MOST_SECONDS * SLACK {
                took.clear();
                break;
            }
        }
        if !took.is_empty() {
            lost.push(format!(
                "`{}` took {} s to be shown: too long",
                shown.name,
                took.join(", ")
            ));
        }
    }
    ensure!(lost.is_empty(), "{}", lost.join("\n"));
    Ok(())
}

/// A finding, then rows that are written in one statement, over and over.
fn large() -> String {
    let mut text = String::new();
    for at in 0..FINDINGS {
        let _ = write!(
            text,
            "drop table gone_{at};\ninsert into orders (id, note) values\n(0, 'first')"
        );
        for row in 1..ROWS_BETWEEN {
            let _ = write!(text, ",\n({row}, 'été and another')");
        }
        text.push_str(";\n");
    }
    text
}
