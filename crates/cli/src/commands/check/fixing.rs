use std::io::Write;

use anyhow::{Result, bail};
use source::{Applicability, Finding};
use workspace::{Fixes, Outcome, Prepared, Request, Workspace};

use crate::FAILED;
use crate::arguments::{CheckArguments, Global};
use crate::commands::count;
use crate::terminal;

/// Applies fixes, writes them unless they are only shown, and checks what they made.
pub(super) fn fix(prepared: Prepared, least: Applicability, arguments: &CheckArguments) -> (Fixes, Outcome, Workspace) {
    let mut workspace = prepared.load();
    let mut fixes = workspace.fix(least);
    let unwritten = if arguments.diff {
        Vec::new()
    } else {
        workspace.write(&mut fixes)
    };
    let mut outcome = workspace.check();
    outcome.errors.extend(unwritten);
    (fixes, outcome, workspace)
}

/// What was read from standard input cannot be put back there, nor does it change.
pub(super) fn refuse_for_stdin(arguments: &CheckArguments, request: &Request) -> Result<()> {
    let writes = arguments.least_applicability().is_some() && !arguments.diff;
    if writes && !request.texts.is_empty() {
        bail!("standard input cannot be fixed in place; show the fixes with `--diff`");
    }
    if arguments.watch && !request.texts.is_empty() {
        bail!("standard input cannot be watched; name a file");
    }
    Ok(())
}

/// Says on standard error what became of the fixes.
pub(super) fn tell_fixes(fixes: &Fixes, outcome: &Outcome, arguments: &CheckArguments, global: Global) -> Result<()> {
    if global.quiet {
        return Ok(());
    }
    let mut stderr = std::io::stderr().lock();
    // How many of them were for files that could not be written is not counted.
    let fixed = match fixes.unwritten {
        0 => count(fixes.applied as usize, "fix", "fixes"),
        _ => "fixes".to_owned(),
    };
    let changed = fixes.files.iter().filter(|file| file.old != file.new).count();
    let made: usize = fixes.files.iter().map(|file| file.created.len()).sum();
    let would = |does: &str, did: &str| {
        if arguments.diff {
            format!("would {does}")
        } else {
            did.to_owned()
        }
    };
    let changed = (changed > 0).then(|| format!("{} {}", would("change", "changed"), count(changed, "file", "files")));
    let made = (made > 0).then(|| format!("{} {}", would("make", "made"), count(made, "file", "files")));
    let did: Vec<String> = changed.into_iter().chain(made).collect();
    if !did.is_empty() {
        writeln!(stderr, "note: {fixed} {}", did.join(" and "))?;
    }
    if fixes.refused > 0 {
        let refused = count(fixes.refused as usize, "fix was", "fixes were");
        writeln!(stderr, "note: {refused} left out, since the result would be worse")?;
    }
    if fixes.outside > 0 {
        let (outside, it_makes) = match fixes.outside {
            1 => ("1 fix was".to_owned(), "it makes"),
            several => (format!("{several} fixes were"), "they make"),
        };
        writeln!(
            stderr,
            "note: {outside} left out, since {it_makes} files outside the project"
        )?;
    }
    // Where there is a safe one, it was tried.
    let is_open = |finding: &&Finding| {
        let has = |applicability| finding.fixes.iter().any(|fix| fix.applicability == applicability);
        has(Applicability::Unsafe) && !has(Applicability::Safe)
    };
    let open = outcome.findings.iter().filter(is_open).count();
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
pub(super) fn show(fixes: &Fixes, outcome: &Outcome, arguments: &CheckArguments, global: Global) -> Result<u8> {
    let terminal = terminal::of_stdout(global.color);
    let mut stdout = std::io::stdout().lock();
    for file in &fixes.files {
        report::write_unified_diff(&file.path, &file.old, &file.new, &terminal, &mut stdout)?;
        for new in &file.created {
            report::write_new_file(&new.path, &new.text, &terminal, &mut stdout)?;
        }
    }
    if !outcome.errors.is_empty() {
        return Ok(FAILED);
    }
    Ok(u8::from(!fixes.files.is_empty() && !arguments.exit_zero))
}
