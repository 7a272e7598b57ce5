//! One JSON object for each finding, the same as in the list of `json`, and nothing else.

use std::io::{self, Write};

use super::json::FindingEntry;
use crate::json::write_documents;
use crate::place::Places;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    let entries = report
        .findings
        .iter()
        .map(|finding| FindingEntry::new(finding, &mut places));
    write_documents(out, entries, 0)
}
