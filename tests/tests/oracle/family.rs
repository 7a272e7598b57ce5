//! A family: a schema, and statements that each meet it as it stands.

use schema::{Catalog, Dialect, Origin, catalog::Start};
use source::FileId;

/// A schema and the statements that are asked of it, one after the other, each undone before the next.
pub struct Family {
    pub name: String,
    pub setup: String,
    pub statements: Vec<String>,
    /// Those that are not asked this time.
    pub left_out: Vec<String>,
}

/// From how many statements on a family is thinned out.
const MANY: usize = 300;

/// What stands between the schema and the statements in a file.
const STATEMENTS: &str = "-- statements";

impl Family {
    /// A family as a file holds it: the schema, a line `-- statements`, and those.
    pub fn read(name: &str, text: &str, dialect: Dialect) -> Self {
        let (setup, statements) = text
            .split_once(STATEMENTS)
            .unwrap_or_else(|| panic!("{name} holds no line `{STATEMENTS}`"));
        let script = syntax::read(statements, &syntax::ReadOptions::whole(statements, dialect));
        let texts = script.statements.iter().map(|statement| {
            let range = statement.range;
            statements[range.start as usize..range.end as usize].to_owned()
        });
        Self {
            name: name.to_owned(),
            setup: setup.to_owned(),
            statements: texts.collect(),
            left_out: Vec::new(),
        }
    }

    /// A schema alone.
    pub fn of(name: &str, setup: &str) -> Self {
        Self {
            name: name.to_owned(),
            setup: setup.to_owned(),
            statements: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Keeps every third statement of a family that has very many, so that the whole stays quick.
    pub fn thin_out(&mut self) {
        if self.statements.len() > MANY {
            let statements = std::mem::take(&mut self.statements).into_iter().enumerate();
            let (kept, left_out): (Vec<_>, Vec<_>) = statements.partition(|(at, _)| at % 3 == 0);
            self.statements = kept.into_iter().map(|(_, statement)| statement).collect();
            self.left_out = left_out.into_iter().map(|(_, statement)| statement).collect();
        }
    }

    /// The catalogue after the schema was made.
    pub fn catalog(&self, dialect: Dialect) -> Catalog {
        let mut catalog = Catalog::new(dialect, Start::Empty);
        let script = syntax::read(&self.setup, &syntax::ReadOptions::whole(&self.setup, dialect));
        for (at, statement) in (0u32..).zip(&script.statements) {
            catalog.apply(statement, Origin::new(FileId(0), 0, at));
        }
        catalog
    }
}
