//! Views, sequences, types, policies, schemas.

use super::words::Words;
use super::{SqlWriter, Unwritable, Written};
use crate::{
    AddEnumValue, CreateObject, CreatePolicy, CreateSequence, CreateType, CreateView, EnumValuePlace, Family, Kind,
    ObjectKind, TypeDefinition,
};

impl SqlWriter<'_> {
    pub(super) fn create_view(self, kind: Kind, view: &CreateView) -> Written {
        let Some(query) = self.text(view.query) else {
            return Err(Unwritable("its query is in its script only"));
        };
        let is_altered = matches!(kind, Kind::AlterView | Kind::AlterMaterializedView);
        let mut words = Words::of(if is_altered { "alter" } else { "create" });
        let replace = if self.family() == Family::Mssql {
            "or alter"
        } else {
            "or replace"
        };
        words.maybe(view.or_replace.then_some(replace));
        words.maybe(view.is_temporary.then_some("temporary"));
        words.maybe(view.is_materialized.then_some("materialized"));
        words.say("view").maybe(view.if_not_exists.then_some("if not exists"));
        words.say(&self.name(&view.name));
        if !view.columns.is_empty() {
            words.enclosed(&self.idents(&view.columns));
        }
        if !view.options.is_empty() {
            let options = self.options(&view.options)?;
            match self.family() {
                Family::Postgres => words.say("with").enclosed(&options.join(", ")),
                _ => return Err(Unwritable("where its options stand is in its script only")),
            };
        }
        words.say("as").say(query);
        words.maybe(view.with_no_data.then_some("with no data"));
        Ok(words.end())
    }

    pub(super) fn create_sequence(self, kind: Kind, sequence: &CreateSequence) -> Written {
        let is_altered = kind == Kind::AlterSequence;
        let mut words = Words::of(if is_altered { "alter" } else { "create" });
        words
            .maybe(sequence.is_temporary.then_some("temporary"))
            .say("sequence");
        let clause = if is_altered { "if exists" } else { "if not exists" };
        words.maybe(sequence.has_exists_clause.then_some(clause));
        words.say(&self.name(&sequence.name));
        if let Some(data_type) = &sequence.data_type {
            words.say("as").say(&self.data_type(data_type));
        }
        for option in self.options(&sequence.options)? {
            words.say(&option);
        }
        if let Some(owner) = &sequence.owned_by {
            words.say("owned by").say(&self.name(owner));
        }
        Ok(words.end())
    }

    pub(super) fn create_type(self, kind: Kind, created: &CreateType) -> Written {
        let is_postgres = matches!(self.family(), Family::Postgres | Family::Generic);
        let mut words = Words::of("create");
        words.maybe(created.or_replace.then_some("or replace"));
        words.say(if kind == Kind::CreateDomain { "domain" } else { "type" });
        words.maybe(created.if_not_exists.then_some("if not exists"));
        words.say(&self.name(&created.name));
        match &created.definition {
            TypeDefinition::Enum(values) if is_postgres => {
                let values: Vec<String> = values.iter().map(|(value, _)| self.string(value)).collect();
                words.say("as enum").enclosed(&values.join(", "));
            }
            TypeDefinition::Composite(columns) if is_postgres => {
                let columns: Result<Vec<String>, Unwritable> =
                    columns.iter().map(|column| self.column(column)).collect();
                words.say("as").enclosed(&columns?.join(", "));
            }
            TypeDefinition::Domain {
                base,
                is_required,
                default,
                checks,
            } => {
                words.say(if kind == Kind::CreateDomain { "as" } else { "from" });
                words.say(&self.data_type(base));
                if let Some(default) = default {
                    words.say("default").say(&self.expr(default)?);
                }
                words.maybe(is_required.then_some("not null"));
                for check in checks {
                    words.say("check").enclosed(&self.expr(check)?);
                }
            }
            _ => return Err(Unwritable("what the type is made of is not in the model")),
        }
        Ok(words.end())
    }

    pub(super) fn create_policy(self, kind: Kind, policy: &CreatePolicy) -> Written {
        let mut words = Words::of(if kind == Kind::AlterPolicy { "alter" } else { "create" });
        words.say("policy").say(&self.ident(&policy.name));
        words.say("on").say(&self.name(&policy.table));
        words.maybe(policy.is_restrictive.then_some("as restrictive"));
        if let Some(command) = &policy.command {
            words.say("for").say(command);
        }
        if !policy.roles.is_empty() {
            words.say("to").say(&self.idents(&policy.roles));
        }
        if let Some(using) = &policy.using {
            words.say("using").enclosed(&self.expr(using)?);
        }
        if let Some(check) = &policy.with_check {
            words.say("with check").enclosed(&self.expr(check)?);
        }
        Ok(words.end())
    }

    pub(super) fn create_object(self, created: &CreateObject) -> Written {
        let Some(name) = &created.name else {
            return Err(Unwritable("it has no name"));
        };
        if !matches!(
            created.object_kind,
            ObjectKind::Schema | ObjectKind::Database | ObjectKind::Extension
        ) {
            return Err(Unwritable("only its name is in the model"));
        }
        let mut words = Words::of("create");
        words.maybe(created.or_replace.then_some("or replace"));
        words.say(created.object_kind.as_str());
        words.maybe(created.if_not_exists.then_some("if not exists"));
        words.say(&self.name(name));
        for option in self.options(&created.options)? {
            words.say(&option);
        }
        Ok(words.end())
    }

    pub(super) fn add_enum_value(self, added: &AddEnumValue) -> Written {
        let mut words = Words::of("alter type");
        words.say(&self.name(&added.name)).say("add value");
        words.maybe(added.if_not_exists.then_some("if not exists"));
        words.say(&self.string(&added.value));
        match &added.place {
            Some(EnumValuePlace::Before(other)) => words.say("before").say(&self.string(other)),
            Some(EnumValuePlace::After(other)) => words.say("after").say(&self.string(other)),
            None => &mut words,
        };
        Ok(words.end())
    }
}
