//! The words in which people are told what a statement does.

use impact::{Algorithm, Fact, Impact, OpenedBy, Phase, RelationLock, Transaction, UnknownList};
use migrations::TransactionMode;
use schema::{Action, Catalog, Change, Dialect, Kind, Runs, Statement};

use super::names;

/// Statements that steer the session or the transaction, or only read: there is nothing to undo.
const NOTHING_TO_UNDO: &[Kind] = &[
    Kind::Begin,
    Kind::Commit,
    Kind::Rollback,
    Kind::Savepoint,
    Kind::ReleaseSavepoint,
    Kind::RollbackToSavepoint,
    Kind::SetTransaction,
    Kind::SetConstraints,
    Kind::Set,
    Kind::Reset,
    Kind::SetNames,
    Kind::SetRole,
    Kind::Use,
    Kind::Pragma,
    Kind::Show,
    Kind::Describe,
    Kind::Explain,
    Kind::Help,
    Kind::Print,
    Kind::Empty,
    Kind::NullStatement,
    Kind::ClientCommand,
];

/// What the statement is called and about, and which parts of it change: `alter_table users: add_column email`,
/// `create_index concurrently by_email on users`.
pub(crate) fn title(statement: &Statement, objects: &[String], before: &Catalog) -> String {
    let mut title = statement.kind.as_str().to_owned();
    if statement.modifiers.concurrently.is_some() {
        title.push_str(" concurrently");
    }
    if let [change] = statement.changes.as_slice()
        && let Action::Maintenance(maintenance) = &change.action
        && maintenance.is_full
    {
        title.push_str(" full");
    }
    match belonging(statement, before) {
        Some((name, table)) => title.push_str(&format!(" {name} on {table}")),
        None if !objects.is_empty() => {
            title.push(' ');
            title.push_str(&objects.join(", "));
        }
        None => {}
    }
    let parts = statement.changes.iter().filter(|change| change.kind != statement.kind);
    let parts: Vec<String> = parts.map(|change| part(change, objects, before)).collect();
    if !parts.is_empty() {
        title.push_str(": ");
        title.push_str(&parts.join(", "));
    }
    if let [change] = statement.changes.as_slice() {
        match &change.action {
            Action::Rename(rename) => title.push_str(&format!(" to {}", rename.to)),
            Action::Session(setting) if objects.is_empty() && !setting.name.is_empty() => {
                title.push_str(&format!(" {}", setting.name));
                let is_secret = setting.name.contains("password");
                if let Some(value) = setting.value.as_ref().filter(|_| !is_secret) {
                    title.push_str(&format!(" = {value}"));
                }
            }
            _ => {}
        }
    }
    title
}

/// An index, trigger, policy or rule that a statement of its own makes or drops, and its table.
fn belonging(statement: &Statement, before: &Catalog) -> Option<(String, String)> {
    let [change] = statement.changes.as_slice() else {
        return None;
    };
    let name = match &change.action {
        Action::CreateIndex(index) if change.kind == statement.kind => {
            index.name.as_ref()?.ident.folded(before.dialect())
        }
        Action::CreateTrigger(trigger) => trigger.name.ident.folded(before.dialect()),
        Action::CreatePolicy(policy) => policy.name.folded(before.dialect()),
        Action::Drop(dropped) if dropped.table.is_some() => dropped.name.ident.folded(before.dialect()),
        _ => return None,
    };
    Some((name.to_string(), before.resolved(change.table()?)))
}

/// A change within a statement, without the object that the statement names already.
fn part(change: &Change, objects: &[String], before: &Catalog) -> String {
    let kind = change.kind;
    let Some(object) = names::of_change(change, before) else {
        return kind.to_string();
    };
    let below = |whole: &String| {
        object
            .strip_prefix(whole.as_str())
            .and_then(|rest| rest.strip_prefix('.'))
    };
    match objects.iter().find_map(below) {
        Some(part) => format!("{kind} {part}"),
        None if objects.contains(&object) => kind.to_string(),
        None => format!("{kind} {object}"),
    }
}

pub(crate) fn locks_or_refusal(impact: &Impact, objects: &[String]) -> String {
    match impact.outcome.refusal {
        Some(reason) => format!("refused: {reason}"),
        None => locks(impact, objects),
    }
}

/// Whether a rollback undoes it and, where not, why.
pub(crate) fn rolls_back(statement: &Statement, impact: &Impact) -> &'static str {
    if has_nothing_to_undo(statement) {
        return "-";
    }
    match (impact.outcome.refused_in_transaction, impact.outcome.implicit_commit) {
        (Some(true), _) => "no, runs outside only",
        (_, Some(true)) => "no, commits",
        _ => yes_or_no(impact.outcome.transactional),
    }
}

fn has_nothing_to_undo(statement: &Statement) -> bool {
    let only_reads = matches!(statement.kind, Kind::Select | Kind::Values | Kind::TableRows);
    NOTHING_TO_UNDO.contains(&statement.kind) || (only_reads && statement.writes().next().is_none())
}

/// Whether a second run does no more; transaction control is not asked.
pub(crate) fn reruns(statement: &Statement, impact: &Impact) -> &'static str {
    let is_control = NOTHING_TO_UNDO[..8].contains(&statement.kind);
    if is_control {
        "-"
    } else {
        yes_or_no(impact.outcome.idempotent)
    }
}

