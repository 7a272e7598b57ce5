use std::env;
use std::io::IsTerminal;

use report::Terminal;
use terminal_size::{Width, terminal_size};

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
        width: is_terminal.then(|| {
            let columns = terminal_size().map(|(Width(columns), _)| columns);
            width(env::var("COLUMNS").ok().as_deref(), columns)
        }),
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

/// Terminals that are known to attach links to text; others may print the sequence. `FORCE_HYPERLINK` overrules what is
/// known, as it does elsewhere: <https://github.com/chalk/supports-hyperlinks>.
fn knows_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    if let Some(forced) = variable("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let is_one_of = |name, known: &[&str]| variable(name).is_some_and(|value| known.contains(&value.as_str()));
    // VTE has had links since 0.50.
    let vte = variable("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    let is_set = |name| variable(name).is_some();
    is_one_of("TERM_PROGRAM", &["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"])
        || is_one_of(
            "TERM",
            &["xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour"],
        )
        || vte.is_some_and(|version| version >= 5000)
        || ["KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM"]
            .into_iter()
            .any(is_set)
}

/// What is asked for, else what the terminal says, else what fits nearly everywhere.
fn width(asked: Option<&str>, columns: Option<u16>) -> u16 {
    asked.and_then(|asked| asked.parse().ok()).or(columns).unwrap_or(100)
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

    #[test]
    fn links_are_for_terminals_that_are_known_to_have_them() {
        let set =
            |wanted: &'static str, value: &'static str| move |name: &str| (name == wanted).then(|| value.to_owned());
        assert!(!knows_links(|_| None));
        assert!(!knows_links(set("TERM", "xterm-256color")));
        assert!(!knows_links(set("VTE_VERSION", "4999")));
        for (name, value) in [
            ("TERM_PROGRAM", "WezTerm"),
            ("TERM", "foot"),
            ("VTE_VERSION", "7600"),
            ("WT_SESSION", "x"),
        ] {
            assert!(knows_links(set(name, value)), "{name}");
            let forbidden = |asked: &str| {
                if asked == "FORCE_HYPERLINK" {
                    Some("0".to_owned())
                } else {
                    set(name, value)(asked)
                }
            };
            assert!(!knows_links(forbidden), "{name}");
        }
        assert!(knows_links(set("FORCE_HYPERLINK", "1")));
    }

    #[test]
    fn a_width_that_is_asked_for_comes_first() {
        assert_eq!(width(Some("80"), Some(200)), 80);
        assert_eq!(width(Some("wide"), Some(200)), 200);
        assert_eq!(width(None, None), 100);
    }
}
