use lint::{HeldBack, HeldBy};

/// The findings that are not reported, for a reader who asked for them.
#[derive(Clone, Copy, Debug)]
pub struct HeldBackFindings<'a> {
    /// They, in the order in which they are shown.
    pub findings: &'a [HeldBack],
    /// Whether findings were held against a baseline.
    pub has_baseline: bool,
}

impl<'a> HeldBackFindings<'a> {
    /// Those that a comment or the configuration holds back.
    pub(crate) fn suppressed(self) -> impl Iterator<Item = &'a HeldBack> {
        self.findings
            .iter()
            .filter(|held_back| held_back.by != HeldBy::Baseline)
    }

    /// Those that the baseline holds.
    pub(crate) fn baselined(self) -> impl Iterator<Item = &'a HeldBack> {
        self.findings
            .iter()
            .filter(|held_back| held_back.by == HeldBy::Baseline)
    }
}
