mod names;

use rustc_hash::{FxHashMap, FxHashSet};
use schema::{
    Action, Change, Dialect, ExprKind, Ident, Kind, Name, ObjectKind, Persistence, Rename, Runs, Script, Statement,
    Update,
};

use names::Names;

/// What a script creates, and where: whoever comes later in it meets something new.
#[derive(Clone, Debug)]
pub struct Created {
    names: Names,
    relations: FxHashMap<String, u32>,
    objects: FxHashMap<String, u32>,
    temporaries: FxHashSet<String>,
    renames: Vec<Renamed>,
    drops: Vec<(String, u32)>,
    /// Relations that are dropped for certain, and where.
    certain_drops: Vec<(String, u32)>,
    /// Names that a relation gets, also in the body of a routine, and where; none where nothing is dropped for certain.
    given: Vec<(String, u32)>,
    /// Relations whose rows went into something created here, and where.
    copied: Vec<(String, u32)>,
    /// Columns whose values an update of all rows puts into other columns, and where.
    copied_columns: Vec<Renamed>,
    renamed_columns: Vec<Renamed>,
    /// Relations that are given a column for which the rows in them have no value, and where.
    unfillable: Vec<(String, u32)>,
}

/// A relation or a column under a new name.
#[derive(Clone, Debug)]
struct Renamed {
    from: String,
    to: String,
    at: u32,
}

impl Created {
    fn nothing(dialect: Dialect) -> Self {
        Self {
            names: Names::new(dialect),
            relations: FxHashMap::default(),
            objects: FxHashMap::default(),
            temporaries: FxHashSet::default(),
            renames: Vec::new(),
            drops: Vec::new(),
            certain_drops: Vec::new(),
            given: Vec::new(),
            copied: Vec::new(),
            copied_columns: Vec::new(),
            renamed_columns: Vec::new(),
            unfillable: Vec::new(),
        }
    }

