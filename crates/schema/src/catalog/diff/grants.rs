//! What is granted on objects that are on both sides: what was granted on others came and went with them.

use super::{Diff, Subject};
use crate::ObjectKind;
use crate::catalog::{Aspect, Catalog, Entry, Existence, Granted};

impl Diff<'_> {
    pub(super) fn grants(&mut self) {
        let (here, there) = (self.here, self.there);
        for ((key, grantee, object_kind), mine, theirs) in here.grants.side_by_side(&there.grants) {
            let (mine, theirs) = (privileges(mine), privileges(theirs));
            if mine.0 == theirs.0 || !(may_be_there(here, *object_kind, key) && may_be_there(there, *object_kind, key))
            {
                continue;
            }
            let subject = Subject {
                object_kind: *object_kind,
                key,
                part: Some(grantee),
                is_certain: mine.1 && theirs.1,
            };
            self.changed(subject, Aspect::Privileges, mine.0, theirs.0);
        }
    }
}

/// What is granted, in order, and whether that is certain.
fn privileges(entry: Option<&Entry<Granted>>) -> (String, bool) {
    let Some(Entry::There(existence, granted)) = entry else {
        return ("none".to_owned(), true);
    };
    let mut names: Vec<&str> = granted.privileges.iter().map(AsRef::as_ref).collect();
    names.sort_unstable();
    let option = if granted.with_grant_option {
        " with grant option"
    } else {
        ""
    };
    (
        format!("{}{option}", names.join(", ")),
        *existence == Existence::Certain,
    )
}

/// Roles, schemas and the like are not looked for.
fn may_be_there(catalog: &Catalog, object_kind: ObjectKind, key: &crate::ObjectKey) -> bool {
    match object_kind {
        ObjectKind::Table | ObjectKind::View => !catalog.relation_at(key).is_absent(),
        ObjectKind::Sequence => !catalog.find(&catalog.sequences, key).is_absent(),
        _ => true,
    }
}
