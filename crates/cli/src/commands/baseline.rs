use std::ffi::OsString;
use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;
use workspace::{BaselineEdit, EditedBaseline, KnownFindings, NAMELESS, Prepared};

use super::{request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{Global, InputArguments};
use crate::progress::Progress;

#[derive(Args, Default, Debug)]
pub(crate) struct BaselineArguments {
    /// Files, folders or patterns [default: the folders that the configuration names, or `.`]
    #[arg(value_name = "PATHS")]
    paths: Vec<OsString>,
    /// Remove from the baseline what is no longer found
    #[arg(long, conflicts_with = "add")]
    update: bool,
    /// Also take in what is found and not in it yet
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    input: InputArguments,
}

impl BaselineArguments {
    /// What `lockgate baseline FOLDER` is.
    pub(super) fn of_folder(folder: &str) -> Self {
        Self {
            paths: vec![folder.into()],
            ..Self::default()
        }
    }
}

/// Records today's findings, so that only new ones are reported from now on.
pub(crate) fn run(arguments: &BaselineArguments, global: Global) -> Result<u8> {
    let mut request = request(&arguments.paths, &arguments.input)?;
    if request.texts.contains_key(NAMELESS) {
        bail!("what is found in standard input cannot be recorded; name a file, or say `--stdin-filename`");
    }
    request.overrides = arguments.input.overrides();
    request.known = KnownFindings::Recorded;
    let edit = match (arguments.update, arguments.add) {
        (true, _) => BaselineEdit::Shrink,
        (_, true) => BaselineEdit::Extend,
        (false, false) => BaselineEdit::Create,
    };
    let progress = Progress::start(global, "checking");
    let edited = Prepared::new(working_dir()?, request).edit_baselines(edit);
    drop(progress);
    let edited = match edited {
        Ok(edited) => edited,
        Err(errors) => {
            tell(&errors, &[], global)?;
            return Ok(FAILED);
        }
    };
    if !global.quiet {
        let mut stdout = std::io::stdout().lock();
        for baseline in &edited {
            writeln!(
                stdout,
                "{}: {}",
                report::on_one_line(&baseline.path),
                said(baseline, edit)
            )?;
        }
    }
    Ok(0)
}

fn said(baseline: &EditedBaseline, edit: BaselineEdit) -> String {
    let findings = |number: usize| match number {
        1 => "1 finding".to_owned(),
        number => format!("{number} findings"),
    };
    let EditedBaseline {
        entries,
        added,
        removed,
        is_written,
        ..
    } = *baseline;
    match edit {
        BaselineEdit::Create if !is_written => "nothing is found, so no baseline is needed".to_owned(),
        BaselineEdit::Create => format!("{} recorded; from now on only new ones are reported", findings(entries)),
        BaselineEdit::Shrink => format!("{} removed, {entries} left", findings(removed)),
        BaselineEdit::Extend => format!("{} added, {removed} removed, {entries} in all", findings(added)),
    }
}
