//! For people: the lines at fault, what else explains them, help, and what a fix would change.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle, Severity as Level};
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Config, WriteStyle};
use lint::Summary;
use source::{Applicability, Finding, Fix, Severity, Sources, Span};

use crate::excerpt::{Excerpts, LINES_AFTER_START, LINES_BEFORE_END, Labelled};
use crate::place::Places;
use crate::terminal::Style;
use crate::text::{count, on_one_line};
use crate::{Report, Terminal, diff, harmless};

/// How many other places of one finding are shown.
const MOST_RELATED: usize = 8;

pub(super) fn write(report: &Report<'_>, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    write_findings(report.findings, report.sources, terminal, out)?;
    write_summary(&report.summary, terminal, out)
}

/// Writes findings for people, without a summary.
///
/// # Errors
/// Where the writer fails.
pub fn write_findings(
    findings: &[Finding],
    sources: &Sources,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let config = Config {
        start_context_lines: LINES_AFTER_START,
        end_context_lines: LINES_BEFORE_END,
        ..Config::default()
    };
    let mut places = Places::new(sources);
    for finding in findings {
        write_finding(finding, sources, &mut places, &config, terminal, out)?;
    }
    Ok(())
}

fn write_finding(
    finding: &Finding,
    sources: &Sources,
    places: &mut Places<'_>,
    config: &Config,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let related = &finding.related[..finding.related.len().min(MOST_RELATED)];
    let spans = std::iter::once(finding.span).chain(related.iter().map(|label| label.span));
    let labels: Vec<Labelled<'_>> = spans.map(|span| labelled(span, sources, places)).collect();
    let (excerpts, shown) = Excerpts::around(&labels, terminal.columns().saturating_sub(12));

    let messages = std::iter::once(String::new()).chain(related.iter().map(|label| on_one_line(&label.message).into()));
    let labels = shown
        .into_iter()
        .zip(messages)
        .enumerate()
        .map(|(at, ((file, bytes), message))| {
            let style = if at == 0 {
                LabelStyle::Primary
            } else {
                LabelStyle::Secondary
            };
            Label::new(style, file, bytes).with_message(message)
        });
    let rule = on_one_line(&finding.rule);
    let diagnostic = Diagnostic::new(level(finding.severity))
        .with_code(terminal.link(&rule, finding.url.as_deref()))
        .with_message(on_one_line(&finding.message))
        .with_labels(labels.collect())
        .with_notes(notes(finding, sources, terminal));
    let mut writer = StyledWriter {
        out,
        terminal,
        is_at_severity: false,
    };
    match term::emit_to_write_style(&mut writer, config, &excerpts, &diagnostic) {
        Ok(()) => Ok(()),
        Err(Error::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

fn labelled<'a>(span: Span, sources: &'a Sources, places: &mut Places<'_>) -> Labelled<'a> {
    Labelled {
        file: sources.get(span.file),
        span,
        column: places.range(span).start.column,
    }
}

const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info | Severity::Off => Level::Note,
    }
}

fn notes(finding: &Finding, sources: &Sources, terminal: &Terminal) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(more) = finding.related.len().checked_sub(MOST_RELATED).filter(|more| *more > 0) {
        notes.push(format!("and {}", count(more, "more place")));
    }
    if let Some(help) = &finding.help {
        notes.push(format!("{} {}", terminal.paint(Style::Bold, "help:"), harmless(help)));
    }
    for fix in &finding.fixes {
        let mut lines = vec![title_of(fix, terminal)];
        lines.extend(
            diff::lines_of(fix, sources, finding.span.file, terminal)
                .into_iter()
                .map(|line| format!("  {line}")),
        );
        notes.push(lines.join("\n"));
    }
    notes
}

fn title_of(fix: &Fix, terminal: &Terminal) -> String {
    let label = match fix.applicability {
        Applicability::Safe => "fix:",
        Applicability::Unsafe => "unsafe fix:",
    };
    format!("{} {}", terminal.paint(Style::Bold, label), on_one_line(&fix.title))
}

/// One line that says how much there is of what.
pub(super) fn write_summary(summary: &Summary, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let found = match summary.findings() {
        0 => "no findings".to_owned(),
        _ => found(summary),
    };
    let style = match (summary.errors, summary.warnings) {
        (0, 0) => Style::Bold,
        (0, _) => Style::Warning,
        _ => Style::Error,
    };
    let statements = count(summary.statements, "statement");
    let files = count(summary.files, "file");
    write!(out, "{} in {statements} of {files}", terminal.paint(style, &found))?;
    let others = [
        (summary.unknown_statements, "not understood"),
        (summary.suppressed, "suppressed"),
        (summary.baselined, "in the baseline"),
    ];
    let others: Vec<String> = others
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if !others.is_empty() {
        write!(out, " ({})", others.join(", "))?;
    }
    writeln!(out)
}

/// `2 errors, 1 warning`.
pub(super) fn found(summary: &Summary) -> String {
    let numbers = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.infos, "info"),
    ];
    let numbers: Vec<String> = numbers
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    numbers.join(", ")
}

/// Puts the colours in, where there are any, and the name of the mildest severity, which the renderer
/// calls "note" and everybody else "info".
struct StyledWriter<'a> {
    out: &'a mut dyn Write,
    terminal: &'a Terminal,
    is_at_severity: bool,
}

impl StyledWriter<'_> {
    fn start(&mut self, style: Style) -> io::Result<()> {
        if self.terminal.has_colour {
            self.out.write_all(style.sequence().as_bytes())?;
        }
        Ok(())
    }
}

impl Write for StyledWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.is_at_severity) && bytes == b"note" {
            self.out.write_all(b"info")?;
            return Ok(bytes.len());
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for StyledWriter<'_> {
    fn set_header(&mut self, level: Level) -> io::Result<()> {
        self.is_at_severity = true;
        self.start(style_of(level))
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.reset()?;
        self.start(Style::Bold)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.start(Style::Frame)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.start(Style::Frame)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.start(Style::Frame)
    }

    fn set_label(&mut self, level: Level, style: LabelStyle) -> io::Result<()> {
        match style {
            LabelStyle::Primary => self.start(style_of(level)),
            LabelStyle::Secondary => self.start(Style::Frame),
        }
    }

    fn reset(&mut self) -> io::Result<()> {
        if self.terminal.has_colour {
            self.out.write_all(Style::RESET.as_bytes())?;
        }
        Ok(())
    }
}

const fn style_of(level: Level) -> Style {
    match level {
        Level::Bug | Level::Error => Style::Error,
        Level::Warning => Style::Warning,
        Level::Note | Level::Help => Style::Info,
    }
}
