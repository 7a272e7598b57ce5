use std::env;
use std::io::IsTerminal;

use report::Terminal;

use crate::arguments::Colour;

/// What standard output can show.
pub(crate) fn of_stdout(colour: Colour) -> Terminal {
    terminal(std::io::stdout().is_terminal(), colour)
}

/// What standard error can show.
pub(crate) fn of_stderr(colour: Colour) -> Terminal {
    terminal(std::io::stderr().is_terminal(), colour)
}

fn terminal(is_terminal: bool, colour: Colour) -> Terminal {
    let has_colour = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => wants_colour(is_terminal, |name| env::var(name).ok()),
    };
    Terminal {
        has_colour,
        has_hyperlinks: is_terminal && has_colour && knows_links(|name| env::var(name).ok()),
        width: is_terminal.then(|| width(env::var("COLUMNS").ok().as_deref())),
    }
}

/// <https://no-color.org>, <https://bixense.com/clicolors>
fn wants_colour(is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("NO_COLOR") {
        return false;
    }
    let is_forced = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    if is_forced("CLICOLOR_FORCE") || is_forced("FORCE_COLOR") {
        return true;
    }
    is_terminal && variable("TERM").is_none_or(|term| term != "dumb")
}

/// Terminals that are known to attach links to text; others may print the sequence.
fn knows_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    let is_known = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(&program.as_str());
    // VTE has had links since 0.50.
    let vte = variable("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    let is_set = |name| variable(name).is_some();
    is_known || vte.is_some_and(|version| version >= 5000) || is_set("KITTY_WINDOW_ID") || is_set("WT_SESSION")
}

fn width(columns: Option<&str>) -> u16 {
    columns.and_then(|columns| columns.parse().ok()).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_conventions() {
        let none = |_: &str| None;
        assert!(wants_colour(true, none));
        assert!(!wants_colour(false, none));
        let set =
            |wanted: &'static str, value: &'static str| move |name: &str| (name == wanted).then(|| value.to_owned());
        assert!(!wants_colour(true, set("NO_COLOR", "1")));
        assert!(wants_colour(true, set("NO_COLOR", "")));
        assert!(wants_colour(false, set("CLICOLOR_FORCE", "1")));
        assert!(!wants_colour(false, set("CLICOLOR_FORCE", "0")));
        assert!(!wants_colour(true, set("TERM", "dumb")));
    }
}
