//! The tools, one file each, and the list of them.

use crate::Tool;
use crate::convention::Convention;

pub(crate) mod alembic;
pub(crate) mod atlas;
pub(crate) mod change_automation;
pub(crate) mod dbmate;
pub(crate) mod dbup;
pub(crate) mod diesel;
pub(crate) mod django;
pub(crate) mod drizzle;
pub(crate) mod ef_core;
pub(crate) mod evolve;
pub(crate) mod flyway;
pub(crate) mod foreign;
pub(crate) mod golang_migrate;
pub(crate) mod goose;
pub(crate) mod graphile;
pub(crate) mod grate;
pub(crate) mod hasura;
pub(crate) mod liquibase;
pub(crate) mod node_pg_migrate;
pub(crate) mod plain;
pub(crate) mod pop;
pub(crate) mod postgres_migrations;
pub(crate) mod prisma;
pub(crate) mod rails;
pub(crate) mod refinery;
pub(crate) mod sqitch;
pub(crate) mod sql_migrate;
pub(crate) mod sqlx;
pub(crate) mod ssdt;
pub(crate) mod supabase;
pub(crate) mod tern;

/// Every tool's convention, in the order of [`Tool::ALL`]. Where two claim the same files with equal strength, the
/// first is the better guess.
static CONVENTIONS: [&Convention; Tool::ALL.len()] = [
    &plain::PSQL,
    &plain::PLAIN,
    &flyway::CONVENTION,
    &liquibase::CONVENTION,
    &golang_migrate::CONVENTION,
    &goose::CONVENTION,
    &sql_migrate::CONVENTION,
    &dbmate::CONVENTION,
    &sqlx::CONVENTION,
    &refinery::CONVENTION,
    &diesel::CONVENTION,
    &foreign::SEA_ORM,
    &tern::CONVENTION,
    &prisma::CONVENTION,
    &drizzle::CONVENTION,
    &supabase::CONVENTION,
    &hasura::CONVENTION,
    &atlas::CONVENTION,
    &node_pg_migrate::CONVENTION,
    &postgres_migrations::CONVENTION,
    &graphile::CONVENTION,
    &pop::CONVENTION,
    &foreign::KNEX,
    &alembic::CONVENTION,
    &django::CONVENTION,
    &ef_core::CONVENTION,
    &rails::CONVENTION,
    &sqitch::CONVENTION,
    &evolve::CONVENTION,
    &dbup::CONVENTION,
    &grate::CONVENTION,
    &change_automation::CONVENTION,
    &ssdt::CONVENTION,
    &foreign::PHINX,
];

/// Every tool's convention.
pub(crate) fn conventions() -> &'static [&'static Convention] {
    &CONVENTIONS
}

/// The convention of a tool.
pub(crate) fn convention(tool: Tool) -> &'static Convention {
    CONVENTIONS[tool as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_has_its_convention() {
        for tool in Tool::ALL {
            assert_eq!(convention(*tool).tool, *tool);
        }
    }
}
