//! What each migration does, statement by statement: in which transaction, under which locks, with which work.

mod rows;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};

use lint::MigrationFacts;
use migrations::Direction;
use source::Finding;

use self::rows::{Row, rows};
use super::findings::FileFindings;
use super::lanes::{Lanes, Strength, Taken, lanes};
use super::prose::text;
use crate::explain::{engine, words};
use crate::text::count;
use crate::{ExplainedFile, Report};

/// How many statements one page shows. A browser stays quick with them.
const MOST_STATEMENTS: usize = 5_000;
/// Up to so many statements of one migration are shown whatever they do; of more, those that matter.
const MOST_OF_ONE: usize = 300;
/// Up to so many migrations stand open.
const MOST_OPEN: usize = 12;
/// How many relations' locks are drawn.
const MOST_LANES: usize = 6;

/// The migrations of a report, in the order of their histories.
pub(super) struct Timelines<'a> {
    migrations: Vec<Timeline<'a>>,
    engines: Vec<String>,
    left_out: usize,
}

struct Timeline<'a> {
    path: &'a str,
    facts: &'a MigrationFacts,
    rows: Vec<Row<'a>>,
    lanes: Lanes<'a>,
    /// What was found in its file that belongs to no statement.
    of_file: Vec<(usize, &'a Finding)>,
}

/// How much an effect matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    Grave,
    Notable,
    Plain,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Grave => "grave",
            Self::Notable => "notable",
            Self::Plain => "plain",
        }
    }
}

/// Something that statements do, and how many.
pub(super) struct Effect {
    pub(super) number: usize,
    pub(super) what: &'static str,
    pub(super) tone: Tone,
}

impl<'a> Timelines<'a> {
    pub(super) fn new(report: &Report<'a>, files: &[FileFindings<'a>]) -> Self {
        let by_path: HashMap<&str, &FileFindings<'a>> = files
            .iter()
            .map(|file| (report.sources.get(file.file).path(), file))
            .collect();
        let found_in = |file: &ExplainedFile<'a>| by_path.get(file.path).map_or(&[][..], |found| &found.findings);
        let all = migrations(report);
        let engines: BTreeSet<String> = all
            .iter()
            .map(|(file, facts)| {
                let engine = engine(facts.engine.dialect, facts.engine.version);
                format!("{engine}, {}", file.tool.title())
            })
            .collect();
        let shown = shown(&all, |file| !found_in(file).is_empty());
        let migrations = all.iter().zip(&shown).filter(|(_, shown)| **shown);
        Self {
            migrations: migrations
                .map(|((file, facts), _)| Timeline::new(file.path, facts, found_in(file)))
                .collect(),
            engines: engines.into_iter().collect(),
            left_out: shown.iter().filter(|shown| !**shown).count(),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }

    /// How many statements are shown.
    pub(super) fn statements(&self) -> usize {
        self.migrations.iter().map(|migration| migration.rows.len()).sum()
    }

    /// The engines and tools that the migrations are for.
    pub(super) fn engines(&self) -> &[String] {
        &self.engines
    }

    /// What the statements do in all, the gravest first. Those that take migrations back are not counted.
    pub(super) fn effects(&self) -> Vec<Effect> {
        let leads_on = |timeline: &&Timeline<'_>| timeline.facts.migration.direction != Direction::Down;
        let migrations = || self.migrations.iter().filter(leads_on);
        let rows = || {
            migrations()
                .flat_map(|migration| &migration.rows)
                .filter(|row| row.depth() == 0)
        };
        let effects = rows::EFFECTS.iter().map(|kind| {
            let number = rows().filter(|row| (kind.holds)(row)).count();
            Effect {
                number,
                what: if number == 1 { kind.one } else { kind.many },
                tone: kind.tone,
            }
        });
        effects.filter(|effect| effect.number > 0).collect()
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        writeln!(out, "<section id=\"migrations\"><h2>Migrations</h2>")?;
        writeln!(
            out,
            "<p class=\"legend\"><span><i class=\"key all\"></i>readers and writers wait</span> \
             <span><i class=\"key writes\"></i>writers wait</span> \
             <span><i class=\"phase expand\">expand</i>the release that serves keeps working</span> \
             <span><i class=\"phase contract\">contract</i>it may break</span></p>"
        )?;
        writeln!(
            out,
            "<label class=\"only\" hidden><input type=\"checkbox\" id=\"only\"> only those with findings</label>"
        )?;
        if self.left_out > 0 {
            let left_out = count(self.left_out, "migration");
            writeln!(
                out,
                "<p class=\"empty\">{left_out} without findings, the oldest, are left out here.</p>"
            )?;
        }
        for migration in &self.migrations {
            migration.write(self.migrations.len() <= MOST_OPEN, out)?;
        }
        writeln!(out, "</section>")
    }
}

