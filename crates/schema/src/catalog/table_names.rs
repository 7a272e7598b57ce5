/// Whether a server of MySQL or MariaDB tells the names of tables and databases apart by case: its
/// `lower_case_table_names` (<https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html>).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum TableNames {
    /// 1 and 2: case does not count.
    #[default]
    CaseIgnored,
    /// 0, the default on Linux: `Orders` and `orders` are two tables.
    CaseCounts,
}

impl TableNames {
    /// What a value of `lower_case_table_names` means; `None` for one that there is not.
    #[must_use]
    pub const fn of_setting(value: u8) -> Option<Self> {
        match value {
            0 => Some(Self::CaseCounts),
            1 | 2 => Some(Self::CaseIgnored),
            _ => None,
        }
    }
}
