/// PostgreSQL's table locks, the weakest first
/// (<https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl Mode {
    /// All of them, the weakest first.
    pub(crate) const ALL: &'static [Self] = &[
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    /// As `LOCK TABLE` writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// It conflicts with `ACCESS SHARE`, which every query takes.
    pub(crate) const fn blocks_reads(self) -> bool {
        matches!(self, Self::AccessExclusive)
    }

    /// It conflicts with `ROW EXCLUSIVE`, which every change of rows takes.
    pub(crate) const fn blocks_writes(self) -> bool {
        matches!(
            self,
            Self::Share | Self::ShareRowExclusive | Self::Exclusive | Self::AccessExclusive
        )
    }
}
