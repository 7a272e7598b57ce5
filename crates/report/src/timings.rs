use std::io::{self, Write};
use std::time::Duration;

use lint::Timing;

use crate::text::on_one_line;

/// Writes what a run spent its time on as a table, in the order in which the lines come.
///
/// # Errors
/// Where the writer refuses what is written.
pub fn write_timings(timings: &[Timing], out: &mut dyn Write) -> io::Result<()> {
    let all: Duration = timings.iter().map(|timing| timing.time).sum();
    writeln!(out, "{:>11} {:>6} {:>9} {:>11}", "time", "share", "calls", "each")?;
    for timing in timings {
        let share = 100.0 * timing.time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
        let each = timing.time.as_secs_f64() / timing.calls.max(1) as f64;
        writeln!(
            out,
            "{:>8.2} ms {share:>4.1} % {:>9} {:>8.2} µs  {}",
            timing.time.as_secs_f64() * 1e3,
            timing.calls,
            each * 1e6,
            on_one_line(&timing.name)
        )?;
    }
    writeln!(
        out,
        "{:>8.2} ms in all, of all threads together",
        all.as_secs_f64() * 1e3
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_its_share_and_the_time_of_one_call() {
        let timing = |name: &str, time, calls| Timing {
            name: name.to_owned(),
            time: Duration::from_micros(time),
            calls,
        };
        let timings = [timing("reading SQL", 3000, 6), timing("drop-column", 1000, 4)];
        let mut out = Vec::new();
        write_timings(&timings, &mut out).unwrap();
        let expected = [
            "       time  share     calls        each",
            "    3.00 ms 75.0 %         6   500.00 µs  reading SQL",
            "    1.00 ms 25.0 %         4   250.00 µs  drop-column",
            "    4.00 ms in all, of all threads together",
        ];
        assert_eq!(String::from_utf8(out).unwrap().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_run_without_time_has_no_shares() {
        let mut out = Vec::new();
        write_timings(&[], &mut out).unwrap();
        assert!(out.ends_with(b"0.00 ms in all, of all threads together\n"));
    }
}