/// How many migrations are too many to be shown.
pub(super) fn left_out(report: &Report<'_>) -> usize {
    let found: HashSet<&str> = report
        .findings
        .iter()
        .map(|finding| report.sources.get(finding.span.file).path())
        .collect();
    let shown = shown(&migrations(report), |file| found.contains(file.path));
    shown.iter().filter(|shown| !**shown).count()
}

fn migrations<'r, 'a>(report: &'r Report<'a>) -> Vec<(&'r ExplainedFile<'a>, &'a MigrationFacts)> {
    let files = report.explained.files.iter();
    files
        .flat_map(|file| file.migrations.iter().map(move |facts| (file, *facts)))
        .collect()
}

/// Which migrations fit on the page: those with findings, then the newest others.
fn shown<'a>(
    all: &[(&ExplainedFile<'a>, &'a MigrationFacts)],
    has_findings: impl Fn(&ExplainedFile<'a>) -> bool,
) -> Vec<bool> {
    let mut room = MOST_STATEMENTS;
    let mut shown: Vec<bool> = all.iter().map(|(file, _)| has_findings(file)).collect();
    let size = |at: usize| all[at].1.script.statements.len().min(MOST_OF_ONE);
    for at in (0..all.len()).filter(|at| shown[*at]) {
        room = room.saturating_sub(size(at));
    }
    for at in (0..all.len()).rev() {
        if !shown[at] {
            let Some(rest) = room.checked_sub(size(at)) else {
                break;
            };
            room = rest;
            shown[at] = true;
        }
    }
    shown
}

impl<'a> Timeline<'a> {
    fn new(path: &'a str, facts: &'a MigrationFacts, found: &[(usize, &'a Finding)]) -> Self {
        let (rows, of_file) = rows(facts, found);
        let taken: Vec<Taken<'a>> = rows.iter().map(Row::taken).collect();
        Self {
            path,
            facts,
            lanes: lanes(&taken, MOST_LANES),
            rows,
            of_file,
        }
    }

    fn write(&self, may_be_open: bool, out: &mut dyn Write) -> io::Result<()> {
        let migration = &self.facts.migration;
        let found = self.of_file.len() + self.rows.iter().map(|row| row.findings.len()).sum::<usize>();
        let open = if found > 0 || may_be_open { " open" } else { "" };
        let class = if found > 0 { " found" } else { "" };
        writeln!(
            out,
            "<details class=\"migration{class}\"{open}><summary><span class=\"path\">{}</span>",
            text(self.path)
        )?;
        let version = if migration.version_text.is_empty() {
            String::new()
        } else {
            format!(" {}", text(&migration.version_text))
        };
        writeln!(
            out,
            "<span class=\"meta\">{}{version} · {}</span></summary>",
            migration.direction.as_str(),
            count(self.rows.iter().filter(|row| row.depth() == 0).count(), "statement"),
        )?;
        self.write_lane_names(out)?;
        rows::write_links(&self.of_file, out)?;
        writeln!(out, "<ol class=\"steps\">")?;
        let (mut left_out, mut begins) = (0, false);
        for (at, is_shown) in self.shown().into_iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &self.rows[before]);
            begins |= self.rows[at].begins_transaction(before);
            if is_shown {
                write_gap(left_out, out)?;
                if begins {
                    self.write_transaction(at, out)?;
                }
                self.write_row(at, out)?;
                (left_out, begins) = (0, false);
            } else {
                left_out += 1;
            }
        }
        write_gap(left_out, out)?;
        writeln!(out, "</ol></details>")
    }

