use std::fs::File;
use std::io::Write;

use anyhow::{Context, Result, bail};
use report::{Format, Report, RuleTable, Terminal};
use workspace::{Outcome, Workspace};

use super::{request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{CheckArguments, FormatTarget, Global};
use crate::progress::Progress;
use crate::terminal;

/// Checks migrations and writes what was found.
pub(crate) fn run(arguments: &CheckArguments, global: Global) -> Result<u8> {
    let targets = targets(&arguments.formats)?;
    let mut request = request(&arguments.paths, &arguments.input)?;
    request.overrides = arguments.overrides();
    let progress = Progress::start(global, "checking");
    let workspace = Workspace::open(working_dir()?, request);
    let outcome = workspace.check();
    drop(progress);
    let exit_code = exit_code(&outcome, arguments);
    let rules: RuleTable<'_> = workspace.rules().into_iter().collect();
    let report = report(&outcome, &rules, exit_code);
    tell(&outcome.errors, &outcome.notices, global)?;
    // People learn nothing from an empty list when nothing was checked; programs get their document all the same.
    let is_worth = |target: &&FormatTarget| {
        let is_for_people = matches!(target.format, Format::Full | Format::Grouped);
        !is_for_people || !outcome.checked.is_empty() || outcome.errors.is_empty()
    };
    for target in targets.iter().filter(is_worth) {
        write(target, &report, global)?;
    }
    // The process ends here and gives all memory back at once; taking the histories apart costs a tenth of the run.
    std::mem::forget(workspace);
    Ok(exit_code)
}

/// Where the findings go; only one format fits on standard output.
fn targets(formats: &[FormatTarget]) -> Result<Vec<FormatTarget>> {
    let on_stdout = formats.iter().filter(|target| target.file.is_none()).count();
    if on_stdout > 1 {
        bail!("only one format can go to standard output; write the others as `--format FORMAT=FILE`");
    }
    if !formats.is_empty() {
        return Ok(formats.to_vec());
    }
    Ok(vec![FormatTarget {
        format: Format::Full,
        file: None,
    }])
}

fn exit_code(outcome: &Outcome, arguments: &CheckArguments) -> u8 {
    if !outcome.errors.is_empty() {
        return FAILED;
    }
    u8::from(outcome.fails && !arguments.exit_zero)
}

fn report<'a>(outcome: &'a Outcome, rules: &'a RuleTable<'a>, exit_code: u8) -> Report<'a> {
    Report {
        sources: &outcome.sources,
        checked: &outcome.checked,
        findings: &outcome.findings,
        rules,
        summary: outcome.summary,
        run_errors: &outcome.errors,
        version: env!("CARGO_PKG_VERSION"),
        exit_code,
    }
}

fn write(target: &FormatTarget, report: &Report<'_>, global: Global) -> Result<()> {
    let Some(path) = &target.file else {
        let terminal = terminal::of_stdout(global.color);
        target.format.write(report, &terminal, &mut std::io::stdout().lock())?;
        return tell_limit(target, report, global);
    };
    let failed = || format!("`{path}` cannot be written");
    let mut file = File::create(path).with_context(failed)?;
    let written = target.format.write(report, &Terminal::plain(), &mut file);
    written.and_then(|()| file.flush()).with_context(failed)?;
    tell_limit(target, report, global)
}

fn tell_limit(target: &FormatTarget, report: &Report<'_>, global: Global) -> Result<()> {
    if let Some(notice) = target.format.limit_notice(report).filter(|_| !global.quiet) {
        writeln!(std::io::stderr(), "note: {notice}")?;
    }
    Ok(())
}
