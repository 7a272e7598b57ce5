//! What the dialects say of a column beside the words that the model has fields for.

use schema::Keyword as K;

use crate::grammar::setting::{Row, Takes, row};

/// Options of columns, those with more words before those with fewer.
pub(super) const ATTRIBUTES: &[Row] = &[
    // PostgreSQL
    row(&[K::STORAGE], Takes::Value),
    row(&[K::COMPRESSION], Takes::Value),
    row(&[K::WITH, K::OPTIONS], Takes::Nothing),
    // MySQL and MariaDB
    row(&[K::COLUMN_FORMAT], Takes::Value),
    row(&[K::ENGINE_ATTRIBUTE], Takes::Value),
    row(&[K::SECONDARY_ENGINE_ATTRIBUTE], Takes::Value),
    row(&[K::SRID], Takes::Value),
    row(&[K::REF_SYSTEM_ID], Takes::Value),
    row(&[K::CHARACTER, K::SET], Takes::Value),
    row(&[K::CHARSET], Takes::Value),
    row(&[K::COMPRESSED], Takes::Nothing),
    row(&[K::NOT, K::SECONDARY], Takes::Nothing),
    row(&[K::WITH, K::SYSTEM, K::VERSIONING], Takes::Nothing),
    row(&[K::WITHOUT, K::SYSTEM, K::VERSIONING], Takes::Nothing),
    row(&[K::INVISIBLE], Takes::Nothing),
    row(&[K::VISIBLE], Takes::Nothing),
    row(&[K::UNSIGNED], Takes::Nothing),
    row(&[K::ZEROFILL], Takes::Nothing),
    row(&[K::SERIAL, K::DEFAULT, K::VALUE], Takes::Nothing),
    // SQL Server
    row(&[K::SPARSE], Takes::Nothing),
    row(&[K::ROWGUIDCOL], Takes::Nothing),
    row(&[K::FILESTREAM], Takes::Nothing),
    row(&[K::HIDDEN], Takes::Nothing),
    row(&[K::PERSISTED], Takes::Nothing),
    row(&[K::MASKED, K::WITH], Takes::Parens),
    row(&[K::ENCRYPTED, K::WITH], Takes::Parens),
    row(&[K::COLUMN_SET, K::FOR, K::ALL_SPARSE_COLUMNS], Takes::Nothing),
    row(&[K::NOT, K::FOR, K::REPLICATION], Takes::Nothing),
    row(&[K::WITH, K::VALUES], Takes::Nothing),
    row(&[K::INDEX], Takes::ValueParens),
    row(&[K::CLUSTERED], Takes::Nothing),
    row(&[K::NONCLUSTERED], Takes::Nothing),
    // Oracle
    row(&[K::ENCRYPT, K::USING], Takes::Value),
    row(&[K::ENCRYPT], Takes::Nothing),
    row(&[K::DECRYPT], Takes::Nothing),
    row(&[K::NO, K::SALT], Takes::Nothing),
    row(&[K::SALT], Takes::Nothing),
    row(&[K::SORT], Takes::Nothing),
    row(&[K::EVALUATE, K::USING, K::CURRENT, K::EDITION], Takes::Nothing),
    row(&[K::WITH, K::ROWID], Takes::Nothing),
    row(&[K::SCOPE, K::IS], Takes::Value),
    row(&[K::ANNOTATIONS], Takes::Parens),
    row(&[K::DOMAIN], Takes::Value),
];

/// Options of sequences and of identities.
pub(super) const SEQUENCE_OPTIONS: &[Row] = &[
    row(&[K::START, K::WITH], Takes::ValueParens),
    row(&[K::START], Takes::Value),
    row(&[K::INCREMENT, K::BY], Takes::Value),
    row(&[K::INCREMENT], Takes::Value),
    row(&[K::RESTART, K::WITH], Takes::Value),
    row(&[K::RESTART], Takes::MaybeNumber),
    row(&[K::MINVALUE], Takes::Value),
    row(&[K::MAXVALUE], Takes::Value),
    row(&[K::NOMINVALUE], Takes::Nothing),
    row(&[K::NOMAXVALUE], Takes::Nothing),
    row(&[K::NO, K::MINVALUE], Takes::Nothing),
    row(&[K::NO, K::MAXVALUE], Takes::Nothing),
    row(&[K::NO, K::CYCLE], Takes::Nothing),
    row(&[K::NO, K::CACHE], Takes::Nothing),
    row(&[K::CYCLE], Takes::Nothing),
    row(&[K::NOCYCLE], Takes::Nothing),
    row(&[K::CACHE], Takes::MaybeNumber),
    row(&[K::NOCACHE], Takes::Nothing),
    row(&[K::ORDER], Takes::Nothing),
    row(&[K::NOORDER], Takes::Nothing),
    row(&[K::KEEP], Takes::Nothing),
    row(&[K::NOKEEP], Takes::Nothing),
    row(&[K::SCALE], Takes::Nothing),
    row(&[K::NOSCALE], Takes::Nothing),
    row(&[K::OWNED, K::BY], Takes::Value),
    row(&[K::SEQUENCE, K::NAME], Takes::Value),
    row(&[K::LOGGED], Takes::Nothing),
    row(&[K::UNLOGGED], Takes::Nothing),
];
