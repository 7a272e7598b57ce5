use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use lint::{Step, Timings};
use report::{Format, Report, RuleTable, Terminal};
use source::Applicability;
use workspace::{Fixes, KnownFindings, Outcome, Prepared, Request, Workspace};

use super::explain::explained;
use super::{count, request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{CheckArguments, FormatTarget, Global};
use crate::progress::Progress;
use crate::terminal;

/// Checks migrations and writes what was found.
pub(crate) fn run(arguments: &CheckArguments, global: Global) -> Result<u8> {
    let targets = targets(&arguments.formats)?;
    let mut request = request(&arguments.paths, &arguments.input)?;
    request.overrides = arguments.overrides();
    request.only = arguments.only.only();
    if arguments.known.no_baseline {
        request.known = KnownFindings::Reported;
    }
    refuse_to_write_stdin(arguments, &request)?;
    let timings = arguments.timings.then(Arc::<Timings>::default);
    request.timings.clone_from(&timings);
    let progress = Progress::start(global, "checking");
    let mut prepared = Prepared::new(working_dir()?, request);
    let rules = prepared.rules();
    let shows_statements = targets.iter().any(|target| target.format.shows_statements());
    let (fixes, outcome, workspace) = match arguments.least_applicability() {
        None if !shows_statements => (None, prepared.check_once(), None),
        None => {
            let workspace = prepared.load();
            (None, workspace.check(), Some(workspace))
        }
        Some(least) => {
            let (fixes, outcome, workspace) = fix(prepared, least, arguments);
            (Some(fixes), outcome, Some(workspace))
        }
    };
    drop(progress);
    let explained = workspace.as_ref().filter(|_| shows_statements).map(explained);
    let explained = explained.unwrap_or_default();
    if let Some(fixes) = &fixes {
        tell_fixes(fixes, &outcome, arguments, global)?;
    }
    if let Some(fixes) = fixes.filter(|_| arguments.diff) {
        tell(&outcome.errors, &outcome.notices, global)?;
        return show(&fixes, &outcome, arguments, global);
    }
    let exit_code = exit_code(&outcome, arguments);
    let rules: RuleTable<'_> = rules.iter().map(|rule| rule.info()).collect();
    let category = format!("{}/", arguments.sarif_category.trim_end_matches('/'));
    let report = Report {
        sources: &outcome.sources,
        checked: &outcome.checked,
        findings: &outcome.findings,
        rules: &rules,
        summary: outcome.summary,
        explained: &explained,
        category: &category,
        run_errors: &outcome.errors,
        version: env!("CARGO_PKG_VERSION"),
        exit_code,
    };
    tell(&outcome.errors, &outcome.notices, global)?;
    // People learn nothing from an empty list when nothing was checked; programs get their document all the same.
    let is_worth = |target: &&FormatTarget| {
        let is_for_people = matches!(target.format, Format::Full | Format::Grouped);
        !is_for_people || !outcome.checked.is_empty() || outcome.errors.is_empty()
    };
    for target in targets.iter().filter(is_worth) {
        Timings::spend(timings.as_deref(), Step::Reporting, || write(target, &report, global))?;
    }
    if let Some(timings) = timings {
        report::write_timings(&timings.account(), &mut std::io::stderr().lock())?;
    }
    Ok(exit_code)
}

/// Applies fixes, writes them unless they are only shown, and checks what they made.
fn fix(prepared: Prepared, least: Applicability, arguments: &CheckArguments) -> (Fixes, Outcome, Workspace) {
    let mut workspace = prepared.load();
    let fixes = workspace.fix(least);
    let unwritten = if arguments.diff {
        Vec::new()
    } else {
        workspace.write(&fixes)
    };
    let mut outcome = workspace.check();
    outcome.errors.extend(unwritten);
    (fixes, outcome, workspace)
}

/// What was read from standard input cannot be put back there.
fn refuse_to_write_stdin(arguments: &CheckArguments, request: &Request) -> Result<()> {
    let writes = arguments.least_applicability().is_some() && !arguments.diff;
    if writes && !request.texts.is_empty() {
        bail!("standard input cannot be fixed in place; show the fixes with `--diff`");
    }
    Ok(())
}

/// Says on standard error what became of the fixes.
fn tell_fixes(fixes: &Fixes, outcome: &Outcome, arguments: &CheckArguments, global: Global) -> Result<()> {
    if global.quiet {
        return Ok(());
    }
    let mut stderr = std::io::stderr().lock();
    let (fixed, files) = (count(fixes.applied as usize, "fix", "fixes"), fixes.files.len());
    let does = if arguments.diff { "would change" } else { "changed" };
    if files > 0 {
        writeln!(stderr, "note: {fixed} {does} {}", count(files, "file", "files"))?;
    }
    if fixes.refused > 0 {
        let refused = count(fixes.refused as usize, "fix was", "fixes were");
        writeln!(stderr, "note: {refused} left out, since the result would be worse")?;
    }
    let open = outcome
        .findings
        .iter()
        .filter(|finding| !finding.fixes.is_empty())
        .count();
    if open > 0 && !arguments.unsafe_fixes {
        let open = count(open, "finding has a fix", "findings have fixes");
        writeln!(
            stderr,
            "note: {open} that may change behaviour; `--unsafe-fixes` applies such fixes"
        )?;
    }
    Ok(())
}

/// Prints what the fixes would change. The answer is the exit code.
fn show(fixes: &Fixes, outcome: &Outcome, arguments: &CheckArguments, global: Global) -> Result<u8> {
    let terminal = terminal::of_stdout(global.color);
    let mut stdout = std::io::stdout().lock();
    for file in &fixes.files {
        report::write_unified_diff(&file.path, &file.old, &file.new, &terminal, &mut stdout)?;
    }
    if !outcome.errors.is_empty() {
        return Ok(FAILED);
    }
    Ok(u8::from(!fixes.files.is_empty() && !arguments.exit_zero))
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
