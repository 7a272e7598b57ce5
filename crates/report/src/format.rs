use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use crate::{Report, Terminal};

pub use full::write_findings;

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $module:ident, $id:literal, $purpose:literal;)*) => {
        $(mod $module;)*

        /// How findings are written.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Format { $($(#[$doc])* $variant,)* }

        impl Format {
            /// All formats, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As `--format` takes it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What it is for, in a few words.
            #[must_use]
            pub const fn purpose(self) -> &'static str {
                match self { $(Self::$variant => $purpose,)* }
            }

            fn write_unbuffered(self, report: &Report<'_>, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
                match self { $(Self::$variant => $module::write(report, terminal, out),)* }
            }
        }
    };
}

formats! {
    /// For people at a terminal.
    Full = full, "full", "the lines at fault, help and fixes, for people";
    /// `path:line:column: severity[rule] message`.
    Concise = concise, "concise", "one line for each finding";
    /// Findings below the name of their file.
    Grouped = grouped, "grouped", "one line for each finding, below its file";
    /// One document for programs.
    Json = json, "json", "one document with everything, for programs";
    /// One finding on each line.
    JsonLines = jsonl, "jsonl", "one JSON object for each finding";
    /// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
    Sarif = sarif, "sarif", "SARIF 2.1.0, for code scanning";
    /// Workflow commands of GitHub Actions.
    Github = github, "github", "annotations in GitHub Actions";
    /// The Code Quality report of GitLab.
    Gitlab = gitlab, "gitlab", "GitLab Code Quality";
    /// JUnit's XML.
    Junit = junit, "junit", "JUnit XML, for CI servers";
    /// Checkstyle's XML.
    Checkstyle = checkstyle, "checkstyle", "Checkstyle XML";
    /// Reviewdog's diagnostic format.
    Rdjson = rdjson, "rdjson", "reviewdog";
    /// Logging commands of Azure Pipelines.
    Azure = azure, "azure", "issues in Azure Pipelines";
    /// Service messages of TeamCity.
    Teamcity = teamcity, "teamcity", "inspections in TeamCity";
    /// For comments on pull requests and job summaries.
    Markdown = markdown, "markdown", "comments on pull requests, job summaries";
    /// One page for a reviewer.
    Html = html, "html", "one page with everything, for reviewers";
}

impl Format {
    /// Writes the report.
    ///
    /// # Errors
    /// Where the writer fails.
    pub fn write(self, report: &Report<'_>, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
        let mut buffered = BufWriter::with_capacity(1 << 16, out);
        self.write_unbuffered(report, terminal, &mut buffered)?;
        buffered.flush()
    }

    /// Whether it shows what the statements do, so that the report has to hold it.
    #[must_use]
    pub const fn shows_statements(self) -> bool {
        matches!(self, Self::Html)
    }

    /// Whether it shows the fingerprints of findings.
    #[must_use]
    pub const fn shows_fingerprints(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::Sarif | Self::Gitlab)
    }

    /// Whether it can tell of findings that are held back.
    #[must_use]
    pub const fn shows_held_back(self) -> bool {
        matches!(self, Self::Json | Self::Sarif)
    }

    /// What the reader of this format will do with so many findings, where that is to be known. Every
    /// finding is written all the same.
    #[must_use]
    pub fn limit_notice(self, report: &Report<'_>) -> Option<String> {
        match self {
            Self::Sarif => sarif::limit_notice(report),
            Self::Github => github::limit_notice(report),
            Self::Markdown => markdown::limit_notice(report),
            Self::Html => html::limit_notice(report),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A word that names no format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownFormat {
    /// The word.
    pub text: String,
    /// The format that was most likely meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown format `{}`", crate::on_one_line(&self.text))?;
        if let Some(nearest) = self.nearest {
            return write!(f, "; did you mean `{nearest}`?");
        }
        let all: Vec<&str> = Format::ALL.iter().map(|format| format.id()).collect();
        write!(f, "; the formats are {}", all.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.iter().copied().find(|format| format.id() == text);
        found.ok_or_else(|| UnknownFormat {
            text: text.to_owned(),
            nearest: source::nearest(text, Self::ALL.iter().map(|format| format.id())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.id().parse(), Ok(*format));
        }
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_name() {
        let error = "srif".parse::<Format>().unwrap_err();
        assert_eq!(error.to_string(), "unknown format `srif`; did you mean `sarif`?");
        let error = "pdf-document".parse::<Format>().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("unknown format `pdf-document`; the formats are full, concise,")
        );
    }
}
