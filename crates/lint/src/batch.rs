use migrations::{Delivery, Tool};
use schema::Dialect;
use source::TextRange;

use crate::MigrationFacts;

impl MigrationFacts {
    /// Whether SQL Server gets what stands between two `GO` at once, and compiles it as a whole. Flyway, which cuts other
    /// dialects into statements, ends those of SQL Server at `GO` alone
    /// (<https://documentation.red-gate.com/fd/sql-server-database-277579376.html>).
    #[must_use]
    pub fn sends_batches(&self) -> bool {
        let is_whole = matches!(self.tool, Tool::Psql | Tool::Plain | Tool::Flyway);
        let cuts = self.migration.policy.delivery == Delivery::Statements && !is_whole;
        self.script.dialect == Dialect::Mssql && !cuts
    }

    /// The batch in which this place lies: the whole of a script that says nothing of batches.
    #[must_use]
    pub fn batch_at(&self, offset: u32) -> TextRange {
        let mut ranges = self.script.batches.iter().map(|batch| batch.range);
        ranges
            .find(|range| range.start <= offset && offset <= range.end)
            .unwrap_or_else(|| self.migration.section.range)
    }
}
