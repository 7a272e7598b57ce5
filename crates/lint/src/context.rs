use std::sync::{Arc, LazyLock};

use impact::{Impact, InTransaction, Outcome, RelationLock, RowWork, StatementTransaction};
use schema::{
    Catalog, Change, DataType, Definition, Dialect, Ident, KeywordSet, Name, Origin, Persistence, Statement, Token,
    Word,
};
use source::{Category, Severity, Span, StatementPath, Text, TextRange};

use crate::shown::Shown;
use crate::{Failure, MigrationFacts, On, Options, Report, Rerun, RuleInfo, StatementFacts};

/// Whoever asks is nobody in particular: what is asked here does not depend on the rule.
static NOBODY: LazyLock<RuleInfo> =
    LazyLock::new(|| RuleInfo::new("", Category::Correctness, Severity::Off, On::Migrations, ""));
static NO_OPTIONS: Options = Options::none();

/// All that a rule may know about its subject, and where it reports.
pub struct Context<'a> {
    /// The migration at hand, shared so that scripts can hold on to it.
    pub migration: &'a Arc<MigrationFacts>,
    rule: &'a RuleInfo,
    options: &'a Options,
    shown: Option<Shown<'a>>,
    /// Which change of the statement is looked at; `None` for all of it.
    change: Option<u32>,
    reports: Vec<Report>,
    failure: Option<Failure>,
}

impl<'a> Context<'a> {
    /// A context for one rule and one migration.
    #[must_use]
    pub const fn new(rule: &'a RuleInfo, options: &'a Options, migration: &'a Arc<MigrationFacts>) -> Self {
        Self {
            migration,
            rule,
            options,
            shown: None,
            change: None,
            reports: Vec::new(),
            failure: None,
        }
    }

    /// A context for one migration or one statement of it, in which nobody in particular asks.
    pub(crate) fn of_nobody(migration: &'a Arc<MigrationFacts>, shown: Option<Shown<'a>>) -> Self {
        let mut context = Self::new(&NOBODY, &NO_OPTIONS, migration);
        context.shown = shown;
        context
    }

    /// Gives the context to a rule.
    pub(crate) const fn give_to(&mut self, rule: &'a RuleInfo, options: &'a Options) {
        self.rule = rule;
        self.options = options;
    }

    /// Points the context at all of its statement or, with a number, at that change of it.
    pub(crate) const fn look_at(&mut self, change: Option<u32>) {
        self.change = change;
    }

