use std::sync::Arc;

use crate::{Delivery, History, OptOut, PolicyOrigin, RunnerPolicy, Tool, TransactionMode};

impl History {
    /// Takes into account that some tools run a migration differently on this engine. `dialect` is named as in
    /// the configuration: `postgres`, `mysql`, `mariadb`, `mssql`, `sqlite`, `oracle`. What the configuration
    /// demands stays as it is. Applying it twice changes nothing.
    pub fn adapt_to(&mut self, dialect: &str) {
        for migration in &mut self.migrations {
            if migration.policy.origin == PolicyOrigin::Configuration {
                continue;
            }
            let policy = adapted(self.tool, dialect, &migration.policy);
            // One that stays as it is may go on being shared.
            if policy != migration.policy {
                Arc::make_mut(migration).policy = policy;
            }
        }
    }
}

/// What differs, by tool and engine. Sources: the database drivers of golang-migrate (`database/sqlite`, `mysql`,
/// `sqlserver`), sqlx-mysql's `migrate.rs`, dbup-postgresql, the statement splitters of grate and Evolve.
fn adapted(tool: Tool, dialect: &str, policy: &RunnerPolicy) -> RunnerPolicy {
    let mut policy = policy.clone();
    match (tool, dialect) {
        (Tool::GolangMigrate, "sqlite") => {
            policy.transaction = TransactionMode::PerMigration;
            policy.opt_out = OptOut::Setting("`x-no-tx-wrap=true` in the URL of the database");
        }
        (Tool::GolangMigrate, "mysql" | "mariadb" | "mssql") => {
            policy.transaction = TransactionMode::StatementByStatement;
            policy.opt_out = OptOut::NotNeeded;
        }
        // sqlx-mysql does not look at the opt-out.
        (Tool::Sqlx, "mysql" | "mariadb") => {
            policy.transaction = TransactionMode::PerMigration;
            policy.opt_out = OptOut::None("nothing is needed: MySQL commits at each DDL statement");
        }
        (Tool::DbUp | Tool::Grate, "postgres" | "sqlite" | "oracle") => policy.delivery = Delivery::Statements,
        (Tool::Evolve, "mssql") => {
            policy.delivery = Delivery::Batches;
            if policy.transaction == TransactionMode::ImplicitBatch {
                policy.transaction = TransactionMode::StatementByStatement;
            }
        }
        _ => {}
    }
    policy
}
