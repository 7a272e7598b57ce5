use schema::{Catalog, Origin, Statement};

/// The schemas that the top-level statements of a migration find, but for the first. A statement that leaves the schema as
/// it is, as most that insert rows do, leads to no other one.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    known: Vec<Catalog>,
    /// For each statement but the first, how many of these it and the statements before it led to.
    numbers: Vec<u32>,
}

impl Schemas {
    /// Takes the schema one statement further. What comes of it is what the next statement finds.
    pub fn follow(&mut self, schema: &mut Catalog, statement: &Statement, origin: Origin) {
        if !schema.stays_after(statement) {
            schema.apply(statement, origin);
            self.known.push(schema.clone());
        }
        self.numbers.push(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
    }

    /// What the statement with this number finds. `None` where that is what the first one finds.
    #[must_use]
    pub fn before(&self, statement: usize) -> Option<&Catalog> {
        let number = *self.numbers.get(statement.checked_sub(1)?)?;
        self.known.get((number as usize).checked_sub(1)?)
    }
}
