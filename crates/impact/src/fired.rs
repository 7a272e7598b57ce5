//! What runs along with a change: the triggers and rules of the relations it writes, and the routines it calls.

mod event;

use schema::catalog::{Dependency, Effects, Relation, Table, Trigger};
use schema::{Action, Catalog, CopyDirection, ExprKind, Kind, NameRole, ObjectKey, ObjectKind, ReferentialAction};

use crate::Fact;
use crate::rows::Subject;

use event::{Event, events, fires, rules_on};

/// The relations that such code reads and writes.
#[derive(Debug)]
pub(crate) struct Fired {
    pub(crate) reads: Vec<ObjectKey>,
    pub(crate) writes: Vec<ObjectKey>,
    /// The relations in which a new key is looked up.
    pub(crate) checked: Vec<ObjectKey>,
    /// Whether rows are added each time; `None` where a condition decides.
    pub(crate) adds_rows: Fact,
    /// Whether these are all: no code runs a text that it puts together.
    pub(crate) is_complete: bool,
}

/// What runs along with a change.
pub(crate) fn with(subject: &Subject<'_>) -> Fired {
    let mut search = Search {
        events: Vec::new(),
        calls: Vec::new(),
        fired: Fired {
            reads: Vec::new(),
            writes: Vec::new(),
            checked: Vec::new(),
            adds_rows: Some(false),
            is_complete: true,
        },
    };
    let Some(before) = subject.before else {
        return search.fired;
    };
    search.begin(subject, before);
    let (mut at_event, mut at_call) = (0, 0);
    loop {
        if let Some((call, counts)) = search.calls.get(at_call).cloned() {
            at_call += 1;
            search.call(&call, counts, before);
        } else if let Some((event, key, by)) = search.events.get(at_event).cloned() {
            at_event += 1;
            search.event(event, &key, by, before);
        } else {
            return search.fired;
        }
    }
}

/// Whether a trigger or rule of a view stands in for such a change of its rows.
pub(crate) fn is_answered_instead(relation: &Relation, kind: Kind) -> bool {
    let writes = matches!(kind, Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge);
    let is_view = matches!(relation, Relation::View(_));
    writes && is_view && Event::of(kind).iter().any(|event| is_answered(relation, *event))
}

/// What changes the rows: the change itself, or code that it fires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    Change,
    Code,
    /// A `WITH` of the statement, which does one of several things.
    Unsaid,
}

/// Whether the rows that code adds are added again the second time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counts {
    Again,
    /// It runs for rows that are gone, or there, by then.
    Once,
}

struct Search {
    /// What is done to which relation, the change's own first; each once.
    events: Vec<(Event, ObjectKey, By)>,
    calls: Vec<(ObjectKey, Counts)>,
    fired: Fired,
}

impl Search {
    fn begin(&mut self, subject: &Subject<'_>, before: &Catalog) {
        let change = subject.change;
        if let Some(table) = change.table().filter(|_| writes_rows(subject)) {
            let key = before.key(table);
            for event in events(subject) {
                push(&mut self.events, (event, key.clone(), By::Change));
            }
            self.follow_new_keys(subject, &key, before);
        }
        if change.kind == Kind::RefreshMaterializedView {
            let names = match &change.action {
                Action::Maintenance(maintenance) => maintenance.names.as_slice(),
                _ => &[],
            };
            names.iter().for_each(|name| self.read(&before.key(name), before));
        }
        if !evaluates(change.kind) {
            return;
        }
        for used in &subject.statement.uses {
            match used.role {
                NameRole::Calls => push(&mut self.calls, (before.key(&used.name), Counts::Again)),
                NameRole::Reads => self.read(&before.key(&used.name), before),
                NameRole::Writes if change.kind == Kind::Select => {
                    let key = before.key(&used.name);
                    Event::ALL
                        .iter()
                        .for_each(|event| push(&mut self.events, (*event, key.clone(), By::Unsaid)));
                }
                NameRole::Writes | NameRole::References => {}
            }
        }
        // What the columns of a new table hold is worked out later.
        if change.kind != Kind::CreateTable {
            change.each_expr(&mut |expr| {
                if let ExprKind::Call { name, .. } = &expr.kind {
                    push(&mut self.calls, (before.key(name), Counts::Again));
                }
            });
        }
        self.defaults(subject, before);
    }

