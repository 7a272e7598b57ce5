mod fixing;
mod trace;
mod watching;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use lint::{Fingerprints, KeepHeldBack, Step, Timings};
use report::{Format, HeldBackFindings, Report, Repository, RuleTable, Terminal};
use workspace::paths::{slashed, tidy};
use workspace::{KnownFindings, Named, Outcome, Prepared, Request, Workspace, repository_folder};

use super::explain::explained;
use super::{count, request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{CheckArguments, FormatTarget, Global};
use crate::progress::Progress;
use crate::terminal;
use trace::Trace;

/// Checks migrations and writes what was found.
pub(crate) fn run(arguments: &CheckArguments, global: Global) -> Result<u8> {
    let targets = targets(arguments)?;
    let mut request = request(&arguments.paths, &arguments.input)?;
    request.overrides = arguments.overrides();
    request.only = arguments.only.only();
    if arguments.known.no_baseline {
        request.known = KnownFindings::Reported;
    }
    if arguments.known.show_suppressed {
        request.held_back = KeepHeldBack::Kept;
    }
    let shows_fingerprints = targets.iter().any(|target| target.format.shows_fingerprints());
    if !shows_fingerprints && arguments.least_applicability().is_none() {
        request.fingerprints = Fingerprints::Unread;
    }
    if arguments.force_exclude {
        request.named = Named::UnlessIgnored;
    }
    fixing::refuse_for_stdin(arguments, &request)?;
    if arguments.watch {
        let check = || check(arguments, &targets, request.clone(), global);
        return watching::watch(&request, || check().map(|(exit_code, _)| exit_code));
    }
    let (exit_code, remains) = check(arguments, &targets, request, global)?;
    // The process ends here, and its memory with it: nobody needs what is left to be given back piece by piece.
    std::mem::forget(remains);
    Ok(exit_code)
}

/// What is left of a check when its outcome is told.
type Remains = (Outcome, Option<Prepared>, Option<Workspace>);

/// The exit code, and what is left.
fn check(
    arguments: &CheckArguments,
    targets: &[FormatTarget],
    mut request: Request,
    global: Global,
) -> Result<(u8, Remains)> {
    let timings = arguments.timings.then(Arc::<Timings>::default);
    request.timings.clone_from(&timings);
    let progress = Progress::start(global, "checking");
    let mut prepared = Prepared::new(working_dir()?, request);
    let rules = prepared.rules();
    let trace = match &arguments.trace {
        Some(rule) => {
            let trace = Trace::of(rule, &rules);
            if trace.is_err() {
                // That the rule does not load may be why nobody knows it.
                tell(prepared.errors(), &[], global)?;
            }
            Some(trace?)
        }
        None => None,
    };
    let shows_statements = targets.iter().any(|target| target.format.shows_statements());
    let (fixes, outcome, prepared, workspace) = match arguments.least_applicability() {
        None if !shows_statements => {
            let outcome = prepared.check_once();
            (None, outcome, Some(prepared), None)
        }
        None => {
            let workspace = prepared.load();
            (None, workspace.check(), None, Some(workspace))
        }
        Some(least) => {
            let (fixes, outcome, workspace) = fixing::fix(prepared, least, arguments);
            (Some(fixes), outcome, None, Some(workspace))
        }
    };
    drop(progress);
    if let Some(trace) = trace {
        trace.write(&mut std::io::stderr().lock())?;
    }
    let explained = workspace.as_ref().filter(|_| shows_statements).map(explained);
    let explained = explained.unwrap_or_default();
    if let Some(fixes) = &fixes {
        fixing::tell_fixes(fixes, &outcome, arguments, global)?;
    }
    if let Some(fixes) = fixes.filter(|_| arguments.diff) {
        tell(&outcome.errors, &outcome.notices, global)?;
        let exit_code = fixing::show(&fixes, &outcome, arguments, global)?;
        return Ok((exit_code, (outcome, prepared, workspace)));
    }
    let exit_code = exit_code(&outcome, arguments);
    let rules: RuleTable<'_> = rules.iter().map(|rule| rule.info()).collect();
    let category = format!("{}/", arguments.sarif_category.trim_end_matches('/'));
    let shown = arguments.max_findings.unwrap_or(usize::MAX).min(outcome.findings.len());
    let repository = repository()?;
    let report = Report {
        sources: &outcome.sources,
        checked: &outcome.checked,
        findings: &outcome.findings[..shown],
        held_back: arguments.known.show_suppressed.then_some(HeldBackFindings {
            findings: &outcome.held_back,
            has_baseline: outcome.has_baseline,
        }),
        rules: &rules,
        summary: outcome.summary,
        explained: &explained,
        repository: repository.as_ref(),
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
    if arguments.statistics {
        report::write_statistics(&outcome.findings, &mut std::io::stdout().lock())?;
    }
    let left_out = outcome.findings.len() - shown;
    if left_out > 0 && !global.quiet {
        let findings = count(left_out, "finding is", "findings are");
        writeln!(
            std::io::stderr(),
            "note: {findings} not shown; `--max-findings` says so"
        )?;
    }
    if let Some(timings) = timings {
        report::write_timings(&timings.account(), &mut std::io::stderr().lock())?;
    }
    Ok((exit_code, (outcome, prepared, workspace)))
}

/// Where the findings go; only one format fits on standard output, and into a file.
fn targets(arguments: &CheckArguments) -> Result<Vec<FormatTarget>> {
    let formats = &arguments.formats;
    let on_stdout = formats.iter().filter(|target| target.file.is_none()).count();
    if on_stdout + usize::from(arguments.statistics) > 1 {
        let what = if arguments.statistics {
            "`--statistics`"
        } else {
            "only one format"
        };
        bail!("{what} can go to standard output; write the others as `--format FORMAT=FILE`");
    }
    for (at, target) in formats.iter().enumerate() {
        let path = |target: &FormatTarget| target.file.as_deref().map(tidy);
        let is_same = |other: &&FormatTarget| target.file.is_some() && path(other) == path(target);
        if let Some(other) = formats[..at].iter().find(is_same) {
            bail!(
                "`{}` and `{}` go to the same file; give each its own",
                other.format.id(),
                target.format.id()
            );
        }
    }
    if arguments.known.show_suppressed && !formats.iter().any(|target| target.format.shows_held_back()) {
        let able: Vec<&str> = Format::ALL
            .iter()
            .filter(|format| format.shows_held_back())
            .map(|format| format.id())
            .collect();
        bail!(
            "`--show-suppressed` needs a format that tells what is suppressed from what is not; add `--format {}`",
            able.join("` or `--format ")
        );
    }
    if !formats.is_empty() || arguments.statistics {
        return Ok(formats.clone());
    }
    Ok(vec![FormatTarget {
        format: Format::Full,
        file: None,
    }])
}

/// The repository that the working directory lies in.
fn repository() -> Result<Option<Repository>> {
    let here = working_dir()?;
    let folder = repository_folder(&here);
    Ok(folder.map(|folder| Repository {
        steps: slashed(here.path().strip_prefix(&folder).unwrap_or(Path::new(""))),
        folder: slashed(&folder),
    }))
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
    let failed = |error: std::io::Error| anyhow!("`{path}` cannot be written: {}", workspace::why_unwritten(&error));
    let mut file = File::create(path).map_err(failed)?;
    let written = target.format.write(report, &Terminal::plain(), &mut file);
    written.and_then(|()| file.flush()).map_err(failed)?;
    tell_limit(target, report, global)
}

fn tell_limit(target: &FormatTarget, report: &Report<'_>, global: Global) -> Result<()> {
    if let Some(notice) = target.format.limit_notice(report).filter(|_| !global.quiet) {
        writeln!(std::io::stderr(), "note: {notice}")?;
    }
    Ok(())
}