    /// The statement that it was made for.
    pub(crate) const fn shown(&self) -> Option<Shown<'a>> {
        self.shown
    }

    /// The rule at work.
    #[must_use]
    pub const fn rule(&self) -> &'a RuleInfo {
        self.rule
    }

    /// The rule's options, as [`crate::Rule::read_options`] read them: the configuration's, or the defaults.
    ///
    /// # Panics
    /// Where the rule asks for another type than it reads its options as.
    #[must_use]
    pub fn options<T: 'static>(&self) -> &'a T {
        self.options.get()
    }

    /// The statement at hand.
    #[must_use]
    pub fn statement(&self) -> Option<&'a Statement> {
        self.shown.map(|shown| shown.statement)
    }

    /// Where the statement at hand stands within its migration.
    #[must_use]
    pub fn statement_path(&self) -> Option<&'a StatementPath> {
        self.shown.map(|shown| shown.path)
    }

    /// The tokens of the statement at hand without those of the statements inside it; none for a rule on migrations.
    #[must_use]
    pub fn tokens(&self) -> &'a [Token] {
        self.shown.map_or(&[], |shown| shown.tokens(&self.migration.script))
    }

    /// Where among these tokens a word or a quoted name stands before a parenthesis, as where a function is called. That
    /// is found out once for all rules.
    pub fn calls(&self) -> impl Iterator<Item = usize> + use<'a> {
        let calls = self.shown.map(|shown| &shown.outline(&self.migration.script).calls);
        calls.into_iter().flatten().map(|at| *at as usize)
    }

    /// Whether one of these keywords is among these tokens. Which are is found out once for all rules.
    #[must_use]
    pub fn holds_any(&self, keywords: &KeywordSet) -> bool {
        let script = &self.migration.script;
        let is_among = |shown: Shown<'a>| shown.outline(script).keywords.overlaps(keywords);
        script.keywords.overlaps(keywords) && self.shown.is_some_and(is_among)
    }

    /// The names that the change at hand gives, as [`Change::definitions`] lists them; none for a rule on anything else.
    /// They are listed once for all rules.
    #[must_use]
    pub fn definitions(&self) -> &'a [Definition<'a>] {
        match (self.shown, self.change) {
            (Some(shown), Some(change)) => shown.definitions(change as usize),
            _ => &[],
        }
    }

    /// The tokens of the statement at hand without those of the statements inside it, each with its clause; none for a rule
    /// on migrations. They are read once for all rules.
    #[must_use]
    pub fn words(&self) -> &'a [Word] {
        self.shown.map_or(&[], |shown| shown.words(&self.migration.script))
    }

    /// What is known of the statement at hand. `None` inside routine bodies.
    #[must_use]
    pub fn facts(&self) -> Option<StatementFacts<'a>> {
        self.shown?.facts
    }

    /// What the change at hand does or, for a rule on statements, the statement. `None` inside routine bodies.
    #[must_use]
    pub fn impact(&self) -> Option<&'a Impact> {
        let facts = self.facts()?;
        match self.change {
            None => Some(facts.impact()),
            Some(at) => facts.changes().get(at as usize),
        }
    }

    /// What comes of the change at hand or, for a rule on statements, of the statement, without the rest of its impact.
    /// `None` inside routine bodies.
    #[must_use]
    pub fn outcome(&self) -> Option<&'a Outcome> {
        let facts = self.facts()?;
        match self.change {
            None => Some(facts.outcome()),
            Some(at) => facts.outcomes().get(at as usize),
        }
    }

    /// What the change at hand or, for a rule on statements, the statement does to the rows of whole relations, without the
    /// rest of its impact. `None` inside routine bodies.
    #[must_use]
    pub fn row_work(&self) -> Option<&'a RowWork> {
        let facts = self.facts()?;
        match self.change {
            None => Some(facts.row_work()),
            Some(at) => facts.row_work_of_changes().get(at as usize),
        }
    }

    /// The locks of the change at hand or, for a rule on statements, of the statement for which at least writers wait,
    /// without the rest of its impact. `None` inside routine bodies.
    #[must_use]
    pub fn blocking_locks(&self) -> Option<&'a [RelationLock]> {
        let facts = self.facts()?;
        match self.change {
            None => Some(facts.blocking_locks()),
            Some(at) => facts.blocking_locks_of_changes().get(at as usize).map(Vec::as_slice),
        }
    }

    /// What becomes of an open transaction when this change of the statement at hand runs in it, without the rest of its
    /// impact. `None` where that is not known.
    #[must_use]
    pub fn in_transaction(&self, change: &Change, statement: &Statement) -> Option<InTransaction> {
        impact::in_transaction(change, statement, self.migration.engine, Some(self.before()))
    }

    /// Why the engine refuses this change of the statement at hand as it stands, without the rest of its impact. `None` inside
    /// routine bodies, and where no reason is known.
    #[must_use]
    pub fn refusal(&self, change: &Change) -> Option<&'static str> {
        self.facts()?.refusal(change)
    }

    /// The transaction that the statement at hand runs in. `None` inside routine bodies.
    #[must_use]
    pub fn transaction(&self) -> Option<&'a StatementTransaction> {
        self.facts().map(|facts| facts.transaction())
    }

    /// The schema before the statement at hand or, for a rule on migrations, before the migration.
    #[must_use]
    pub fn before(&self) -> &'a Catalog {
        self.facts().map_or(&self.migration.before, |facts| facts.before())
    }

    /// The schema after the top-level statement at hand or, for a rule on migrations, after the migration.
    #[must_use]
    pub fn after(&self) -> &'a Catalog {
        let top = self.statement_path().and_then(|path| path.0.first());
        top.map_or(&self.migration.after, |at| {
            self.migration.schema_before(*at as usize + 1)
        })
    }

    /// The name as the engine looks it up before the statement at hand, along the `search_path`: `schema.name`, as impacts
    /// call relations.
    #[must_use]
    pub fn resolved(&self, name: &Name) -> String {
        self.before().resolved(name)
    }

    /// Whether the table belongs to the session and goes with it.
    #[must_use]
    pub fn is_temporary(&self, table: &Name) -> bool {
        let is_marked = match self.migration.script.dialect {
            Dialect::Postgres => table
                .qualifier()
                .is_some_and(|schema| schema.text.eq_ignore_ascii_case("pg_temp")),
            Dialect::Mssql => table.ident.text.starts_with(['#', '@']),
            Dialect::Sqlite => table
                .qualifier()
                .is_some_and(|schema| schema.text.eq_ignore_ascii_case("temp")),
            _ => false,
        };
        let known = || {
            let before = self.before();
            let found = before.has_temporary().then(|| before.table(table).seen()).flatten();
            found.map(|table| table.persistence)
        };
        let is_made_here = || self.migration.created().is_temporary(table);
        is_marked || known() == Some(Persistence::Temporary) || is_made_here()
    }

    /// Whether the same migration creates the relation above `offset`.
    #[must_use]
    pub fn is_created_above(&self, relation: &Name, offset: u32) -> bool {
        self.migration.created().has_relation(relation, offset)
    }

    /// Whether the same migration creates what the change is about above it: its relation, its column, another object.
    #[must_use]
    pub fn is_object_created_above(&self, change: &Change) -> bool {
        self.migration.created().has_object_of(change)
    }

    /// Whether the same migration creates the relation below `offset`, and not above.
    #[must_use]
    pub fn is_created_below(&self, relation: &Name, offset: u32) -> bool {
        self.migration.created().makes_after(relation, offset)
    }

    /// Whether the same migration adds the column above `offset`, or creates its table.
    #[must_use]
    pub fn is_column_added_above(&self, table: &Name, column: &Ident, offset: u32) -> bool {
        let created = self.migration.created();
        created.has_relation(table, offset) || created.has_column(table, column, offset)
    }

    /// Whether the table is empty when the statement at hand takes effect, because the same migration gives it a column
    /// that the engine refuses while there are rows.
    #[must_use]
    pub fn is_surely_empty(&self, table: &Name) -> bool {
        let end = self.statement().map_or(0, |statement| statement.range.end);
        self.migration.created().refuses_rows(table, end)
    }

    /// Whether the relation that is dropped at `offset` is rebuilt by the same migration, its rows kept.
    #[must_use]
    pub fn is_rebuilt(&self, relation: &Name, offset: u32) -> bool {
        self.migration.created().rebuilds(relation, offset)
    }

    /// Whether the column that is dropped at `offset` is replaced by the same migration, its values kept.
    #[must_use]
    pub fn is_column_replaced(&self, table: &Name, column: &Ident, offset: u32) -> bool {
        self.migration.created().replaces_column(table, column, offset)
    }

    /// Whether the relation's name is one that the same migration takes below `offset` and gives up again.
    #[must_use]
    pub fn is_used_up_below(&self, relation: &Name, offset: u32) -> bool {
        self.migration.created().uses_up(relation, offset)
    }

    /// Whether the same migration gives the relation's name to something else below `offset`: a view, a synonym, another
    /// table.
    #[must_use]
    pub fn is_name_taken_below(&self, relation: &Name, offset: u32) -> bool {
        self.migration.created().takes_name(relation, offset)
    }

    /// Whether it is the migration at hand that made something.
    #[must_use]
    pub fn is_made_here(&self, origin: Origin) -> bool {
        let here = (self.migration.migration.file, self.migration.index_in_file);
        (origin.file, origin.migration) == here
    }

    /// The text of a range of the migration's file.
    #[must_use]
    pub fn text(&self, range: TextRange) -> &'a str {
        self.migration.file.slice(range)
    }

    /// Why the statement at hand may meet what an earlier run of it left.
    #[must_use]
    pub fn rerun(&self) -> Option<Rerun> {
        self.migration.rerun(self.statement_path()?)
    }

    /// Whether the statement at hand stands by itself, in no block.
    #[must_use]
    pub fn is_top_level(&self) -> bool {
        self.statement_path().is_some_and(|path| path.0.len() == 1)
    }

    /// Keywords in the case in which the statement at hand is written.
    #[must_use]
    pub fn in_case_of_statement(&self, words: &str) -> String {
        self.statement().map_or_else(
            || words.to_owned(),
            |statement| self.migration.in_case_of(statement, words),
        )
    }

    /// The edit that puts another type in the place of one, as [`MigrationFacts::retype`] does.
    #[must_use]
    pub fn retype(&self, data_type: &DataType, new: &str) -> (TextRange, String) {
        self.migration.retype(data_type, new)
    }

    /// Reports a finding at a place of the migration's file. The message states a fact, in lower case.
    pub fn report(&mut self, range: TextRange, message: impl Into<Text>) -> &mut Report {
        let statement = self.statement_path().cloned();
        self.push(statement, range, message.into())
    }

    /// Reports a finding about one statement of the migration, for rules that look at all of it.
    pub fn report_in(&mut self, path: StatementPath, range: TextRange, message: impl Into<Text>) -> &mut Report {
        self.push(Some(path), range, message.into())
    }

    /// Says that the rule could not do its work. The rest of the migration is not shown to it.
    pub fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    fn push(&mut self, statement: Option<StatementPath>, range: TextRange, message: Text) -> &mut Report {
        let span = Span::new(self.migration.migration.file, range);
        let at = self.reports.len();
        self.reports.push(Report::new(span, statement, message));
        &mut self.reports[at]
    }

    /// What stopped the rule, if anything did.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    pub(crate) const fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Whether the rule neither reported anything nor failed.
    pub(crate) const fn is_silent(&self) -> bool {
        self.reports.is_empty() && self.failure.is_none()
    }

    /// What was reported so far; nothing stays behind.
    pub fn take_reports(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.reports)
    }
}
