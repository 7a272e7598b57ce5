use std::fmt;

use source::Severity;

/// What the terminal that will show the text can do. The caller finds out; nothing here asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// Whether colours may be used.
    pub has_colour: bool,
    /// Whether links can be attached to text (OSC 8).
    pub has_hyperlinks: bool,
    /// How many columns it has; `None` where the text does not go to a terminal.
    pub width: Option<u16>,
}

impl Terminal {
    /// No terminal at all: a file or a pipe.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            has_colour: false,
            has_hyperlinks: false,
            width: None,
        }
    }

    /// The longest line that is worth writing.
    pub(crate) fn columns(&self) -> usize {
        self.width.map_or(160, |width| usize::from(width).clamp(40, 240))
    }

    /// The text in a style, where colours may be used.
    pub(crate) const fn paint<'t>(&self, style: Style, text: &'t str) -> Painted<'t> {
        Painted {
            text,
            style: if self.has_colour { Some(style) } else { None },
        }
    }

    /// The text as a link, where links can be attached.
    pub(crate) fn link(&self, text: &str, url: Option<&str>) -> String {
        let is_fit = |url: &&str| url.chars().all(|character| character.is_ascii_graphic());
        match url.filter(is_fit) {
            Some(url) if self.has_hyperlinks => format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            _ => text.to_owned(),
        }
    }
}

/// How a piece of text is set off from the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    Error,
    Warning,
    Info,
    Bold,
    Dim,
    Frame,
    Code,
    Added,
    Removed,
}

impl Style {
    /// The style in which a severity is named.
    pub(crate) const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info | Severity::Off => Self::Info,
        }
    }

    /// The "select graphic rendition" sequence of ECMA-48 that turns it on.
    pub(crate) const fn sequence(self) -> &'static str {
        match self {
            Self::Error => "\u{1b}[1;31m",
            Self::Warning => "\u{1b}[1;33m",
            Self::Info => "\u{1b}[1;36m",
            Self::Bold => "\u{1b}[1m",
            Self::Dim => "\u{1b}[2m",
            Self::Frame => "\u{1b}[34m",
            Self::Code => "\u{1b}[36m",
            Self::Added => "\u{1b}[32m",
            Self::Removed => "\u{1b}[31m",
        }
    }

    /// The sequence that turns every style off.
    pub(crate) const RESET: &'static str = "\u{1b}[0m";
}

/// Text in a style.
pub(crate) struct Painted<'t> {
    text: &'t str,
    style: Option<Style>,
}

impl fmt::Display for Painted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.style {
            Some(style) => write!(f, "{}{}{}", style.sequence(), self.text, Style::RESET),
            None => f.write_str(self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_links_only_where_told() {
        let plain = Terminal::plain();
        assert_eq!(plain.paint(Style::Error, "x").to_string(), "x");
        assert_eq!(plain.link("x", Some("https://example.org")), "x");
        let rich = Terminal {
            has_colour: true,
            has_hyperlinks: true,
            width: Some(80),
        };
        assert_eq!(rich.paint(Style::Error, "x").to_string(), "\u{1b}[1;31mx\u{1b}[0m");
        assert!(
            rich.link("x", Some("https://example.org"))
                .starts_with("\u{1b}]8;;https")
        );
        assert_eq!(
            rich.link("x", Some("bad\u{1b}")),
            "x",
            "a link cannot smuggle a sequence in"
        );
    }
}
