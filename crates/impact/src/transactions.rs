//! Which transaction each statement of a migration runs in, and what holds when it starts.
//!
//! The runner opens a transaction or does not; the script's own `BEGIN` and `COMMIT` work inside that; and
//! the engine has the last word: it commits at DDL (MySQL, MariaDB, Oracle), or makes a file that was sent
//! as one query a transaction (PostgreSQL).

mod control;
mod detection;
mod settings;

use compact_str::CompactString;
use migrations::{RunnerPolicy, TransactionMode};
use schema::{Dialect, Kind, Statement};
use source::TextRange;

use crate::transactional::commits_by_itself;
use crate::{Engine, InTransaction, statement_in_transaction};
use control::Control;
use settings::Settings;

/// Who opened a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpenedBy {
    /// The migration tool.
    Runner,
    /// The script, with a `BEGIN` at this place, or with the first statement that psql runs without autocommit.
    Script(TextRange),
    /// The engine: a file sent as one query is one transaction on PostgreSQL; Oracle opens one by itself.
    Engine,
}

/// Whether a statement runs in a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transaction {
    /// It commits or fails alone.
    None,
    /// It shares the fate of others.
    Open(OpenedBy),
    /// Nobody says how the script is run.
    Unknown,
}

impl Transaction {
    /// Whether it is known to share the fate of others.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }
}

/// What holds when one statement starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementTransaction {
    /// The transaction it runs in.
    pub transaction: Transaction,
    /// A number for that transaction within the migration, so that two statements can be compared;
    /// statements outside of any have different ones.
    pub group: u32,
    /// Settings made so far that still hold: `lock_timeout`, `statement_timeout`, `foreign_keys`, lower case.
    pub settings: Vec<(CompactString, Option<CompactString>)>,
}

impl StatementTransaction {
    /// The value of a setting that still holds; `None` where it was not set.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        let (_, value) = self.settings.iter().find(|(known, _)| known == name)?;
        value.as_deref()
    }
}

/// For each statement, the transaction it runs in and the settings that hold when it starts.
#[must_use]
pub fn walk(statements: &[Statement], policy: &RunnerPolicy, engine: Engine) -> Vec<StatementTransaction> {
    let mut walk = Walk::start(statements, policy, engine);
    statements.iter().map(|statement| walk.step(statement)).collect()
}

/// The `BEGIN` of the script whose transaction is still open behind the last statement. `None` also where a condition
/// decides whether it is ended.
#[must_use]
pub fn left_open(statements: &[Statement], policy: &RunnerPolicy, engine: Engine) -> Option<TextRange> {
    let mut walk = Walk::start(statements, policy, engine);
    for statement in statements {
        walk.step(statement);
    }
    match walk.open {
        Some((OpenedBy::Script(range), _)) if !depends_on_conditions(statements) => Some(range),
        _ => None,
    }
}

/// Whether conditions decide where transactions begin or end, so that the walk cannot know it.
#[must_use]
pub fn depends_on_conditions(statements: &[Statement]) -> bool {
    statements.iter().any(control::is_conditional)
}

/// Whether a runner that looks at the statements takes this one for one that cannot run in a transaction.
#[must_use]
pub fn is_detected(statement: &Statement, policy: &RunnerPolicy, engine: Engine) -> bool {
    policy.detects_non_transactional && detection::is_detected(statement, engine)
}

/// What the runner makes of a statement for which the script says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outside {
    /// Each commits alone.
    Alone,
    /// All of them are one transaction that the engine opens.
    Implicit,
    /// Nobody says.
    Unknown,
}

struct Walk {
    engine: Engine,
    /// Whether there are statements at which the engine commits.
    engine_commits: bool,
    /// What holds where no transaction was opened by hand.
    outside: Outside,
    /// The transaction opened by runner or script, with how deep it is nested (SQL Server).
    open: Option<(OpenedBy, u32)>,
    /// `SET autocommit = 0`, `SET IMPLICIT_TRANSACTIONS ON`, and Oracle: any change of rows opens one. psql without
    /// autocommit: any statement does.
    opens_by_itself: bool,
    group: u32,
    settings: Settings,
    /// SQL Server's `ROLLBACK TRANSACTION name` goes back to a savepoint where one has that name.
    savepoints: Vec<CompactString>,
}

impl Walk {
    fn start(statements: &[Statement], policy: &RunnerPolicy, engine: Engine) -> Self {
        let by_runner = match policy.transaction {
            TransactionMode::PerMigration | TransactionMode::AllPending => {
                !detection::leaves_transaction(statements, policy, engine)
            }
            TransactionMode::ImplicitBatch | TransactionMode::StatementByStatement | TransactionMode::Unknown => false,
        };
        Self {
            engine,
            engine_commits: commits_by_itself(engine.dialect),
            outside: Outside::of(statements, policy, engine),
            open: by_runner.then_some((OpenedBy::Runner, 1)),
            opens_by_itself: engine.dialect == Dialect::Oracle && policy.transaction != TransactionMode::Unknown,
            group: 0,
            settings: Settings::default(),
            savepoints: Vec::new(),
        }
    }

    fn step(&mut self, statement: &Statement) -> StatementTransaction {
        let commits = self.commits_by_itself(statement);
        if commits {
            self.close();
        } else if self.open.is_none() && self.opens_by_itself && control::opens_transaction(statement, self.engine) {
            let is_by_psql = self.engine.dialect == Dialect::Postgres;
            self.open(if is_by_psql {
                OpenedBy::Script(statement.range)
            } else {
                OpenedBy::Engine
            });
        }
        let transaction = self.transaction(commits);
        let here = StatementTransaction {
            transaction,
            group: self.group,
            settings: self.settings.current(),
        };
        self.follow(statement, transaction);
        if self.is_alone(transaction) {
            self.group += 1;
        }
        here
    }

