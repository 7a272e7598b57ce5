use rhai::{Dynamic, ImmutableString};

use super::describe::Builder;
use super::handle::At;
use super::value::Value;

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

    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>(
            "Impact",
            "What a statement or a change does to the database that runs it. What cannot be known is `()`.",
        );
        members
            .property(
                "transactional",
                "It may run inside a transaction and is undone by its rollback.",
                |this| this.facts().transactional,
            )
            .property(
                "refused_in_transaction",
                "The engine refuses it inside a transaction.",
                |this| this.facts().refused_in_transaction,
            )
            .property("implicit_commit", "It commits the open transaction.", |this| {
                this.facts().implicit_commit
            })
            .property(
                "idempotent",
                "A second run succeeds and leaves schema and rows as after the first.",
                |this| this.facts().idempotent,
            )
            .property("destructive", "Stored data is lost.", |this| this.facts().destructive)
            .property(
                "reversible",
                "Another statement can bring the schema and the rows back.",
                |this| this.facts().reversible,
            )
            .property(
                "phase",
                "What it does to the release that still serves: `expand`, `contract`, `data`, `neutral`.",
                |this| this.facts().phase.map(phase),
            )
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
            .property("blocks_reads", "Whether readers of a table wait.", |this| {
                this.facts().locks.iter().any(|lock| lock.blocks_reads)
            })
            .property("blocks_writes", "Whether writers to a table wait.", |this| {
                this.facts().locks.iter().any(|lock| lock.blocks_writes)
            });
    }
}

impl Value for Impact {
    fn type_name() -> String {
        "Impact".to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        Dynamic::from(self)
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

fn texts<T: AsRef<str>>(names: &[T]) -> Vec<ImmutableString> {
    names.iter().map(|name| ImmutableString::from(name.as_ref())).collect()
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

    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>("Lock", "A lock on a table that existed before the statement.");
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
}

impl Value for Lock {
    fn type_name() -> String {
        "Lock".to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        Dynamic::from(self)
    }
}
