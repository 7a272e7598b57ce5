//! The tools, one file each, and the list of them.

use crate::Tool;
use crate::convention::Convention;

pub(crate) mod diesel;
pub(crate) mod flyway;
pub(crate) mod golang_migrate;
pub(crate) mod goose;
pub(crate) mod graphile;
pub(crate) mod grate;
pub(crate) mod plain;
pub(crate) mod prisma;
pub(crate) mod sqitch;
pub(crate) mod ssdt;

/// Every tool's convention. Where two claim the same files with equal strength, the first is the better guess.
pub(crate) static CONVENTIONS: &[&Convention] = &[
    &plain::PSQL,
    &plain::PLAIN,
    &flyway::CONVENTION,
    &golang_migrate::CONVENTION,
    &goose::CONVENTION,
    &diesel::CONVENTION,
    &prisma::CONVENTION,
];

/// The convention of a tool.
pub(crate) fn convention(tool: Tool) -> &'static Convention {
    CONVENTIONS
        .iter()
        .find(|convention| convention.tool == tool)
        .copied()
        .unwrap_or(&plain::PLAIN)
}
