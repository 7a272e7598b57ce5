//! Groups of kinds that several tables name.

use schema::Kind;

/// Where the kinds that are a verb and an object end, and the parts of `ALTER TABLE` begin.
const FIRST_PART: usize = Kind::AddColumn as usize;

/// Where the parts of `ALTER TABLE`, `ALTER TYPE` and `ALTER DOMAIN` end.
const AFTER_LAST_PART: usize = Kind::AlterAttributeType as usize + 1;

/// Every `create_…`, `alter_…`, `drop_…` and `rename_…`.
pub(crate) const CREATE_ALTER_DROP: &[Kind] = Kind::ALL.split_at(FIRST_PART).0;

/// Every part of `ALTER TABLE`, `ALTER TYPE` and `ALTER DOMAIN` that is not a rename.
pub(crate) const TABLE_PARTS: &[Kind] = Kind::ALL.split_at(AFTER_LAST_PART).0.split_at(FIRST_PART).1;

/// Statements whose effect is that of other code.
pub(crate) const RUN_OTHER_CODE: &[Kind] = &[
    Kind::Call,
    Kind::Execute,
    Kind::ExecuteImmediate,
    Kind::Load,
    Kind::ClientCommand,
];

/// Statements that hold others, and do nothing by themselves.
pub(crate) const HOLD_OTHERS: &[Kind] = &[
    Kind::Do,
    Kind::If,
    Kind::CaseStatement,
    Kind::While,
    Kind::Loop,
    Kind::For,
    Kind::ForEach,
    Kind::Repeat,
    Kind::Block,
    Kind::Try,
];
