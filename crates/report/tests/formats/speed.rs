//! Output is linear in the findings.

use std::time::Instant;

use lockgate_report::{Format, Terminal};
use source::{Severity, Span, TextRange};

use crate::sample::{Run, finding};

/// A thousand findings, spread over nine megabytes.
fn large(line_end: &str) -> Run {
    let line = format!("insert into orders (id, note) values (1, 'été');{line_end}");
    let text = line.repeat(9_000_000 / line.len());
    let mut run = Run::over(&[("big.sql", &text)]);
    let step = text.len() / 1_000;
    run.findings = (0..1_000)
        .map(|at| {
            let start = u32::try_from(at * step).unwrap();
            let span = Span::new(source::FileId(0), TextRange::new(start, start + 12));
            finding("x", Severity::Warning, span, "a thousand of these")
        })
        .collect();
    run
}

#[test]
fn a_thousand_findings_in_a_large_file_take_no_time() {
    for (shape, line_end) in [("many lines", "\n"), ("one line", " ")] {
        let run = large(line_end);
        for format in Format::ALL {
            let start = Instant::now();
            let written = run.written(*format, &Terminal::plain());
            let taken = start.elapsed();
            println!("{shape}, {format}: {taken:?}, {} bytes", written.len());
            // Without optimisation, and with others at work on the machine. Quadratic would be minutes.
            assert!(taken.as_secs() < 20, "{shape}, {format}: {taken:?}");
        }
    }
}
