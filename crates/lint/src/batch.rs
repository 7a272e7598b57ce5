use migrations::{Delivery, Tool};
use schema::{Dialect, TokenKind};
use source::TextRange;

use crate::MigrationFacts;

impl MigrationFacts {
    /// Whether SQL Server gets what stands between two `GO` at once, and compiles it as a whole. Flyway, which cuts other
    /// dialects into statements, ends those of SQL Server at `GO` alone
    /// (<https://github.com/flyway/flyway/blob/main/flyway-database/flyway-sqlserver/src/main/java/org/flywaydb/database/sqlserver/SQLServerParser.java>).
    #[must_use]
    pub fn sends_batches(&self) -> bool {
        let is_whole = matches!(self.tool, Tool::Psql | Tool::Plain | Tool::Flyway);
        let cuts = self.migration.policy.delivery == Delivery::Statements && !is_whole;
        self.script.dialect == Dialect::Mssql && !cuts
    }

    /// Whether a line that ends a batch stands between two places: `GO`, `/`.
    #[must_use]
    pub fn ends_batch_between(&self, from: u32, to: u32) -> bool {
        let tokens = self.script.file_tokens();
        let start = tokens.partition_point(|token| token.range.start < from);
        let mut between = tokens[start..].iter().take_while(|token| token.range.start < to);
        between.any(|token| token.kind == TokenKind::BatchEnd)
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
