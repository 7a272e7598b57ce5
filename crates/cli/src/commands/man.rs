use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::arguments::Arguments;

#[derive(Args, Debug)]
pub(crate) struct ManArguments {
    /// Write a page for each command into this folder, instead of one page to standard output
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// Prints the manual page, or writes those of all commands.
pub(crate) fn run(arguments: &ManArguments) -> Result<u8> {
    let mut command = Arguments::command();
    command.build();
    match &arguments.output {
        None => {
            let mut page = Vec::new();
            Man::new(command).render(&mut page)?;
            std::io::stdout().lock().write_all(&page)?;
        }
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
            write_pages(&command, "lockgate", folder)?;
        }
    }
    Ok(0)
}

/// `lockgate.1`, `lockgate-check.1`, `lockgate-rule-new.1`.
fn write_pages(command: &clap::Command, name: &str, folder: &Path) -> Result<()> {
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    // A page is called as its command is.
    let owned: &'static str = Box::leak(name.to_owned().into_boxed_str());
    Man::new(command.clone().name(owned)).render(&mut page)?;
    fs::write(&path, page).with_context(|| format!("`{}` cannot be written", path.display()))?;
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set() && inner.get_name() != "help")
    {
        write_pages(inner, &format!("{name}-{}", inner.get_name()), folder)?;
    }
    Ok(())
}