    /// What the statements that run with the script create, also under a new name.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let mut created = Self::nothing(script.dialect);
        for statement in &script.statements {
            created.take_in(statement);
        }
        // Only of what is dropped is it asked whether something else has its name.
        if !created.certain_drops.is_empty() {
            script.walk(&mut |statement| {
                let changes = statement.changes.iter();
                changes.for_each(|change| created.give(change));
            });
        }
        created
    }

    /// Whether the relation that the change is about was created above it.
    #[must_use]
    pub fn has_relation_of(&self, change: &Change) -> bool {
        change
            .table()
            .is_some_and(|table| self.has_relation(table, change.range.start))
    }

    /// Whether the relation was created before `offset`.
    #[must_use]
    pub fn has_relation(&self, name: &Name, offset: u32) -> bool {
        let made = self.made(name, offset);
        made.is_some_and(|made| made < offset)
    }

    /// Whether the relation is created after `offset`, and not before.
    #[must_use]
    pub fn makes_after(&self, name: &Name, offset: u32) -> bool {
        let made = self.made(name, offset);
        made.is_some_and(|made| made > offset)
    }

    /// Where the relation is created. Most scripts create none, and are asked about many.
    fn made(&self, name: &Name, offset: u32) -> Option<u32> {
        if self.relations.is_empty() {
            return None;
        }
        let mut keys = self.names.keys(name, offset);
        keys.find_map(|key| self.relations.get(&key).copied())
    }

    /// Whether the script creates the relation with this resolved name.
    #[must_use]
    pub fn makes(&self, relation: &str) -> bool {
        self.relations.contains_key(relation)
    }

    /// Whether the script creates the relation with this resolved name before `offset`.
    #[must_use]
    pub fn makes_before(&self, relation: &str, offset: u32) -> bool {
        self.relations.get(relation).is_some_and(|made| *made < offset)
    }

    /// Whether the column was added to the table before `offset`.
    #[must_use]
    pub fn has_column(&self, table: &Name, column: &Ident, offset: u32) -> bool {
        if self.objects.is_empty() {
            return false;
        }
        let made = self.objects.get(&self.names.column_key(table, column, offset));
        made.is_some_and(|made| *made < offset)
    }

    /// Whether the script creates the relation as one of the session.
    #[must_use]
    pub fn is_temporary(&self, name: &Name) -> bool {
        !self.temporaries.is_empty() && self.temporaries.contains(&name.resolved(self.names.dialect))
    }

    /// Whether the relation that is dropped or replaced at `offset` is rebuilt: its rows went into something created here, and a
    /// relation created here has its name afterwards, or had given it another name before.
    #[must_use]
    pub fn rebuilds(&self, name: &Name, offset: u32) -> bool {
        let key = self.names.key(name, offset);
        let is_copied = self.copied.iter().any(|(copied, at)| *copied == key && *at < offset);
        let is_made_anew = || self.relations.get(&key).is_some_and(|at| *at >= offset);
        let takes_name =
            |renamed: &Renamed| renamed.to == key && renamed.at > offset && self.relations.contains_key(&renamed.from);
        let gave_name =
            |renamed: &Renamed| renamed.to == key && renamed.at < offset && self.relations.contains_key(&renamed.from);
        let is_renamed = || {
            self.renames
                .iter()
                .any(|renamed| takes_name(renamed) || gave_name(renamed))
        };
        is_copied && (is_made_anew() || is_renamed())
    }

    /// Whether the column that is dropped at `offset` is replaced: its values went into another column of the table, which
    /// has its name afterwards.
    #[must_use]
    pub fn replaces_column(&self, table: &Name, column: &Ident, offset: u32) -> bool {
        if self.copied_columns.is_empty() {
            return false;
        }
        let key = self.names.column_key(table, column, offset);
        let copies = self
            .copied_columns
            .iter()
            .filter(|copy| copy.from == key && copy.at < offset);
        let takes_name = |copy: &Renamed| {
            let mut renames = self.renamed_columns.iter();
            renames.any(|renamed| renamed.from == copy.to && renamed.to == key && renamed.at > offset)
        };
        copies.into_iter().any(takes_name)
    }

    /// Whether a statement before `offset` drops the relation for certain, and none behind that gives its name to another.
    #[must_use]
    pub fn is_dropped_above(&self, name: &Name, offset: u32) -> bool {
        if self.certain_drops.is_empty() {
            return false;
        }
        let key = self.names.key(name, offset);
        let places = |all: &'_ [(String, u32)], after: u32| {
            let own = all.iter().filter(|(other, _)| *other == key);
            let above = own.map(|(_, at)| *at).filter(|at| (after..offset).contains(at));
            above.max()
        };
        let dropped = places(&self.certain_drops, 0);
        dropped.is_some_and(|dropped| places(&self.given, dropped).is_none())
    }

    /// Whether the relation's name is one that the script takes after `offset` and gives up again: a leftover of an
    /// earlier attempt is what is dropped there.
    #[must_use]
    pub fn uses_up(&self, name: &Name, offset: u32) -> bool {
        let key = self.names.key(name, offset);
        let renamed_to = self
            .renames
            .iter()
            .filter(|renamed| renamed.to == key)
            .map(|renamed| renamed.at);
        let created = self.relations.get(&key).copied();
        let taken = renamed_to.chain(created).filter(|at| *at > offset).min();
        taken.is_some_and(|taken| {
            let is_dropped = self.drops.iter().any(|(dropped, at)| *dropped == key && *at > taken);
            is_dropped
                || self
                    .renames
                    .iter()
                    .any(|renamed| renamed.from == key && renamed.at > taken)
        })
    }

    /// Whether something of that name is created after `offset`, a relation or a synonym, or gets it as a new name.
    #[must_use]
    pub fn takes_name(&self, name: &Name, offset: u32) -> bool {
        let key = self.names.key(name, offset);
        let synonym = [ObjectKind::Synonym.as_str(), " ", &key].concat();
        let made = [self.relations.get(&key), self.objects.get(&synonym)];
        let is_renamed = |renamed: &Renamed| renamed.to == key && renamed.at > offset;
        made.into_iter().flatten().any(|at| *at > offset) || self.renames.iter().any(is_renamed)
    }

    /// Whether the script adds a column before `offset` that the engine refuses while the relation holds a row: whatever
    /// comes after meets an empty relation, or does not run.
    #[must_use]
    pub fn refuses_rows(&self, name: &Name, offset: u32) -> bool {
        let key = self.names.key(name, offset);
        self.unfillable
            .iter()
            .any(|(relation, at)| *relation == key && *at < offset)
    }

    /// Whether what the change is about was created above it: its relation, its column, or another object.
    #[must_use]
    pub fn has_object_of(&self, change: &Change) -> bool {
        let is_made = |key: &String| self.objects.get(key).is_some_and(|made| *made < change.range.start);
        self.has_relation_of(change)
            || (!self.objects.is_empty() && self.object_key(change).as_ref().is_some_and(is_made))
    }

    fn take_in(&mut self, statement: &Statement) {
        if !matches!(statement.runs, Runs::Now | Runs::If) {
            return;
        }
        for change in &statement.changes {
            self.names.follow(change);
            self.take_in_change(change);
            if let (Action::Drop(dropped), Runs::Now) = (&change.action, statement.runs)
                && dropped.object_kind.is_relation()
            {
                let key = self.names.key(&dropped.name, change.range.start);
                self.certain_drops.push((key, change.range.start));
            }
            if statement.runs == Runs::Now {
                self.unfillable.extend(unfillable(change, &self.names));
            }
        }
        self.take_in_copies(statement);
        for inner in &statement.body {
            self.take_in(inner);
        }
    }

    fn take_in_change(&mut self, change: &Change) {
        let at = change.range.start;
        match (&change.action, change.kind) {
            (Action::CreateTable(table), _) => {
                if table.persistence == Persistence::Temporary {
                    self.temporaries.insert(table.name.resolved(self.names.dialect));
                }
                self.add_relation(&table.name, at);
            }
            (Action::CreateView(view), Kind::CreateView | Kind::CreateMaterializedView) => {
                self.add_relation(&view.name, at);
            }
            (Action::Drop(dropped), _) if dropped.object_kind.is_relation() => {
                self.drops.push((self.names.key(&dropped.name, at), at));
            }
            (Action::Rename(rename), _) if rename.object_kind == ObjectKind::Column => {
                self.renamed_columns.extend(rename.parent.as_ref().map(|table| Renamed {
                    from: self.names.column_key(table, &rename.from.ident, at),
                    to: self.names.column_key(table, &rename.to.ident, at),
                    at,
                }));
            }
            (Action::Update(update), _) if update.condition.is_none() && !update.is_limited => {
                self.copied_columns.extend(copies(update, at, &self.names));
            }
            (Action::Rename(rename), _) if rename.object_kind.is_relation() => self.rename(rename, at),
            (Action::AddColumn { .. }, Kind::AddColumn) | (Action::CreateIndex(_) | Action::CreateObject(_), _) => {
                self.objects.extend(self.object_key(change).map(|key| (key, at)));
            }
            (
                Action::CreateSequence(_) | Action::CreateType(_) | Action::CreateRoutine(_) | Action::CreateTrigger(_),
                _,
            ) if change.kind.verb_object().is_some() => {
                self.objects.extend(self.object_key(change).map(|key| (key, at)));
            }
            _ => {}
        }
    }

    fn rename(&mut self, rename: &Rename, at: u32) {
        let mut to = rename.to.clone();
        if to.qualifiers.is_empty() {
            to.qualifiers.clone_from(&rename.from.qualifiers);
        }
        self.renames.push(Renamed {
            from: self.names.key(&rename.from, at),
            to: self.names.key(&to, at),
            at,
        });
        if self.has_relation(&rename.from, at) {
            self.add_relation(&to, at);
        }
    }

    /// Takes in which name a relation gets.
    fn give(&mut self, change: &Change) {
        let name = match &change.action {
            Action::CreateTable(table) => &table.name,
            Action::CreateView(view) => &view.name,
            Action::Rename(rename) => &rename.to,
            Action::Select(select) => match &select.into {
                Some(into) => into,
                None => return,
            },
            _ => return,
        };
        let at = change.range.start;
        self.given.push((self.names.key(name, at), at));
    }

    fn take_in_copies(&mut self, statement: &Statement) {
        let at = statement.range.start;
        let is_created = |name: &Name| self.relations.contains_key(&self.names.key(name, at));
        if !self.relations.is_empty() && statement.writes().any(is_created) {
            let read = statement.reads().map(|name| (self.names.key(name, at), at));
            self.copied.extend(read);
        }
    }

    fn add_relation(&mut self, name: &Name, at: u32) {
        self.relations.entry(self.names.key(name, at)).or_insert(at);
    }

    /// What the change is about, by its kind and name.
    fn object_key(&self, change: &Change) -> Option<String> {
        let at = change.range.start;
        if let Some(column) = change.column() {
            return Some(self.names.column_key(change.table()?, column, at));
        }
        let kind = match &change.action {
            Action::Drop(dropped) => dropped.object_kind,
            _ => change.kind.verb_object().map_or(ObjectKind::Index, |(_, kind)| kind),
        };
        let name = self.names.key(change.object()?, at);
        Some([kind.as_str(), " ", &name].concat())
    }
}

