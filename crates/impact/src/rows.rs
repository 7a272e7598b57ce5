//! How a fact about a database is written down: a row of a constant table, with the kinds of change it
//! is about, the condition under which it holds, the versions, the effect, and where that is documented
//! or how it was measured. The first row that applies counts.

use schema::{Catalog, Change, EngineVersion, Kind, KindSet, Statement};

use crate::{Engine, Fact, ImpactContext, Session};

/// What a condition looks at.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) change: &'a Change,
    pub(crate) statement: &'a Statement,
    /// The schema before the statement; `None` where nobody knows it.
    pub(crate) before: Option<&'a Catalog>,
    pub(crate) engine: Engine,
    pub(crate) session: Session<'a>,
}

/// Whether a row applies: true, false, or not known.
pub(crate) type Condition = fn(&Subject<'_>) -> Fact;

/// The condition of rows that always apply.
#[expect(clippy::unnecessary_wraps, reason = "it is a condition among others")]
pub(crate) fn always(_: &Subject<'_>) -> Fact {
    Some(true)
}

/// One fact.
pub(crate) struct Row<E: 'static> {
    /// The kinds of change it is about.
    pub(crate) kinds: KindSet,
    /// When it applies.
    pub(crate) when: Condition,
    /// In which versions.
    pub(crate) versions: Versions,
    /// What happens then.
    pub(crate) effect: E,
    /// Where that is documented, or how it was measured.
    pub(crate) source: &'static str,
}

/// A row of a table; a function so that tables stay one line a row.
pub(crate) const fn row<E>(
    kinds: &'static [Kind],
    when: Condition,
    versions: Versions,
    effect: E,
    source: &'static str,
) -> Row<E> {
    Row {
        kinds: KindSet::of(kinds),
        when,
        versions,
        effect,
        source,
    }
}

/// Rows in their order, and where among them those about each kind stand.
pub(crate) struct RowTable<E: 'static> {
    rows: &'static [Row<E>],
    /// By kind, the number of the first row about it, and the number behind that of the last.
    spans: [(u8, u8); Kind::ALL.len()],
}

/// A table of these rows.
pub(crate) const fn table<E>(rows: &'static [Row<E>]) -> RowTable<E> {
    assert!(rows.len() <= u8::MAX as usize, "the rows are numbered in a byte");
    let mut spans = [(0, 0); Kind::ALL.len()];
    let mut at = 0;
    while at < rows.len() {
        let mut number = 0;
        while number < Kind::ALL.len() {
            if rows[at].kinds.contains(Kind::ALL[number]) {
                let (first, end) = spans[number];
                let first = if end == 0 { at as u8 } else { first };
                spans[number] = (first, at as u8 + 1);
            }
            number += 1;
        }
        at += 1;
    }
    RowTable { rows, spans }
}

impl<E> RowTable<E> {
    /// All rows, in their order.
    pub(crate) const fn rows(&self) -> &'static [Row<E>] {
        self.rows
    }

    /// The rows about this kind of change in this version, in their order.
    fn about(&self, kind: Kind, version: EngineVersion) -> impl Iterator<Item = &'static Row<E>> {
        let (first, end) = self.spans[kind as usize];
        let rows = &self.rows[usize::from(first)..usize::from(end)];
        rows.iter()
            .filter(move |row| row.kinds.contains(kind) && row.versions.contains(version))
    }
}

/// Versions of an engine, from one up to, not including, another.
#[derive(Clone, Copy)]
pub(crate) struct Versions {
    since: Option<EngineVersion>,
    before: Option<EngineVersion>,
}

/// Every version.
pub(crate) const ALL: Versions = Versions {
    since: None,
    before: None,
};

/// That version and later ones.
pub(crate) const fn since(major: u16, minor: u16, patch: u16) -> Versions {
    Versions {
        since: Some(EngineVersion::new(major, minor, patch)),
        before: None,
    }
}

/// Versions older than that.
pub(crate) const fn before(major: u16, minor: u16, patch: u16) -> Versions {
    Versions {
        since: None,
        before: Some(EngineVersion::new(major, minor, patch)),
    }
}

impl Versions {
    fn contains(self, version: EngineVersion) -> bool {
        self.since.is_none_or(|since| version >= since) && self.before.is_none_or(|before| version < before)
    }
}

impl<'a> Subject<'a> {
    /// A change whose surroundings are not known: no schema, no session.
    pub(crate) const fn alone(change: &'a Change, statement: &'a Statement, engine: Engine) -> Self {
        Self {
            change,
            statement,
            before: None,
            engine,
            session: Session::UNKNOWN,
        }
    }

    /// A change where it is run.
    pub(crate) const fn within(change: &'a Change, statement: &'a Statement, cx: &ImpactContext<'a>) -> Self {
        Self {
            change,
            statement,
            before: Some(cx.before),
            engine: cx.engine,
            session: cx.session,
        }
    }
}

/// What a table says about a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Found<T> {
    /// The first row that applies has this effect.
    One(T),
    /// No row applies.
    Nothing,
    /// Whether a row applies is not known, and rows after it say otherwise.
    Unknown,
}

/// The effect of the first row that applies.
pub(crate) fn find<E: PartialEq>(table: &RowTable<E>, subject: &Subject<'_>) -> Found<&'static E> {
    let mut possible: Option<&E> = None;
    for row in table.about(subject.change.kind, subject.engine.version) {
        match (row.when)(subject) {
            Some(false) => {}
            Some(true) => {
                return match possible {
                    Some(other) if *other != row.effect => Found::Unknown,
                    _ => Found::One(&row.effect),
                };
            }
            None => match possible {
                Some(other) if *other != row.effect => return Found::Unknown,
                _ => possible = Some(&row.effect),
            },
        }
    }
    if possible.is_some() {
        return Found::Unknown;
    }
    Found::Nothing
}

/// Where the effect of the first row that applies is documented, or how it was measured.
pub(crate) fn source_of<E>(table: &RowTable<E>, subject: &Subject<'_>) -> Option<&'static str> {
    let mut rows = table.about(subject.change.kind, subject.engine.version);
    rows.find(|row| (row.when)(subject) == Some(true)).map(|row| row.source)
}
