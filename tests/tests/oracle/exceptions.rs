//! The predictions that are known to differ from what one server did with one set of rows, each with the reason.

use std::cell::Cell;

/// A list of exceptions.
pub struct Exceptions<'a> {
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    family: &'a str,
    fact: &'a str,
    pattern: &'a str,
    /// A statement that it may be about was not asked this time.
    is_left_out: Cell<bool>,
    is_needed: Cell<bool>,
}

impl<'a> Exceptions<'a> {
    /// Reads lines of family, fact, statement and reason, parted by tabs. A statement may end in `*`.
    pub fn read(text: &'a str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let rows = lines.map(|line| {
            let mut cells = line.split('\t');
            let mut cell = || {
                cells
                    .next()
                    .unwrap_or_else(|| panic!("an exception lacks a cell: {line}"))
            };
            let row = Row {
                family: cell(),
                fact: cell(),
                pattern: cell(),
                is_left_out: Cell::new(false),
                is_needed: Cell::new(false),
            };
            assert!(!cell().is_empty(), "an exception has no reason: {line}");
            row
        });
        Self { rows: rows.collect() }
    }

    /// Takes note that a statement is not asked this time: whether its exceptions are needed is not seen.
    pub fn leave_out(&self, family: &str, statement: &str) {
        let is_here = |row: &&Row<'_>| row.family == family || row.family == "*";
        let about = self
            .rows
            .iter()
            .filter(is_here)
            .filter(|row| is_like(statement, row.pattern));
        about.for_each(|row| row.is_left_out.set(true));
    }

    /// Whether this fact of this statement is listed; the rows that list it are needed from then on.
    pub fn hold(&self, family: &str, fact: &str, statement: &str) -> bool {
        let matching = self.rows.iter().filter(|row| {
            let is_here = (row.family == family || row.family == "*") && (row.fact == fact || row.fact == "*");
            is_here && is_like(statement, row.pattern)
        });
        matching.inspect(|row| row.is_needed.set(true)).count() > 0
    }

    /// The rows whose statements were all asked and that no difference needed: what they say is no longer true.
    pub fn stale(&self) -> Vec<String> {
        let stale = self
            .rows
            .iter()
            .filter(|row| !row.is_left_out.get() && !row.is_needed.get());
        stale
            .map(|row| format!("{}\t{}\t{}", row.family, row.fact, row.pattern))
            .collect()
    }
}

/// Whether a text is the pattern's parts in their order, with anything where a `*` stands.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else {
        return false;
    };
    let mut is_open = false;
    for part in parts {
        is_open = part.is_empty();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    is_open || rest.is_empty()
}