    fn transaction(&self, commits: bool) -> Transaction {
        match (self.open, self.outside) {
            (Some((by, _)), _) => Transaction::Open(by),
            (None, _) if commits => Transaction::None,
            (None, Outside::Alone) => Transaction::None,
            (None, Outside::Implicit) => Transaction::Open(OpenedBy::Engine),
            (None, Outside::Unknown) => Transaction::Unknown,
        }
    }

    fn is_alone(&self, transaction: Transaction) -> bool {
        !transaction.is_open() && self.open.is_none()
    }

    /// The statement ends the transaction before it runs, and then commits by itself.
    fn commits_by_itself(&self, statement: &Statement) -> bool {
        let stays_on = control::switches_implicit_transactions(statement) == Some(false)
            && !self.opens_by_itself
            && matches!(self.open, Some((OpenedBy::Script(_), _)));
        self.engine_commits
            && !stays_on
            && statement.kind != Kind::Begin
            && statement_in_transaction(statement, self.engine, None) == Some(InTransaction::Commits)
    }

    /// Follows transaction control and settings, those of blocks that run with the script included.
    fn follow(&mut self, statement: &Statement, transaction: Transaction) {
        self.settings.follow(statement, transaction, self.engine.dialect);
        if let Some(switch) = control::switches_implicit_transactions(statement) {
            self.opens_by_itself = switch;
        }
        if statement.kind == Kind::Savepoint {
            self.savepoints
                .extend(control::name(statement).map(CompactString::from));
        }
        match Control::of(statement) {
            Control::Rollback { .. } if self.goes_back_to_savepoint(statement) => {}
            Control::Begin => self.begin(statement.range),
            Control::Commit { chains } => self.commit(chains.then_some(statement.range)),
            Control::Rollback { chains } => self.rollback(chains.then_some(statement.range)),
            Control::Nothing => self.follow_body(statement, transaction),
        }
    }

    fn goes_back_to_savepoint(&self, statement: &Statement) -> bool {
        control::name(statement).is_some_and(|name| self.savepoints.iter().any(|known| known == name))
    }

    fn follow_body(&mut self, statement: &Statement, transaction: Transaction) {
        let inner = statement.body.iter().filter(|inner| inner.runs == schema::Runs::Now);
        for inner in inner {
            self.follow(inner, transaction);
        }
    }

    fn begin(&mut self, range: TextRange) {
        match (self.engine.dialect, &mut self.open) {
            // SQL Server counts; the outermost transaction is the only one.
            (Dialect::Mssql, Some((_, depth))) => *depth += 1,
            // MySQL and MariaDB commit the open transaction and start another.
            (Dialect::Mysql | Dialect::Mariadb, Some(_)) => {
                self.close();
                self.open(OpenedBy::Script(range));
            }
            // PostgreSQL warns, SQLite refuses: the open transaction goes on.
            (_, Some(_)) => {}
            // In an implicit transaction, what ran before belongs to the one that is opened.
            (_, None) if self.outside == Outside::Implicit => self.open = Some((OpenedBy::Script(range), 1)),
            (_, None) => self.open(OpenedBy::Script(range)),
        }
    }

    fn commit(&mut self, chained: Option<TextRange>) {
        if let (Dialect::Mssql, Some((_, depth))) = (self.engine.dialect, &mut self.open)
            && *depth > 1
        {
            *depth -= 1;
            return;
        }
        self.settings.end_transaction(settings::Outcome::Committed);
        self.close();
        if let Some(range) = chained {
            self.open(OpenedBy::Script(range));
        }
    }

    fn rollback(&mut self, chained: Option<TextRange>) {
        self.settings.end_transaction(settings::Outcome::RolledBack);
        self.close();
        if let Some(range) = chained {
            self.open(OpenedBy::Script(range));
        }
    }

    fn open(&mut self, by: OpenedBy) {
        self.group += 1;
        self.open = Some((by, 1));
        self.settings.begin_transaction();
    }

    fn close(&mut self) {
        if self.open.take().is_some() || self.outside == Outside::Implicit {
            self.group += 1;
        }
    }
}

impl Outside {
    fn of(statements: &[Statement], policy: &RunnerPolicy, engine: Engine) -> Self {
        match policy.transaction {
            TransactionMode::Unknown => Self::Unknown,
            TransactionMode::ImplicitBatch if detection::splits_batch(statements, policy) => Self::Alone,
            TransactionMode::ImplicitBatch => Self::of_one_query(statements, engine),
            TransactionMode::PerMigration | TransactionMode::AllPending
                if policy.delivery == migrations::Delivery::WholeFile =>
            {
                Self::of_one_query(statements, engine)
            }
            _ => Self::Alone,
        }
    }

    /// Several statements sent in one query are one transaction on PostgreSQL, and on no other engine
    /// (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>).
    fn of_one_query(statements: &[Statement], engine: Engine) -> Self {
        let sent = statements
            .iter()
            .filter(|statement| control::is_sent(statement))
            .count();
        if engine.dialect == Dialect::Postgres && sent > 1 {
            Self::Implicit
        } else {
            Self::Alone
        }
    }
}
