use impact::{Algorithm, UnknownList};
use rhai::ImmutableString;

use super::describe::Members;
use super::handle::{At, Thing};
use super::value::texts;

/// What a statement or a change does to the database that runs it.
#[derive(Clone, Debug)]
pub(crate) struct Impact {
    at: At,
    /// Which change of the statement; `None` for all of it.
    change: Option<u32>,
}

impl Impact {
    /// Nothing is known of what stands in a routine's body.
    pub(crate) fn new(at: &At, change: Option<u32>) -> Option<Self> {
        let impact = Self { at: at.clone(), change };
        impact.find().is_some().then_some(impact)
    }

    fn find(&self) -> Option<&impact::Impact> {
        let known = self.at.known()?;
        match self.change {
            None => Some(known.impact()),
            Some(index) => known.changes().get(index as usize),
        }
    }

    fn facts(&self) -> &impact::Impact {
        self.find().expect("`new` has found it, and facts do not change")
    }
}

impl Thing for Impact {
    const NAME: &'static str = "Impact";
    const SUMMARY: &'static str =
        "What a statement or a change does to the database that runs it. What cannot be known is `()`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "transactional",
                "It may run inside a transaction and is undone by its rollback.",
                |this| this.facts().outcome.transactional,
            )
            .property(
                "refused_in_transaction",
                "The engine refuses it inside a transaction.",
                |this| this.facts().outcome.refused_in_transaction,
            )
            .property("implicit_commit", "It commits the open transaction.", |this| {
                this.facts().outcome.implicit_commit
            })
            .property(
                "idempotent",
                "A second run succeeds and leaves schema and rows as after the first.",
                |this| this.facts().outcome.idempotent,
            )
            .property("destructive", "Stored data is lost.", |this| {
                this.facts().outcome.destructive
            })
            .property(
                "reversible",
                "Another statement can bring the schema and the rows back.",
                |this| this.facts().outcome.reversible,
            )
            .property(
                "phase",
                "What it does to the release that still serves: `expand`, `contract`, `data`, `neutral`.",
                |this| this.facts().outcome.phase.map(phase),
            )
            .one_of_those()
            .property(
                "locks",
                "The strongest lock on each table that existed before.",
                |this| {
                    let count = this.facts().locks.len();
                    (0..count)
                        .map(|index| Lock {
                            impact: this.clone(),
                            index,
                        })
                        .collect::<Vec<_>>()
                },
            )
            .property(
                "rewrites",
                "The tables whose rows are written anew, as `schema.name`.",
                |this| texts(&this.facts().rewrites),
            )
            .property(
                "scans",
                "The tables read in full while their lock is held, as `schema.name`.",
                |this| texts(&this.facts().scans),
            )
            .property(
                "unknown",
                "Which of `locks`, `rewrites` and `scans` may lack entries.",
                |this| {
                    let lists = this.facts().unknown.iter().map(|list| match list {
                        UnknownList::Locks => "locks",
                        UnknownList::Rewrites => "rewrites",
                        UnknownList::Scans => "scans",
                    });
                    lists.collect::<Vec<_>>()
                },
            )
            .property(
                "algorithm",
                "How MySQL and MariaDB carry it out: `instant`, `nocopy`, `inplace`, `copy`.",
                |this| {
                    this.facts().algorithm.map(|algorithm| match algorithm {
                        Algorithm::Instant => "instant",
                        Algorithm::Nocopy => "nocopy",
                        Algorithm::Inplace => "inplace",
                        Algorithm::Copy => "copy",
                    })
                },
            )
            .one_of_those()
            .property(
                "metadata_lock",
                "It takes MySQL's exclusive metadata lock, if only for a moment.",
                |this| this.facts().metadata_lock,
            )
            .property(
                "refusal",
                "Why the engine refuses it as it stands, where a reason is known.",
                |this| this.facts().outcome.refusal,
            )
            .property("blocks_reads", "Whether readers of a table wait.", |this| {
                this.facts().locks.iter().any(|lock| lock.blocks_reads)
            })
            .property("blocks_writes", "Whether writers to a table wait.", |this| {
                this.facts().locks.iter().any(|lock| lock.blocks_writes)
            });
    }

    fn print(&self) -> ImmutableString {
        self.facts().outcome.phase.map_or("unknown", phase).into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.facts() == other.facts()
    }
}

const fn phase(phase: impact::Phase) -> &'static str {
    match phase {
        impact::Phase::Neutral => "neutral",
        impact::Phase::Data => "data",
        impact::Phase::Expand => "expand",
        impact::Phase::Contract => "contract",
    }
}

/// A lock on a table that existed before the statement.
#[derive(Clone, Debug)]
pub(crate) struct Lock {
    impact: Impact,
    index: usize,
}

impl Lock {
    fn lock(&self) -> &impact::RelationLock {
        &self.impact.facts().locks[self.index]
    }
}

impl Thing for Lock {
    const NAME: &'static str = "Lock";
    const SUMMARY: &'static str = "A lock on a table that existed before the statement. It prints as its mode.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("relation", "The table, as `schema.name`.", |this| {
                ImmutableString::from(this.lock().relation.as_str())
            })
            .property(
                "mode",
                "The engine's name of the mode: `ACCESS EXCLUSIVE`, `SHARED`, `Sch-M`.",
                |this| this.lock().mode,
            )
            .property("blocks_reads", "Whether readers wait.", |this| this.lock().blocks_reads)
            .property("blocks_writes", "Whether writers wait.", |this| {
                this.lock().blocks_writes
            });
    }

    fn print(&self) -> ImmutableString {
        self.lock().mode.into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.lock() == other.lock()
    }
}
