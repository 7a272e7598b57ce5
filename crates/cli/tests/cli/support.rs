use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with files, and what the command says there.
pub(crate) struct Place {
    dir: TempDir,
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let place = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for (path, text) in files {
            place.write(path, text.as_bytes());
        }
        place
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn folder(&self, path: &str) {
        fs::create_dir_all(self.path().join(path)).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lockgate"));
        command.args(arguments).current_dir(self.path());
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the command here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs the command in a folder of this place.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Said {
        let mut command = self.command(arguments);
        command.current_dir(self.path().join(folder)).stdin(Stdio::null());
        said(command.output().unwrap())
    }

    /// Runs the command with a text on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], text: &str) -> Said {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        said(child.wait_with_output().unwrap())
    }

    /// The findings of a check, one line each, and the exit code.
    pub(crate) fn concise(&self, arguments: &[&str]) -> Said {
        let mut all = vec!["check", "--format", "concise"];
        all.extend(arguments);
        self.run(&all)
    }
}

impl Said {
    /// The files that findings of a rule stand in.
    pub(crate) fn files_with(&self, rule: &str) -> Vec<&str> {
        let marker = format!("[{rule}]");
        let lines = self.out.lines().filter(|line| line.contains(&marker));
        lines.filter_map(|line| line.split(':').next()).collect()
    }
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