    /// The tables whose keys get new values with those of the updated rows.
    fn follow_new_keys(&mut self, subject: &Subject<'_>, key: &ObjectKey, before: &Catalog) {
        let Action::Update(update) = &subject.change.action else {
            return;
        };
        let assigned = |name: &compact_str::CompactString| {
            let mut assignments = update.assignments.iter();
            assignments.any(|assigned| assigned.column.ident.folded(before.dialect()) == *name)
        };
        for referrer in before.dependents(key, Dependency::ForeignKey) {
            let referring = before.table_at(referrer).seen();
            let follows = referring
                .into_iter()
                .flat_map(Table::foreign_keys)
                .any(|(_, reference)| {
                    let is_touched = reference.table == *key && reference.columns.iter().any(assigned);
                    let actions = [
                        ReferentialAction::Cascade,
                        ReferentialAction::SetNull,
                        ReferentialAction::SetDefault,
                    ];
                    is_touched && reference.on_update.is_some_and(|action| actions.contains(&action))
                });
            if follows {
                push(&mut self.events, (Event::Update, referrer.clone(), By::Code));
            }
        }
    }

    /// The defaults of the columns that a new row leaves out.
    fn defaults(&mut self, subject: &Subject<'_>, before: &Catalog) {
        let (Action::Insert(insert), Some(name)) = (&subject.change.action, subject.change.table()) else {
            return;
        };
        let Some(table) = before.table(name).seen().filter(|_| !insert.columns.is_empty()) else {
            return;
        };
        let is_given = |name: &str| {
            let mut given = insert.columns.iter();
            given.any(|column| column.folded(before.dialect()) == name)
        };
        for column in &table.columns {
            let Some(default) = column.default.as_ref().filter(|_| !is_given(&column.name)) else {
                continue;
            };
            default.walk(&mut |part| {
                if let ExprKind::Call { name, .. } = &part.kind {
                    push(&mut self.calls, (before.key(name), Counts::Again));
                }
            });
        }
    }

    /// The routines that a view calls, and those of the views that it reads.
    fn read(&mut self, key: &ObjectKey, before: &Catalog) {
        let mut open = vec![key.clone()];
        let mut at = 0;
        while let Some(key) = open.get(at).cloned() {
            at += 1;
            let Some(Relation::View(view)) = before.relation_at(&key).seen() else {
                continue;
            };
            for call in &*view.calls {
                push(&mut self.calls, (call.clone(), Counts::Again));
            }
            view.reads.iter().for_each(|read| push(&mut open, read.clone()));
        }
    }

    fn call(&mut self, call: &ObjectKey, counts: Counts, before: &Catalog) {
        let overloads = before.routines_at(call).seen().unwrap_or_default();
        for routine in overloads {
            self.effects(&routine.effects, counts, before);
        }
    }

    fn effects(&mut self, effects: &Effects, counts: Counts, before: &Catalog) {
        for read in &effects.reads {
            push(&mut self.fired.reads, read.clone());
            self.read(read, before);
        }
        for (kind, written) in &effects.writes {
            push(&mut self.fired.writes, written.clone());
            Event::of(*kind)
                .iter()
                .for_each(|event| push(&mut self.events, (*event, written.clone(), By::Code)));
        }
        for call in &effects.calls {
            push(&mut self.calls, (call.clone(), counts));
        }
        self.fired.is_complete &= !effects.is_open;
        if counts == Counts::Again {
            self.adds(effects.adds_rows);
        }
    }

