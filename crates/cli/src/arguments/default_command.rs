use std::ffi::{OsStr, OsString};

use clap::CommandFactory;

use super::Arguments;

/// `lockgate PATHS` means `lockgate check PATHS`.
pub(crate) fn with_default_command(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let first = 1 + count_global(arguments.get(1..).unwrap_or_default());
    let Some(word) = arguments.get(first) else {
        return arguments;
    };
    if !asks_for_help(word) && !is_command(word) && !is_like_a_command(word) {
        arguments.insert(1, "check".into());
    }
    arguments
}

/// How many words before the command are options of every command.
fn count_global(arguments: &[OsString]) -> usize {
    let mut at = 0;
    while let Some(word) = arguments.get(at).and_then(|word| word.to_str()) {
        at += match word {
            "--color" | "--threads" => 2,
            "-q" | "--quiet" => 1,
            _ if word.starts_with("--color=") || word.starts_with("--threads=") => 1,
            _ => break,
        };
    }
    at.min(arguments.len())
}

fn asks_for_help(word: &OsStr) -> bool {
    ["-h", "--help", "-V", "--version"].iter().any(|help| word == *help)
}

/// Whether a word that names no file is a command with a slip, which is to be told with the right one.
fn is_like_a_command(word: &OsStr) -> bool {
    let command = Arguments::command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    let is_plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let word = word
        .to_str()
        .filter(is_plain)
        .filter(|word| !std::path::Path::new(word).exists());
    word.is_some_and(|word| source::nearest(word, names).is_some())
}

fn is_command(word: &OsStr) -> bool {
    let command = Arguments::command();
    word == "help"
        || word
            .to_str()
            .is_some_and(|word| command.find_subcommand(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commanded(line: &str) -> String {
        let words = line.split(' ').map(OsString::from);
        let words = with_default_command(words).into_iter();
        words
            .map(|word| word.into_string().unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn paths_alone_are_checked() {
        assert_eq!(commanded("lockgate db"), "lockgate check db");
        assert_eq!(
            commanded("lockgate --format json db"),
            "lockgate check --format json db"
        );
        assert_eq!(
            commanded("lockgate --color never db"),
            "lockgate check --color never db"
        );
        assert_eq!(
            commanded("lockgate --color never rules"),
            "lockgate --color never rules"
        );
        assert_eq!(commanded("lockgate -q"), "lockgate -q");
        assert_eq!(commanded("lockgate --help"), "lockgate --help");
        assert_eq!(commanded("lockgate -"), "lockgate check -");
        assert_eq!(commanded("lockgate chekc db"), "lockgate chekc db", "a slip is no path");
        assert_eq!(commanded("lockgate src/rules"), "lockgate check src/rules");
    }
}
