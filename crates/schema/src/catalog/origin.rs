use source::FileId;

/// Where an object comes from. Never an offset, so that an edit above it leaves the catalogue equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// Which of the file's migrations, from 0.
    pub migration: u32,
    /// Which top-level statement of that migration, from 0.
    pub statement: u32,
    /// Which of the statement's changes, those of statements inside it counted on.
    pub part: u32,
}

impl Origin {
    /// The first part of a statement.
    #[must_use]
    pub const fn new(file: FileId, migration: u32, statement: u32) -> Self {
        Self {
            file,
            migration,
            statement,
            part: 0,
        }
    }

    /// Another part of the same statement.
    #[must_use]
    pub const fn with_part(self, part: u32) -> Self {
        Self { part, ..self }
    }
}