/// The strongest lock and what it blocks. Of equals the first counts. On what it is need not be said where
/// the statement is about nothing else.
pub(crate) fn locks(impact: &Impact, objects: &[String]) -> String {
    // Of equals, that on what the statement is about comes first.
    let strength = |lock: &&RelationLock| {
        let is_own = objects.iter().any(|object| *object == lock.relation);
        (lock.blocks_reads, lock.blocks_writes, is_own)
    };
    let mut locks: Vec<&RelationLock> = impact.locks.iter().collect();
    locks.sort_by_key(|lock| std::cmp::Reverse(strength(lock)));
    let Some(strongest) = locks.first() else {
        return nothing_in(impact, UnknownList::Locks).to_owned();
    };
    let others = match locks.len() - 1 {
        0 => String::new(),
        others => format!(", and {others} more"),
    };
    if objects.iter().any(|object| *object == strongest.relation) {
        return format!("{}: {}{others}", strongest.mode, blocked(strongest));
    }
    format!("{}{others}", lock(strongest))
}

pub(crate) fn lock(lock: &RelationLock) -> String {
    format!("{} on {}: {}", lock.mode, lock.relation, blocked(lock))
}

pub(crate) const fn blocked(lock: &RelationLock) -> &'static str {
    match (lock.blocks_reads, lock.blocks_writes) {
        (true, true) => "blocks reads and writes",
        (true, false) => "blocks reads",
        (false, true) => "blocks writes",
        (false, false) => "blocks DDL only",
    }
}

/// Which relations are rewritten or read in full.
pub(crate) fn work(impact: &Impact) -> String {
    let mut work: Vec<String> = impact.algorithm.map(algorithm).into_iter().map(str::to_owned).collect();
    if !impact.rewrites.is_empty() {
        work.push(format!("rewrites {}", impact.rewrites.join(", ")));
    }
    let scans = impact.scans.iter().filter(|scanned| !impact.rewrites.contains(scanned));
    let scans: Vec<&str> = scans.map(AsRef::as_ref).collect();
    if !scans.is_empty() {
        work.push(format!("scans {}", scans.join(", ")));
    }
    if work.is_empty() {
        let of_rewrites = nothing_in(impact, UnknownList::Rewrites);
        return if of_rewrites == "?" {
            of_rewrites.to_owned()
        } else {
            nothing_in(impact, UnknownList::Scans).to_owned()
        };
    }
    work.join(", ")
}

/// As the `ALGORITHM=` clause of MySQL and MariaDB says it.
const fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Instant => "instant",
        Algorithm::Nocopy => "nocopy",
        Algorithm::Inplace => "inplace",
        Algorithm::Copy => "copy",
    }
}

/// What stands for an empty list.
pub(crate) fn nothing_in(impact: &Impact, list: UnknownList) -> &'static str {
    if impact.unknown.contains(&list) { "?" } else { "-" }
}

pub(crate) fn phase(impact: &Impact) -> String {
    let phase = match impact.outcome.phase {
        Some(Phase::Neutral) => "neutral",
        Some(Phase::Data) => "data",
        Some(Phase::Expand) => "expand",
        Some(Phase::Contract) => "contract",
        None => "?",
    };
    match (impact.outcome.destructive, impact.outcome.reversible) {
        (Some(true), _) => format!("{phase}, loses data"),
        (_, Some(false)) => format!("{phase}, cannot be undone"),
        _ => phase.to_owned(),
    }
}

pub(crate) const fn yes_or_no(fact: Fact) -> &'static str {
    match fact {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}

pub(crate) const fn when(runs: Runs) -> &'static str {
    match runs {
        Runs::Now => "runs now",
        Runs::If => "runs if a condition holds",
        Runs::PerRow => "runs for each row",
        Runs::WhenCalled => "runs when called",
    }
}

pub(crate) const fn transaction(transaction: Transaction) -> &'static str {
    match transaction {
        Transaction::None => "in no transaction",
        Transaction::Unknown => "whether it runs in a transaction is not known",
        Transaction::Open(OpenedBy::Runner) => "in the tool's transaction",
        Transaction::Open(OpenedBy::Script(_)) => "in the script's transaction",
        Transaction::Open(OpenedBy::Engine) => "in the transaction of the one query",
    }
}

pub(crate) const fn in_words(transaction: TransactionMode) -> &'static str {
    match transaction {
        TransactionMode::PerMigration => "the tool runs it in a transaction",
        TransactionMode::AllPending => "the tool runs all pending migrations in one transaction",
        TransactionMode::ImplicitBatch => "the tool sends the file as one query",
        TransactionMode::StatementByStatement => "each statement commits alone",
        TransactionMode::Unknown => "how it is run is not known",
    }
}

/// For people, the schema that everything lies in is noise.
pub(crate) fn without_default_schema(text: &str, dialect: Dialect) -> String {
    let Some(schema) = dialect.default_schema() else {
        return text.to_owned();
    };
    let prefix = format!("{schema}.");
    let words = text.split(' ').map(|word| word.strip_prefix(&prefix).unwrap_or(word));
    words.collect::<Vec<_>>().join(" ")
}

/// An online operation of SQL Server, which its editions do not all have
/// (<https://learn.microsoft.com/sql/relational-databases/indexes/perform-index-operations-online>).
pub(crate) fn needs_edition(statement: &Statement, dialect: Dialect) -> bool {
    let is_on = |options: &[schema::TableSetting]| {
        let mut options = options.iter();
        let online = options.find(|option| option.name == "online");
        online.is_some_and(|online| {
            online
                .value
                .as_deref()
                .is_some_and(|value| !value.eq_ignore_ascii_case("off"))
        })
    };
    let is_online = |change: &Change| match &change.action {
        Action::CreateIndex(index) => is_on(&index.options),
        Action::Table(action) => is_on(&action.options),
        Action::Column(action) => is_on(&action.options),
        _ => false,
    };
    let says = statement.modifiers.online == Some(true) || statement.changes.iter().any(is_online);
    dialect == Dialect::Mssql && says
}
