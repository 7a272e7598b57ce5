mod default_command;

use std::ffi::OsString;
use std::num::NonZeroUsize;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use migrations::Tool;
use report::Format;
use schema::{Dialect, EngineVersion};
use source::Applicability;
use workspace::{FailOn, OnlyChanged, Overrides};

use crate::commands::rule::RuleArguments;
use crate::commands::{
    BaselineArguments, ConfigArguments, ExplainArguments, InitArguments, ManArguments, RulesArguments,
};

pub(crate) use default_command::with_default_command;

/// Lints SQL migrations before they run: what cannot be rolled back, what loses data, what stops production.
#[derive(Parser, Debug)]
#[command(name = "lockgate", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "`lockgate PATHS` is short for `lockgate check PATHS`.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed.";

/// Options of every command.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Global {
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    pub(crate) color: Colour,
    /// Print findings and errors only
    #[arg(long, short, global = true, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Use so many threads; else as many as there are processors
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// When colours are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Colour {
    /// At a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check migrations
    Check(CheckArguments),
    /// Record today's findings, so that only new ones are reported
    Baseline(BaselineArguments),
    /// Show what each statement does
    Explain(ExplainArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Show the page of one rule; write new ones and test them; look up what they can ask
    Rule(RuleArguments),
    /// Show the configuration that governs a path, and where each value comes from
    Config(ConfigArguments),
    /// Detect tool, dialect and folders, take over what other linters are told, and write a first lockgate.toml
    Init(InitArguments),
    /// Serve an editor on standard input and output
    Lsp,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man(ManArguments),
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// Files, folders, patterns, or `-` for standard input [default: the folders that the configuration names, or `.`]
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<OsString>,
    /// Write findings as FORMAT, to FILE where one is given; may be repeated
    #[arg(long = "format", value_name = "FORMAT[=FILE]", help_heading = "Output", long_help = format_help())]
    pub(crate) formats: Vec<FormatTarget>,
    /// The category that SARIF gives this run: code scanning tells runs apart by it
    #[arg(long, value_name = "NAME", default_value = "lockgate", help_heading = "Output")]
    pub(crate) sarif_category: String,
    /// Run these rules, categories and packs instead of those that are configured
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Option<Vec<String>>,
    /// Leave out these rules, categories and packs
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<String>,
    /// From which severity on findings fail the run
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on(), help_heading = "Rules")]
    pub(crate) fail_on: Option<FailOn>,
    /// Apply the fixes after which nothing can behave worse, and check what that leaves
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,
    /// Apply fixes that may change behaviour as well
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,
    /// Print what the fixes would change, as a unified diff, and write nothing; exit 1 where there is something
    #[arg(long, help_heading = "Fixes", conflicts_with = "formats")]
    pub(crate) diff: bool,
    /// Exit 0 even where there are findings
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["fix", "unsafe_fixes", "diff"])]
    pub(crate) watch: bool,
    /// Count the findings of each rule, instead of showing them
    #[arg(long, help_heading = "Output", conflicts_with = "diff")]
    pub(crate) statistics: bool,
    /// Show so many findings at most; the others count all the same
    #[arg(long, value_name = "N", value_parser = whole_number, help_heading = "Output")]
    pub(crate) max_findings: Option<usize>,
    /// Leave out files that `.gitignore` excludes, also where they are named
    #[arg(long, help_heading = "Input")]
    pub(crate) force_exclude: bool,
    /// Say on standard error how long each step and each rule took, the slowest first
    #[arg(long, help_heading = "Output")]
    pub(crate) timings: bool,
    /// Say on standard error what this rule of yours shows with `cx.trace(…)`
    #[arg(long, value_name = "RULE", help_heading = "Output", conflicts_with = "watch")]
    pub(crate) trace: Option<String>,
    #[command(flatten)]
    pub(crate) only: OnlyArguments,
    #[command(flatten)]
    pub(crate) known: KnownArguments,
    #[command(flatten)]
    pub(crate) input: InputArguments,
}

/// Which files are reported on, of those asked for. All of the history is replayed all the same.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub(crate) struct OnlyArguments {
    /// Report only on files that differ from where the branch left REF, whose migrations count as released
    #[arg(long, value_name = "REF", help_heading = "Only what is new")]
    pub(crate) since: Option<String>,
    /// Report only on what is staged, and judge it as it is staged
    #[arg(long, help_heading = "Only what is new", conflicts_with_all = ["fix", "unsafe_fixes"])]
    pub(crate) staged: bool,
    /// Report only on files that differ from the last commit
    #[arg(long, help_heading = "Only what is new")]
    pub(crate) changed: bool,
}