    /// Which statements are shown: all of a few; of many those that matter, as far as a page can hold them.
    fn shown(&self) -> Vec<bool> {
        if self.rows.len() <= MOST_OF_ONE {
            return vec![true; self.rows.len()];
        }
        let mut room = MOST_STATEMENTS / 2;
        let mut fits = |row: &Row<'_>| {
            let fits = row.matters() && room > 0;
            room -= usize::from(fits);
            fits
        };
        self.rows.iter().map(&mut fits).collect()
    }

    fn write_lane_names(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.lanes.lanes.is_empty() {
            return Ok(());
        }
        write!(out, "<p class=\"held\">Locks held, from the left:")?;
        for lane in &self.lanes.lanes {
            let strongest = lane.held.iter().flatten().map(|lock| Strength::of(lock)).max();
            let class = strongest.map_or("", Strength::class);
            let relation = words::without_default_schema(lane.relation, self.facts.engine.dialect);
            write!(out, " <span><i class=\"key {class}\"></i>{}</span>", text(&relation))?;
        }
        if self.lanes.left_out > 0 {
            write!(out, " and {}", count(self.lanes.left_out, "more relation"))?;
        }
        writeln!(out, "</p>")
    }

    fn write_transaction(&self, at: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "<li class=\"transaction\">{}{}</li>",
            self.lane_cells(at, LanePart::Above),
            self.rows[at].transaction_words()
        )
    }

    fn write_row(&self, at: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<li>{}", self.lane_cells(at, LanePart::Beside))?;
        let held_through = |relation: &str| self.held_through(at, relation);
        self.rows[at].write(self.facts, &held_through, out)?;
        writeln!(out, "</li>")
    }

    fn lane_cells(&self, at: usize, part: LanePart) -> String {
        if self.lanes.lanes.is_empty() {
            return String::new();
        }
        let mut html = String::from("<span class=\"lanes\">");
        for lane in &self.lanes.lanes {
            let before = at.checked_sub(1).and_then(|before| lane.held[before]);
            match (part, lane.held[at]) {
                (LanePart::Beside, Some(lock)) => {
                    let start = if before.is_none_or(|before| before.mode != lock.mode) {
                        " start"
                    } else {
                        ""
                    };
                    let after = lane.held.get(at + 1).copied().flatten();
                    let is_new = |next: &Row<'_>| next.begins_transaction(Some(&self.rows[at]));
                    let is_end = after.is_none() || self.rows.get(at + 1).is_none_or(is_new);
                    let end = if is_end { " end" } else { "" };
                    let title = format!("{} on {}", lock.mode, lock.relation);
                    let class = Strength::of(lock).class();
                    html.push_str(&format!(
                        "<i class=\"{class}{start}{end}\" title=\"{}\"></i>",
                        text(&title)
                    ));
                }
                _ => html.push_str("<i></i>"),
            }
        }
        html + "</span>"
    }

    /// The last statement that waits behind the lock which a statement takes on a relation; `None` where it is given
    /// back at once, or was held before.
    fn held_through(&self, at: usize, relation: &str) -> Option<String> {
        let lane = self.lanes.lanes.iter().find(|lane| lane.relation == relation)?;
        let is_held = |at: &usize| lane.held[*at].is_some();
        if at.checked_sub(1).as_ref().is_some_and(is_held)
            && !self.rows[at].begins_transaction(Some(&self.rows[at - 1]))
        {
            return None;
        }
        let same = |next: &usize| is_held(next) && !self.rows[*next].begins_transaction(Some(&self.rows[next - 1]));
        let last = (at + 1..self.rows.len()).take_while(same).last()?;
        Some(self.rows[last].number())
    }
}

fn write_gap(left_out: usize, out: &mut dyn Write) -> io::Result<()> {
    if left_out == 0 {
        return Ok(());
    }
    let left_out = count(left_out, "statement");
    writeln!(out, "<li class=\"left-out\">⋯ {left_out} left out</li>")
}

#[derive(Clone, Copy)]
enum LanePart {
    /// Above a statement, where a transaction begins: nothing is held yet.
    Above,
    Beside,
}
