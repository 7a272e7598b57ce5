//! Tells Zed how to start the language server. Nothing else may live here.

use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Lockgate;

impl Extension for Lockgate {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("lockgate").ok_or("lockgate is not on the PATH")?;
        Ok(Command {
            command,
            args: vec!["lsp".to_owned()],
            env: worktree.shell_env(),
        })
    }
}

register_extension!(Lockgate);
