use serde::Serialize;

/// What a statement says of how it locks a relation: the table hints of SQL Server that change the lock on the table
/// (<https://learn.microsoft.com/sql/t-sql/queries/hints-transact-sql-table>).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct LockHints(u8);

impl LockHints {
    /// None is said.
    pub const NONE: Self = Self(0);
    /// `NOLOCK`, `READUNCOMMITTED`.
    pub const READ_UNCOMMITTED: Self = Self(1);
    /// `TABLOCK`: the table rather than its rows.
    pub const TABLE: Self = Self(2);
    /// `TABLOCKX`.
    pub const TABLE_EXCLUSIVE: Self = Self(4);
    /// `XLOCK`.
    pub const EXCLUSIVE: Self = Self(8);
    /// `UPDLOCK`.
    pub const UPDATE: Self = Self(16);

    /// What a word among the hints means for the lock on the table; other words mean nothing for it.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        const WORDS: &[(&str, LockHints)] = &[
            ("nolock", LockHints::READ_UNCOMMITTED),
            ("readuncommitted", LockHints::READ_UNCOMMITTED),
            ("tablock", LockHints::TABLE),
            ("tablockx", LockHints::TABLE_EXCLUSIVE),
            ("xlock", LockHints::EXCLUSIVE),
            ("updlock", LockHints::UPDATE),
        ];
        let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        known.map_or(Self::NONE, |(_, hint)| *hint)
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of those are among them.
    #[must_use]
    pub const fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}
