use compact_str::CompactString;

use super::{ObjectKey, Origin};
use crate::ObjectKind;

/// What somebody may do with an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    /// What kind of object; a role where a membership was given.
    pub object_kind: ObjectKind,
    /// The object; roles, schemas and the like have no schema.
    pub key: ObjectKey,
    /// Who, folded.
    pub grantee: CompactString,
    /// The privileges, upper case; `ALL` for all.
    pub privileges: Vec<CompactString>,
    /// `WITH GRANT OPTION`.
    pub with_grant_option: bool,
    /// The statement that gave the latest of them.
    pub origin: Origin,
}