/// What becomes of findings that are known already.
#[derive(Args, Debug)]
pub(crate) struct KnownArguments {
    /// Also report what the baseline holds
    #[arg(long, help_heading = "Only what is new")]
    pub(crate) no_baseline: bool,
    /// Also write, in `json` and `sarif`, what comments, the configuration or the baseline hold back, marked as that
    #[arg(long, help_heading = "Only what is new")]
    pub(crate) show_suppressed: bool,
}

/// What the migrations are read as.
#[derive(Args, Default, Debug)]
pub(crate) struct InputArguments {
    /// The dialect, instead of the one that is configured or found out
    #[arg(long, value_parser = dialect(), help_heading = "Input")]
    pub(crate) dialect: Option<Dialect>,
    /// The version of the database: 15, 8.0.29
    #[arg(long, value_name = "VERSION", value_parser = version, help_heading = "Input")]
    pub(crate) engine_version: Option<EngineVersion>,
    /// The migration tool; `psql` means that no tool runs them
    #[arg(long, value_parser = tool(), hide_possible_values = true, help_heading = "Input")]
    pub(crate) tool: Option<Tool>,
    /// Use this configuration file for everything
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) config: Option<String>,
    /// The name under which standard input is checked
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub(crate) stdin_filename: Option<String>,
}

/// For whom a list is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum Document {
    /// Text for people
    #[default]
    Full,
    /// One document for programs
    Json,
}

/// A format, and the file that it goes to; standard output where there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FormatTarget {
    pub(crate) format: Format,
    pub(crate) file: Option<String>,
}

impl std::str::FromStr for FormatTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file name has to follow the `=`".to_owned()),
            Some((format, file)) => (format, Some(file.to_owned())),
            None => (text, None),
        };
        let format = format
            .parse()
            .map_err(|error: report::UnknownFormat| error.to_string())?;
        Ok(Self { format, file })
    }
}

impl CheckArguments {
    /// Which fixes are applied or shown; `None` for none.
    pub(crate) const fn least_applicability(&self) -> Option<Applicability> {
        if self.unsafe_fixes {
            Some(Applicability::Unsafe)
        } else if self.fix || self.diff {
            Some(Applicability::Safe)
        } else {
            None
        }
    }

    /// What is said about every project.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            fail_on: self.fail_on,
            ..self.input.overrides()
        }
    }
}

impl OnlyArguments {
    /// By what a file counts as changed; `None` where all are reported on.
    pub(crate) fn only(&self) -> Option<OnlyChanged> {
        if self.staged {
            return Some(OnlyChanged::Staged);
        }
        if self.changed {
            return Some(OnlyChanged::SinceHead);
        }
        self.since.clone().map(OnlyChanged::Since)
    }
}

impl InputArguments {
    /// What is said about every project.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            dialect: self.dialect,
            engine_version: self.engine_version,
            tool: self.tool,
            ..Overrides::default()
        }
    }
}

pub(crate) fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.iter().map(|dialect| dialect.id())).try_map(|id| id.parse::<Dialect>())
}

fn tool() -> impl TypedValueParser<Value = Tool> {
    PossibleValuesParser::new(Tool::ALL.iter().map(|tool| tool.id()))
        .try_map(|id| Tool::from_id(&id).ok_or(source::UnknownName(id)))
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::ALL.map(FailOn::as_str)).try_map(|word| {
        FailOn::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
            .ok_or(source::UnknownName(word))
    })
}

fn whole_number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "write a whole number, 0 or more".to_owned())
}

/// More threads than any machine has use for. Thousands of them fail one by one, and what waits for them never ends.
const MOST_THREADS: usize = 1_024;

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number: &NonZeroUsize| number.get() <= MOST_THREADS);
    number.ok_or_else(|| format!("write a whole number from 1 to {MOST_THREADS}"))
}

fn version(text: &str) -> Result<EngineVersion, String> {
    text.parse().map_err(|_| "write a version like 15 or 8.0.29".to_owned())
}

fn format_help() -> String {
    let mut help =
        "Write findings as FORMAT, to FILE where one is given; may be repeated. The formats are:\n".to_owned();
    for format in Format::ALL {
        help.push_str(&format!("\n  {:<11} {}", format.id(), format.purpose()));
    }
    help
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }
}
