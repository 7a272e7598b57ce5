//! Privileges, given and taken.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Entry, Existence, Granted, ObjectKey};
use crate::{Grant, GrantTarget, Kind, Name, ObjectKind};

/// What is a grant about: the object, who, and what kind of object.
pub(in crate::catalog) type GrantKey = (ObjectKey, CompactString, ObjectKind);

/// How a membership of a role is written among privileges.
const MEMBERSHIP: &str = "MEMBER";

/// What `ALL` means for a table (<https://www.postgresql.org/docs/current/ddl-priv.html>; `MAINTAIN` from version 17 on).
const TABLE_PRIVILEGES: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
    "MAINTAIN",
];

impl Applier<'_> {
    pub(super) fn grant(&mut self, kind: Kind, grant: &Grant) {
        if matches!(grant.target, GrantTarget::Role) {
            return self.grant_roles(kind, grant);
        }
        for (object_kind, key) in self.granted_objects(grant) {
            for grantee in &grant.grantees {
                let grantee = grantee.folded(self.catalog.dialect);
                let at = (key.clone(), grantee, object_kind);
                match kind {
                    Kind::Grant => self.give(at, grant),
                    _ => self.take(&at, &grant.privileges),
                }
            }
        }
    }

    /// `GRANT role TO who`: a membership, kept as a privilege on the role.
    fn grant_roles(&mut self, kind: Kind, grant: &Grant) {
        let membership = Grant {
            privileges: vec![CompactString::const_new(MEMBERSHIP)],
            ..grant.clone()
        };
        for role in &grant.privileges {
            for grantee in &grant.grantees {
                let key = ObjectKey::new("", role.to_lowercase());
                let at = (key, grantee.folded(self.catalog.dialect), ObjectKind::Role);
                match kind {
                    Kind::Grant => self.give(at, &membership),
                    _ => self.take(&at, &membership.privileges),
                }
            }
        }
    }

    /// What a role had, and who belonged to it, goes with it.
    pub(super) fn drop_role(&mut self, name: &Name) {
        let role = name.ident.folded(self.catalog.dialect);
        let is_of_role =
            |(key, grantee, kind): &GrantKey| *grantee == role || (*kind == ObjectKind::Role && key.name == role);
        for at in self.grants_with(is_of_role) {
            self.catalog.grants.remove(&at);
        }
    }

    fn granted_objects(&self, grant: &Grant) -> Vec<(ObjectKind, ObjectKey)> {
        match &grant.target {
            GrantTarget::Objects { kind, names } => {
                names.iter().map(|name| (*kind, self.grant_key(*kind, name))).collect()
            }
            GrantTarget::AllInSchema { kind, schemas } => {
                let relations = schemas.iter().flat_map(|schema| {
                    let schema = schema.folded(self.catalog.dialect);
                    self.catalog.relations_in(&schema)
                });
                relations
                    .filter(|key| *kind == ObjectKind::Table && self.catalog.is_there(key))
                    .map(|key| (*kind, key))
                    .collect()
            }
            GrantTarget::Role => Vec::new(),
        }
    }

    fn grant_key(&self, kind: ObjectKind, name: &Name) -> ObjectKey {
        let lies_in_schema = matches!(
            kind,
            ObjectKind::Table
                | ObjectKind::View
                | ObjectKind::Sequence
                | ObjectKind::Type
                | ObjectKind::Domain
                | ObjectKind::Function
                | ObjectKind::Procedure
                | ObjectKind::Routine
        );
        match lies_in_schema {
            true => self.key(name),
            false => ObjectKey::new("", name.ident.folded(self.catalog.dialect)),
        }
    }

    fn give(&mut self, at: GrantKey, grant: &Grant) {
        let known = match self.catalog.grants.get(&at) {
            Some(Entry::There(existence, known)) => Some((*existence, Arc::clone(known))),
            _ => None,
        };
        let mut privileges = known
            .as_ref()
            .map(|(_, known)| known.privileges.clone())
            .unwrap_or_default();
        for privilege in &grant.privileges {
            if privilege == "ALL" {
                privileges.clear();
            }
            if !privileges.contains(privilege) && !privileges.iter().any(|held| held == "ALL") {
                privileges.push(privilege.clone());
            }
        }
        let granted = Granted {
            object_kind: at.2,
            key: at.0.clone(),
            grantee: at.1.clone(),
            privileges,
            with_grant_option: grant.with_grant_option
                || known.as_ref().is_some_and(|(_, known)| known.with_grant_option),
            origin: self.origin,
        };
        let existence = known.map_or(self.existence, |(known, _)| known.max(self.existence));
        self.catalog
            .grants
            .insert(at, Entry::There(existence, Arc::new(granted)));
    }

    fn take(&mut self, at: &GrantKey, taken: &[CompactString]) {
        let Some(Entry::There(_, known)) = self.catalog.grants.get(at) else {
            return;
        };
        let mut left = (**known).clone();
        let has_all = left.privileges.iter().any(|held| held == "ALL");
        if has_all && at.2 == ObjectKind::Table {
            left.privileges = TABLE_PRIVILEGES
                .iter()
                .map(|name| CompactString::const_new(name))
                .collect();
        }
        let takes_all = taken.iter().any(|privilege| privilege == "ALL");
        left.privileges.retain(|held| !takes_all && !taken.contains(held));
        let entry = match (left.privileges.is_empty(), self.existence) {
            (_, Existence::Perhaps) => Entry::There(Existence::Perhaps, Arc::clone(known)),
            (true, Existence::Certain) => Entry::Gone,
            (false, Existence::Certain) => Entry::There(Existence::Certain, Arc::new(left)),
        };
        self.catalog.grants.insert(at.clone(), entry);
    }

    /// What was granted on an object goes with it.
    pub(super) fn drop_grants(&mut self, key: &ObjectKey) {
        for at in self.grants_at(key) {
            self.catalog.grants.remove(&at);
        }
    }

    /// What was granted on an object stays with it under a new name.
    pub(super) fn move_grants(&mut self, from: &ObjectKey, to: &ObjectKey) {
        for at in self.grants_at(from) {
            let Some(Entry::There(existence, known)) = self.catalog.grants.get(&at).cloned() else {
                continue;
            };
            let mut granted = (*known).clone();
            granted.key = to.clone();
            self.catalog.grants.remove(&at);
            let at = (to.clone(), at.1, at.2);
            self.catalog
                .grants
                .insert(at, Entry::There(existence, Arc::new(granted)));
        }
    }

    fn grants_at(&self, key: &ObjectKey) -> Vec<GrantKey> {
        self.grants_with(|(known, ..)| known == key)
    }

    fn grants_with(&self, is_wanted: impl Fn(&GrantKey) -> bool) -> Vec<GrantKey> {
        let found = self.catalog.grants.keys_where(|at, _| is_wanted(at));
        found.into_iter().cloned().collect()
    }
}
