//! Views, sequences, types, routines, triggers, policies; and what is done to a relation as a whole.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{
    Effects, Entry, Existence, ObjectKey, Policy, Relation, Routine, Sequence, UserType, UserTypeDefinition, View,
};
use crate::{
    Action, AddEnumValue, CreatePolicy, CreateRoutine, CreateSequence, CreateType, CreateView, EnumValuePlace,
    ExprKind, Family, Kind, NameRole, ObjectKind, Statement, TableAction, TypeDefinition,
};

impl Applier<'_> {
    pub(super) fn create_view(&mut self, created: &CreateView) {
        let key = match created.is_temporary {
            true => ObjectKey::new(
                CompactString::const_new(ObjectKey::TEMPORARY),
                created.name.ident.folded(self.catalog.dialect),
            ),
            false => self.catalog.new_key(&created.name),
        };
        let is_there = matches!(self.seen_relation(&key), Some((Existence::Certain, _)));
        if is_there && self.skips_existing(created.if_not_exists) && !created.or_replace {
            return;
        }
        let dialect = self.catalog.dialect;
        // `CREATE OR REPLACE` gives a view another query and leaves what hangs on it.
        let (triggers, rules) = match self.seen_relation(&key) {
            Some((_, relation)) => (relation.triggers().to_vec(), relation.rules().to_vec()),
            None => Default::default(),
        };
        let calls = self.statement.uses.iter().filter(|used| used.role == NameRole::Calls);
        let calls = calls.map(|used| self.key(&used.name)).collect();
        let reads = self.relations_read(self.statement);
        let gives = match created.columns.as_slice() {
            [] => created.shape.as_deref().and_then(|shape| self.names_of_query(shape)),
            named => Some(named.iter().map(|column| column.folded(dialect)).collect()),
        };
        self.put_relation(Relation::View(View {
            is_materialized: created.is_materialized,
            is_populated: !created.with_no_data,
            reads: reads.into_iter().filter(|read| *read != key).collect(),
            columns: created.columns.iter().map(|column| column.folded(dialect)).collect(),
            gives,
            indexes: Vec::new(),
            triggers,
            rules,
            calls,
            definition: created.definition,
            is_schema_bound: created.is_schema_bound(),
            mentions: match dialect.family() {
                Family::Sqlite => created.mentions.clone().into(),
                _ => created.column_mentions.clone().into(),
            },
            origin: self.origin,
            key,
        }));
    }

    fn relations_read(&self, statement: &Statement) -> Vec<ObjectKey> {
        let mut keys: Vec<ObjectKey> = Vec::new();
        for name in statement.reads() {
            let key = self.key(name);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    pub(super) fn create_sequence(&mut self, kind: Kind, created: &CreateSequence) {
        let key = match kind {
            Kind::AlterSequence => self.key(&created.name),
            _ => self.catalog.new_key(&created.name),
        };
        let owned_by = created.owned_by.as_ref().and_then(|owner| {
            let table = crate::Name {
                ident: owner.qualifier()?.clone(),
                qualifiers: owner.qualifiers.split_last()?.1.into(),
            };
            Some((self.key(&table), owner.ident.folded(self.catalog.dialect)))
        });
        let known = self.catalog.sequences.get(&key).and_then(|entry| match entry {
            Entry::There(_, known) => Some(Arc::clone(known)),
            Entry::Gone => None,
        });
        let data_type = created.data_type.as_ref().map(|data_type| data_type.name.clone());
        let sequence = match (known, kind) {
            (None, Kind::AlterSequence) => return,
            (Some(known), Kind::AlterSequence) => Sequence {
                data_type: data_type.or_else(|| known.data_type.clone()),
                owned_by: owned_by.or_else(|| known.owned_by.clone()),
                ..(*known).clone()
            },
            (Some(_), _) if self.skips_existing(created.has_exists_clause) => return,
            _ => Sequence {
                key: key.clone(),
                data_type,
                owned_by,
                origin: self.origin,
            },
        };
        let entry = Entry::There(self.existence, Arc::new(sequence));
        self.catalog.has_temporary |= key.is_temporary();
        self.catalog.sequences.insert(key, entry);
    }

    pub(super) fn create_type(&mut self, created: &CreateType) {
        let key = self.catalog.new_key(&created.name);
        let is_there = self.catalog.types.get(&key).is_some_and(Entry::is_there);
        if is_there && self.skips_existing(created.if_not_exists) {
            return;
        }
        let placeless = self.placeless();
        let definition = match &created.definition {
            TypeDefinition::Enum(values) => {
                UserTypeDefinition::Enum(values.iter().map(|(value, _)| (value.clone(), self.origin)).collect())
            }
            TypeDefinition::Composite(columns) => UserTypeDefinition::Composite(
                columns
                    .iter()
                    .map(|column| {
                        let data_type = column
                            .data_type
                            .as_ref()
                            .map(|data_type| placeless.data_type(data_type));
                        (column.name.folded(self.catalog.dialect), data_type)
                    })
                    .collect(),
            ),
            TypeDefinition::Domain {
                base,
                is_required,
                default,
                checks,
            } => UserTypeDefinition::Domain {
                base: Box::new(placeless.data_type(base)),
                is_required: *is_required,
                default: default.as_ref().map(|expr| Box::new(placeless.expr(expr))),
                checks: u32::try_from(checks.len()).unwrap_or(u32::MAX),
            },
            TypeDefinition::Other => UserTypeDefinition::Other,
        };
        let entry = Entry::There(
            self.existence,
            Arc::new(UserType {
                key: key.clone(),
                definition,
                origin: self.origin,
            }),
        );
        self.catalog.has_temporary |= key.is_temporary();
        self.catalog.types.insert(key, entry);
    }

    pub(super) fn add_enum_value(&mut self, added: &AddEnumValue) {
        let key = self.key(&added.name);
        let Some(Entry::There(existence, known)) = self.catalog.types.get(&key) else {
            return;
        };
        let existence = *existence;
        let mut known = (**known).clone();
        if let UserTypeDefinition::Enum(values) = &mut known.definition
            && !values.iter().any(|(value, _)| *value == added.value)
        {
            let at = |other: &CompactString| values.iter().position(|(value, _)| value == other);
            let place = match &added.place {
                Some(EnumValuePlace::Before(other)) => at(other),
                Some(EnumValuePlace::After(other)) => at(other).map(|at| at + 1),
                None => None,
            };
            values.insert(place.unwrap_or(values.len()), (added.value.clone(), self.origin));
        }
        self.catalog.types.insert(key, Entry::There(existence, Arc::new(known)));
    }

    pub(super) fn create_routine(&mut self, created: &CreateRoutine) {
        let key = self.catalog.new_key(&created.name);
        let dialect = self.catalog.dialect;
        let given = created.parameters.iter().filter(|parameter| parameter.mode != "OUT");
        let parameters: Vec<CompactString> = given
            .clone()
            .map(|parameter| parameter.data_type.name.clone())
            .collect();
        let names = given
            .clone()
            .map(|parameter| Some(parameter.name.as_ref()?.folded(dialect)));
        let defaults = given.clone().filter(|parameter| parameter.has_default).count();
        let mut uses = Vec::new();
        for inner in &self.statement.body {
            inner.walk(&mut |statement| {
                let relations = statement.uses.iter().filter(|used| used.role != NameRole::Calls);
                for used in relations {
                    let key = self.key(&used.name);
                    if !uses.contains(&key) {
                        uses.push(key);
                    }
                }
            });
        }
        let routine = Routine {
            key: key.clone(),
            object_kind: created.object_kind,
            parameters,
            parameter_names: names.collect(),
            parameter_defaults: u32::try_from(defaults).unwrap_or(u32::MAX),
            returns: created.returns.as_ref().map(|returns| {
                let brackets = if returns.dimensions > 0 { "[]" } else { "" };
                compact_str::format_compact!("{}{brackets}", returns.canonical_name(dialect))
            }),
            language: created.language.clone(),
            volatility: created.volatility,
            uses,
            effects: Arc::new(Effects::of(&self.statement.body, &|name| self.key(name))),
            inlined_calls: inlined_calls(created, self.statement),
            columns: created.columns.clone().into(),
            definition: created.definition,
            origin: self.origin,
        };
        let mut overloads = match self.catalog.routines.get(&key) {
            Some(Entry::There(_, known)) => (**known).clone(),
            _ => Vec::new(),
        };
        overloads.retain(|known| known.parameters != routine.parameters);
        overloads.push(routine);
        self.catalog
            .routines
            .insert(key, Entry::There(self.existence, Arc::new(overloads)));
    }

    pub(super) fn create_policy(&mut self, kind: Kind, policy: &CreatePolicy) {
        let key = self.key(&policy.table);
        let placeless = self.placeless();
        let new = Policy {
            name: policy.name.folded(self.catalog.dialect),
            exprs: policy
                .using
                .iter()
                .chain(&policy.with_check)
                .map(|expr| placeless.expr(expr))
                .collect(),
            existence: self.existence,
        };
        self.edit_table(&key, |table| {
            if kind == Kind::CreatePolicy {
                table.policies.retain(|known| known.name != new.name);
                table.policies.push(Arc::new(new));
                return;
            }
            // Of an altered one it is not known which of its conditions stays.
            let altered = table.policies.iter_mut().filter(|known| known.name == new.name);
            altered.for_each(|known| Arc::make_mut(known).exprs.clear());
        });
    }

    pub(super) fn alter_relation(&mut self, kind: Kind, action: &TableAction) {
        match kind {
            Kind::SetSchema => {
                let Some(schema) = &action.argument else {
                    return;
                };
                let from = self.key(&action.name);
                let schema = schema.ident.folded(self.catalog.dialect);
                let to = ObjectKey::new(schema, from.name.clone());
                self.move_object(action.object_kind, &from, &to);
            }
            Kind::Inherit | Kind::NoInherit => self.change_parent(kind, action),
            Kind::EnableRowSecurity | Kind::DisableRowSecurity => {
                let key = self.key(&action.name);
                let is_on = (self.existence == Existence::Certain).then_some(kind == Kind::EnableRowSecurity);
                self.edit_table(&key, |table| table.row_security = is_on);
            }
            Kind::ConvertCharset => self.convert_charsets(action),
            Kind::SetOptions | Kind::SetEngine if action.object_kind == ObjectKind::Table => {
                self.keep_charsets(action);
                let key = self.key(&action.name);
                let options = action
                    .options
                    .iter()
                    .map(|option| (option.name.clone(), option.value.clone()));
                self.edit_table(&key, |table| {
                    for (name, value) in options {
                        table.options.retain(|(known, _)| *known != name);
                        table.options.push((name, value));
                    }
                });
            }
            _ => {}
        }
    }
}

/// The calls in the only value of an SQL function's only query, which reads no relation
/// (<https://wiki.postgresql.org/wiki/Inlining_of_SQL_functions>).
fn inlined_calls(created: &CreateRoutine, statement: &Statement) -> Option<Vec<CompactString>> {
    let is_plain = created.language.as_deref().is_none_or(|language| language == "sql")
        && created.security_definer.is_none()
        && created.settings.is_empty();
    let [
        Statement {
            kind: Kind::Select,
            changes,
            uses,
            ..
        },
    ] = statement.body.as_slice()
    else {
        return None;
    };
    let reads = uses.iter().any(|used| used.role == NameRole::Reads);
    let [
        crate::Change {
            action: Action::Select(select),
            ..
        },
    ] = changes.as_slice()
    else {
        return None;
    };
    if !is_plain || reads {
        return None;
    }
    let mut calls = Some(Vec::new());
    for expr in &select.exprs {
        expr.walk(&mut |part| match &part.kind {
            ExprKind::Call { name, .. } => {
                if let Some(calls) = &mut calls {
                    calls.push(name.ident.text.to_lowercase());
                }
            }
            ExprKind::Subquery { .. } => calls = None,
            ExprKind::Opaque { parts } if parts.is_empty() => calls = None,
            _ => {}
        });
    }
    calls
}
