use source::TextRange;

use crate::lines::Line;
use crate::{Direction, Section};

/// Cuts a text into sections at annotation lines.
pub(crate) struct Cutter {
    done: Vec<Cut>,
    open: Option<Cut>,
    /// Where a statement that the runner's markers hold together begins: its marker and its text.
    statement: Option<(TextRange, u32)>,
}

/// One section that was cut.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) direction: Direction,
    pub(crate) section: Section,
}

/// A marker that stands where it cannot.
pub(crate) struct Misplaced;

impl Cutter {
    pub(crate) const fn new() -> Self {
        Self {
            done: Vec::new(),
            open: None,
            statement: None,
        }
    }

    /// A section begins behind `line`; the one before it ends where the line begins.
    pub(crate) fn open(&mut self, direction: Direction, line: &Line<'_>) {
        self.close(line.start);
        let mut section = Section::new(TextRange::empty(line.next));
        section.header = Some(line.range());
        self.open = Some(Cut { direction, section });
    }

    /// A section that begins without an annotation.
    pub(crate) fn open_at(&mut self, direction: Direction, start: u32) {
        self.close(start);
        let section = Section::new(TextRange::empty(start));
        self.open = Some(Cut { direction, section });
    }

    /// The direction of the section at hand.
    pub(crate) fn direction(&self) -> Option<Direction> {
        self.open.as_ref().map(|cut| cut.direction)
    }

    /// The annotation of the first section.
    pub(crate) fn first_header(&self) -> Option<TextRange> {
        self.done.iter().chain(&self.open).next()?.section.header
    }

    /// The direction of the first section.
    pub(crate) fn first_direction(&self) -> Option<Direction> {
        self.done.iter().chain(&self.open).next().map(|cut| cut.direction)
    }

    /// Whether a section of this direction has begun.
    pub(crate) fn has(&self, direction: Direction) -> bool {
        self.done.iter().chain(&self.open).any(|cut| cut.direction == direction)
    }

    /// A statement that is held together begins behind `line`.
    pub(crate) fn begin_statement(&mut self, line: &Line<'_>) -> Result<(), Misplaced> {
        if self.open.is_none() || self.statement.is_some() {
            return Err(Misplaced);
        }
        self.statement = Some((line.range(), line.next));
        Ok(())
    }

    /// It ends where `line` begins.
    pub(crate) fn end_statement(&mut self, line: &Line<'_>) -> Result<(), Misplaced> {
        let (Some((_, start)), Some(cut)) = (self.statement.take(), self.open.as_mut()) else {
            return Err(Misplaced);
        };
        cut.section.single_statements.push(TextRange::new(start, line.start));
        Ok(())
    }

    /// The marker of the statement that has begun and not ended.
    pub(crate) fn unfinished(&self) -> Option<TextRange> {
        self.statement.map(|(marker, _)| marker)
    }

    /// The section at hand ends at `end`.
    pub(crate) fn close(&mut self, end: u32) {
        if let Some(mut cut) = self.open.take() {
            cut.section.range.end = end;
            self.done.push(cut);
        }
    }

    /// The sections, the last of which ends at `end`.
    pub(crate) fn finish(mut self, end: u32) -> Vec<Cut> {
        self.close(end);
        self.done
    }
}
