use rustc_hash::FxHashMap;
use schema::{Action, Change, Dialect, Kind, Name, ObjectKind, Runs, Script, Statement};

/// What a script creates, and where: whoever comes later in it meets something new.
#[derive(Clone, Debug, Default)]
pub struct Created {
    relations: FxHashMap<String, u32>,
    objects: FxHashMap<String, u32>,
    /// Names that something created here was given later, in the order of the text.
    taken_names: Vec<(String, u32)>,
}

impl Created {
    /// What the statements that run with the script create, also under a new name.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let mut created = Self::default();
        for statement in &script.statements {
            created.take_in(statement, script.dialect);
        }
        created
    }

    /// Whether the relation that the change is about was created above it.
    #[must_use]
    pub fn has_relation_of(&self, change: &Change, dialect: Dialect) -> bool {
        change
            .table()
            .is_some_and(|table| self.has_relation(table, change.range.start, dialect))
    }

    /// Whether the relation was created before `offset`.
    #[must_use]
    pub fn has_relation(&self, name: &Name, offset: u32, dialect: Dialect) -> bool {
        let made = self.relations.get(&name.resolved(dialect));
        made.is_some_and(|made| *made < offset)
    }

    /// Whether something created here takes the name of the relation after `offset`: the relation is rebuilt.
    #[must_use]
    pub fn replaces(&self, name: &Name, offset: u32, dialect: Dialect) -> bool {
        let key = name.resolved(dialect);
        self.taken_names.iter().any(|(taken, at)| *taken == key && *at > offset)
    }

    /// Whether what the change is about was created above it: its relation, its column, or another object.
    #[must_use]
    pub fn has_object_of(&self, change: &Change, dialect: Dialect) -> bool {
        let is_made = |key: &String| self.objects.get(key).is_some_and(|made| *made < change.range.start);
        self.has_relation_of(change, dialect) || object_key(change, dialect).as_ref().is_some_and(is_made)
    }

    fn take_in(&mut self, statement: &Statement, dialect: Dialect) {
        if !matches!(statement.runs, Runs::Now | Runs::If) {
            return;
        }
        for change in &statement.changes {
            self.take_in_change(change, dialect);
        }
        for inner in &statement.body {
            self.take_in(inner, dialect);
        }
    }

    fn take_in_change(&mut self, change: &Change, dialect: Dialect) {
        let at = change.range.start;
        match (&change.action, change.kind) {
            (Action::CreateTable(table), _) => self.add_relation(&table.name, at, dialect),
            (Action::CreateView(view), Kind::CreateView | Kind::CreateMaterializedView) => {
                self.add_relation(&view.name, at, dialect);
            }
            (Action::Rename(rename), _) if self.has_relation(&rename.from, at, dialect) => {
                let mut renamed = rename.to.clone();
                if renamed.qualifiers.is_empty() {
                    renamed.qualifiers.clone_from(&rename.from.qualifiers);
                }
                self.taken_names.push((renamed.resolved(dialect), at));
                self.add_relation(&renamed, at, dialect);
            }
            (Action::AddColumn { .. }, Kind::AddColumn) | (Action::CreateIndex(_) | Action::CreateObject(_), _) => {
                self.objects.extend(object_key(change, dialect).map(|key| (key, at)));
            }
            (
                Action::CreateSequence(_) | Action::CreateType(_) | Action::CreateRoutine(_) | Action::CreateTrigger(_),
                _,
            ) if change.kind.verb_object().is_some() => {
                self.objects.extend(object_key(change, dialect).map(|key| (key, at)));
            }
            _ => {}
        }
    }

    fn add_relation(&mut self, name: &Name, at: u32, dialect: Dialect) {
        self.relations.entry(name.resolved(dialect)).or_insert(at);
    }
}

/// What the change is about, by its kind and name.
fn object_key(change: &Change, dialect: Dialect) -> Option<String> {
    if let Some(column) = change.column() {
        let table = change.table()?.resolved(dialect);
        return Some(format!("column {table}.{}", column.folded(dialect)));
    }
    let kind = match &change.action {
        Action::Drop(dropped) => dropped.object_kind,
        _ => change.kind.verb_object().map_or(ObjectKind::Index, |(_, kind)| kind),
    };
    let name = change.object()?.resolved(dialect);
    Some(format!("{kind} {name}"))
}
