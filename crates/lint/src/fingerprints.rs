/// Whether findings get fingerprints. To tell equal ones apart, much of a history has to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fingerprints {
    /// Each finding gets its own.
    #[default]
    Made,
    /// Nobody reads them: they are made only where the baseline or the configuration goes by them, and else are zero.
    Unread,
}
