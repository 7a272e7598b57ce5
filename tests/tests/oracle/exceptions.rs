//! The predictions that are known to differ from what one server did with one set of rows, each with the reason.

/// A list of exceptions.
pub struct Exceptions<'a> {
    rows: Vec<(&'a str, &'a str, &'a str)>,
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
            let row = (cell(), cell(), cell());
            assert!(!cell().is_empty(), "an exception has no reason: {line}");
            row
        });
        Self { rows: rows.collect() }
    }

    /// Whether this fact of this statement is listed.
    pub fn hold(&self, family: &str, fact: &str, statement: &str) -> bool {
        self.rows.iter().any(|(of, which, pattern)| {
            let matches = is_like(statement, pattern);
            (*of == family || *of == "*") && (*which == fact || *which == "*") && matches
        })
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
