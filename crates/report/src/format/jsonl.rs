//! One JSON object for each finding, the same as in the list of `json`, and nothing else.

use std::io::{self, Write};

use super::json::FindingEntry;
use crate::json::write_document;
use crate::place::Places;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    for finding in report.findings {
        write_document(out, &FindingEntry::new(finding, &mut places), 0)?;
    }
    Ok(())
}
