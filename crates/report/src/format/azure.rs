//! Logging commands of Azure Pipelines.
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning>

use std::io::{self, Write};

use source::Severity;

use super::concise;
use crate::place::Places;
use crate::text::on_one_line;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    for finding in report.findings {
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            // There are no issues below a warning, so the finding is a plain line of the log.
            Severity::Info | Severity::Off => {
                concise::write_line(finding, &mut places, &Terminal::plain(), out)?;
                continue;
            }
        };
        let start = places.range(finding.span).start;
        writeln!(
            out,
            "##vso[task.logissue type={kind};sourcepath={};linenumber={};columnnumber={};code={};]{}",
            property(places.path(finding.span.file)),
            start.line,
            start.column,
            property(&finding.rule),
            data(&on_one_line(&finding.message)),
        )?;
    }
    Ok(())
}

/// The escapes of <https://github.com/microsoft/azure-pipelines-task-lib/blob/master/node/taskcommand.ts>.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&crate::harmless(text)).replace(']', "%5D").replace(';', "%3B")
}
