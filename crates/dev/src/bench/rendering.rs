use std::fmt::Write as _;

use anyhow::ensure;

use super::cost::{interleaved, median};
use super::{ATTEMPTS, Contestant, SLACK};

/// How many times longer a check may take that shows a thousand findings in nine megabytes with their lines, against one
/// that shows them without.
const MOST_TIMES: f64 = 2.5;
const FINDINGS: usize = 1_000;
const ROWS_BETWEEN: usize = 300;

/// Holds what the formats for people take for a thousand findings in a file of nine megabytes.
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
            let times = median(costs[1].iter().zip(&costs[0]).map(|(own, base)| own.cpu / base.cpu));
            println!(
                "for {FINDINGS} findings in 9 MB `{}` takes {times:.2} times what `{}` takes; {MOST_TIMES} is held",
                shown.name, base.name
            );
            took.push(format!("{times:.2}"));
            if times <= MOST_TIMES * SLACK {
                took.clear();
                break;
            }
        }
        if !took.is_empty() {
            lost.push(format!(
                "`{}` took {} times what `{}` takes: too long",
                shown.name,
                took.join(", "),
                base.name
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