/// Where an update puts one column's values into another.
fn copies<'a>(update: &'a Update, at: u32, names: &'a Names) -> impl Iterator<Item = Renamed> + 'a {
    update.assignments.iter().filter_map(move |assignment| {
        let ExprKind::Column(source) = &assignment.value.kind else {
            return None;
        };
        Some(Renamed {
            from: names.column_key(&update.table, &source.ident, at),
            to: names.column_key(&update.table, &assignment.column.ident, at),
            at,
        })
    })
}

/// The relation that the change gives a column which its rows have no value for, and where. PostgreSQL (error 23502), SQL
/// Server (4901) and Oracle (ORA-01758) refuse it where there are rows; MySQL and MariaDB fill in a zero or an empty text.
fn unfillable(change: &Change, names: &Names) -> Option<(String, u32)> {
    let Action::AddColumn {
        table,
        column,
        has_exists_clause: false,
        ..
    } = &change.action
    else {
        return None;
    };
    let dialect = names.dialect;
    let is_refused = matches!(dialect, Dialect::Postgres | Dialect::Mssql | Dialect::Oracle);
    let has_value = column.default.is_some() || column.identity.is_some() || column.generated.is_some();
    let counts_by_itself = column.data_type.as_ref().is_some_and(|data_type| {
        let name = data_type.name.to_ascii_lowercase();
        name.contains("serial") || (dialect == Dialect::Mssql && matches!(name.as_str(), "rowversion" | "timestamp"))
    });
    let needs_value = column.nullable == Some(false) && !has_value && !counts_by_itself;
    let at = change.range.start;
    (is_refused && needs_value).then(|| (names.key(table, at), at))
}