    fn adds(&mut self, adds_rows: Fact) {
        self.fired.adds_rows = match (self.fired.adds_rows, adds_rows) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            _ => Some(false),
        };
    }

    fn event(&mut self, event: Event, key: &ObjectKey, by: By, before: &Catalog) {
        let Some(relation) = before.relation_at(key).seen() else {
            return;
        };
        for rule in rules_on(relation.rules(), event) {
            self.effects(&rule.effects, of_rows(event), before);
        }
        for trigger in fires(relation.triggers(), event) {
            self.trigger(trigger, event, before);
        }
        match relation {
            // What is written through a view is written to the table under it.
            Relation::View(view) if !is_answered(relation, event) && !view.is_materialized => {
                view.reads
                    .iter()
                    .for_each(|read| push(&mut self.events, (event, read.clone(), by)));
            }
            Relation::View(_) => {}
            Relation::Table(table) => self.table(event, table, by, before),
        }
    }

    fn trigger(&mut self, trigger: &Trigger, event: Event, before: &Catalog) {
        let counts = match trigger.for_each_row {
            true => of_rows(event),
            false => Counts::Again,
        };
        match &trigger.function {
            Some(function) => push(&mut self.calls, (function.clone(), counts)),
            None => self.effects(&trigger.effects, counts, before),
        }
    }

    fn table(&mut self, event: Event, table: &Table, by: By, before: &Catalog) {
        // The triggers for each row of a partitioned table are those of its partitions too, and an heir's own fire.
        let above = std::iter::successors(table.partition_of.as_ref(), |parent| {
            before.table_at(parent).seen()?.partition_of.as_ref()
        });
        let below = before.descendants(&table.key);
        for key in above.chain(below.iter().filter(|_| event != Event::Insert)) {
            let kin = before.table_at(key).seen();
            for trigger in kin.into_iter().flat_map(|kin| fires(&kin.triggers, event)) {
                if trigger.for_each_row {
                    self.trigger(trigger, event, before);
                }
            }
        }
        if event == Event::Delete && by != By::Unsaid {
            self.cascade(table, by, before);
        }
        if event == Event::Insert && by == By::Code {
            for (_, reference) in table.foreign_keys() {
                push(&mut self.fired.checked, reference.table.clone());
            }
        }
    }

    /// What goes, or is emptied, with rows that go.
    fn cascade(&mut self, table: &Table, by: By, before: &Catalog) {
        for referrer in before.dependents(&table.key, Dependency::ForeignKey) {
            let referring = before.table_at(referrer).seen();
            for (_, reference) in referring.into_iter().flat_map(Table::foreign_keys) {
                if reference.table != table.key {
                    continue;
                }
                let follows = match reference.on_delete {
                    Some(ReferentialAction::Cascade) => Event::Delete,
                    Some(ReferentialAction::SetNull | ReferentialAction::SetDefault) => Event::Update,
                    _ if by == By::Code => {
                        push(&mut self.fired.checked, referrer.clone());
                        continue;
                    }
                    _ => continue,
                };
                push(&mut self.fired.writes, referrer.clone());
                push(&mut self.events, (follows, referrer.clone(), By::Code));
            }
        }
    }
}

/// A row that is updated is found again.
const fn of_rows(event: Event) -> Counts {
    match event {
        Event::Update => Counts::Again,
        Event::Insert | Event::Delete => Counts::Once,
    }
}

fn is_answered(relation: &Relation, event: Event) -> bool {
    let by_rule = rules_on(relation.rules(), event).any(|rule| rule.is_instead);
    by_rule || fires(relation.triggers(), event).next().is_some()
}

fn writes_rows(subject: &Subject<'_>) -> bool {
    match &subject.change.action {
        Action::Insert(_) | Action::Update(_) | Action::Delete(_) | Action::Merge(_) => true,
        Action::Copy(copy) => copy.direction == CopyDirection::From,
        _ => false,
    }
}

/// Whether the expressions and queries of such a change are worked out when it runs.
const fn evaluates(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Insert
            | Kind::Update
            | Kind::Delete
            | Kind::Merge
            | Kind::Select
            | Kind::Values
            | Kind::TableRows
            | Kind::Perform
            | Kind::CreateTable
            | Kind::CreateMaterializedView
            | Kind::AddColumn
            | Kind::Call
    )
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Whether all is known that a `CALL` of this procedure does.
pub(crate) fn is_known_procedure(subject: &Subject<'_>) -> bool {
    let Some(before) = subject.before.filter(|_| subject.change.kind == Kind::Call) else {
        return false;
    };
    let mut calls = subject
        .statement
        .uses
        .iter()
        .filter(|used| used.role == NameRole::Calls);
    let is_there = calls.any(|used| {
        let overloads = before.routines(&used.name).known().unwrap_or_default();
        matches!(overloads, [routine] if routine.object_kind == ObjectKind::Procedure)
    });
    is_there && with(subject).is_complete
}
