use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::cutter::Cutter;
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, lines, offset};
use crate::marks::Mark;
use crate::names::{leading_digits, numbered, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, LinePlace, OptOut, Placeholders, PolicyOrigin, Tool, TransactionMode, Version};

/// Source: goose, `internal/sqlparser` and <https://pressly.github.io/goose>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Goose,
    history_tables: &["goose_db_version"],
    folders: &["migrations", "db/migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Line {
            text: "-- +goose NO TRANSACTION",
            place: "on a line of its own above `-- +goose Up`",
            at: LinePlace::FileStart,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| numbered(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.marked(Mark::Goose) > 0 {
        return Claim::some(Strength::Contents, "the files hold `-- +goose` annotations");
    }
    let fits = group.mostly(|script| numbered(script.name()).is_some())
        || group.others_mostly(|name| name.ends_with(".go") && leading_digits(name).is_some());
    let manifest = near.manifest(&group.home, &[("go.mod", "pressly/goose")])?;
    fits.then(|| Claim::by_names(Strength::Names, "the files are named `1_x.sql`", Some(manifest)))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, description)) = numbered(script.name()) else {
            reading.add_misnamed(script, "name it `<number>_<name>.sql`");
            continue;
        };
        let file = read_file(script, reading);
        for cut in file.cutter.finish(script.range().end) {
            let mut migration = reading.whole(script);
            migration.version = Version::numeric(version);
            migration.version_text = version.into();
            migration.description = words(description).into();
            migration.direction = cut.direction;
            migration.section = cut.section;
            if let Some(annotation) = file.no_transaction {
                migration.policy.transaction = TransactionMode::StatementByStatement;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(annotation));
            }
            migration.placeholders = file.substitutes.then(|| Placeholders::new("${", "}"));
            reading.add(migration);
        }
    }
}

/// What the annotations of one file say.
struct Annotated {
    cutter: Cutter,
    no_transaction: Option<TextRange>,
    substitutes: bool,
}

/// The annotations, as goose compares them: whatever the case.
#[derive(Clone, Copy)]
enum Annotation {
    Up,
    Down,
    StatementBegin,
    StatementEnd,
    NoTransaction,
    EnvsubOn,
    EnvsubOff,
}

const ANNOTATIONS: &[(&str, Annotation)] = &[
    ("Up", Annotation::Up),
    ("Down", Annotation::Down),
    ("StatementBegin", Annotation::StatementBegin),
    ("StatementEnd", Annotation::StatementEnd),
    ("NO TRANSACTION", Annotation::NoTransaction),
    ("ENVSUB ON", Annotation::EnvsubOn),
    ("ENVSUB OFF", Annotation::EnvsubOff),
];

fn read_file(script: &Script<'_>, reading: &mut Reading<'_>) -> Annotated {
    let mut file = Annotated {
        cutter: Cutter::new(),
        no_transaction: None,
        substitutes: false,
    };
    for line in comment_lines_with(script.text(), "+goose") {
        match parse(&line) {
            Ok(Some(annotation)) => take(annotation, &line, script, &mut file, reading),
            Ok(None) => {}
            Err(message) => reading.annotation(
                script,
                line.range(),
                message,
                "write it as goose's documentation spells it",
            ),
        }
    }
    if let Some(marker) = file.cutter.unfinished() {
        reading.annotation(
            script,
            marker,
            "`-- +goose StatementBegin` has no `-- +goose StatementEnd`",
            "add `-- +goose StatementEnd` on a line of its own after the statement",
        );
    }
    if !file.cutter.has(Direction::Up) {
        let help = "add `-- +goose Up` on the line above the first statement";
        reading.annotation(
            script,
            TextRange::empty(0),
            "goose refuses a file without `-- +goose Up`",
            help,
        );
        if !file.cutter.has(Direction::Down) {
            file.cutter.open_at(Direction::Up, 0);
        }
    }
    report_text_before_up(script, reading);
    file
}

/// The annotation on a comment line; an error where goose would stop.
fn parse(line: &Line<'_>) -> Result<Option<Annotation>, String> {
    let Some(command) = line
        .comment()
        .and_then(|comment| comment.trim_start().strip_prefix("+goose"))
    else {
        return Ok(None);
    };
    if line.is_indented() {
        return Err("goose refuses an annotation that is indented".to_owned());
    }
    let command = command.trim();
    ANNOTATIONS
        .iter()
        .find(|(text, _)| text.eq_ignore_ascii_case(command))
        .map(|(_, annotation)| Some(*annotation))
        .ok_or_else(|| format!("goose knows no annotation `+goose {command}`"))
}

fn take(annotation: Annotation, line: &Line<'_>, script: &Script<'_>, file: &mut Annotated, reading: &mut Reading<'_>) {
    let cutter = &mut file.cutter;
    let misplaced = match annotation {
        Annotation::Up if cutter.has(Direction::Up) => Some("`-- +goose Up` stands twice"),
        Annotation::Down if cutter.direction() != Some(Direction::Up) => {
            Some("`-- +goose Down` does not follow `-- +goose Up`")
        }
        Annotation::Up => {
            cutter.open(Direction::Up, line);
            None
        }
        Annotation::Down => {
            cutter.open(Direction::Down, line);
            None
        }
        Annotation::StatementBegin => cutter
            .begin_statement(line)
            .err()
            .map(|_| "`-- +goose StatementBegin` stands outside a section or inside another statement"),
        Annotation::StatementEnd => cutter
            .end_statement(line)
            .err()
            .map(|_| "`-- +goose StatementEnd` has no `-- +goose StatementBegin`"),
        Annotation::NoTransaction => {
            file.no_transaction = Some(line.range());
            None
        }
        Annotation::EnvsubOn => {
            file.substitutes = true;
            None
        }
        Annotation::EnvsubOff => None,
    };
    if let Some(message) = misplaced {
        reading.annotation(
            script,
            line.range(),
            message,
            "goose stops at this line: put it where it belongs",
        );
    }
}

/// Comments and blank lines may stand before `-- +goose Up`, statements may not.
fn report_text_before_up(script: &Script<'_>, reading: &mut Reading<'_>) {
    let first = lines(script.text()).find(|line| !line.is_blank() && line.comment().is_none());
    let up = comment_lines_with(script.text(), "+goose")
        .find(|line| matches!(parse(line), Ok(Some(Annotation::Up | Annotation::Down))))
        .map_or(offset(script.text().len()), |line| line.start);
    if let Some(line) = first.filter(|line| line.start < up && up < script.range().end) {
        let help = "move it below `-- +goose Up`";
        reading.annotation(script, line.range(), "goose refuses text before `-- +goose Up`", help);
    }
}
