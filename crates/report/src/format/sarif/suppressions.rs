//! What SARIF says of results that are held back.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317733>

use lint::{HeldBack, HeldBy};

use super::model::{Location, PhysicalLocation, Region, Suppression};
use super::uri;
use crate::{HeldBackFindings, Report, harmless};

/// Whether a result was there when the baseline was drawn; nothing where there is none.
pub(super) fn baseline_state(
    asked: Option<HeldBackFindings<'_>>,
    held_back: Option<&HeldBack>,
) -> Option<&'static str> {
    asked.filter(|asked| asked.has_baseline)?;
    let is_known = held_back.is_some_and(|held_back| held_back.by == HeldBy::Baseline);
    Some(if is_known { "unchanged" } else { "new" })
}

/// By what a result is held back; nothing where nobody asked. All results of a run have the list, or none.
pub(super) fn suppressions(report: &Report<'_>, held_back: Option<&HeldBack>) -> Option<Vec<Suppression>> {
    report.held_back?;
    let suppressions = held_back.map(|held_back| suppression(report, held_back));
    Some(suppressions.into_iter().collect())
}

fn suppression(report: &Report<'_>, held_back: &HeldBack) -> Suppression {
    let reason = held_back.reason.as_deref().map(|reason| harmless(reason).into_owned());
    let (kind, justification) = match held_back.by {
        HeldBy::Comment => ("inSource", reason),
        HeldBy::Configuration => ("external", reason),
        HeldBy::Baseline => ("external", Some("it was there when the baseline was drawn".to_owned())),
    };
    let region = held_back.line.map(|line| Region {
        start_line: line,
        start_column: None,
        end_line: None,
        end_column: None,
        snippet: None,
    });
    Suppression {
        kind,
        status: "accepted",
        justification,
        location: Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: uri::location(report, &held_back.path),
                region,
            },
            message: None,
        },
    }
}
