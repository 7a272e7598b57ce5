use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::cutter::Cutter;
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, lines};
use crate::marks::Mark;
use crate::names::{leading_digits, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, LinePlace, OptOut, PolicyOrigin, Tool, TransactionMode, Version};

/// Source: dbmate, `pkg/dbmate/migration.go`; the whole block is one query: dbmate#285.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Dbmate,
    history_tables: &["schema_migrations"],
    folders: &["db/migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: "-- migrate:up transaction:false",
            place: "in place of `-- migrate:up`",
            at: LinePlace::HeaderEnd(" transaction:false"),
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| name.ends_with(".sql") && leading_digits(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, _: &Neighbours<'_>) -> Option<Claim> {
    (group.marked(Mark::Dbmate) > 0).then(|| Claim::new(Strength::Contents, "the files hold `-- migrate:up` blocks"))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, rest)) = without_sql(script.name()).and_then(leading_digits) else {
            reading.add_misnamed(script, "begin its name with a number: `20240131235959_<name>.sql`");
            continue;
        };
        let file = read_file(script, reading);
        for cut in file.cutter.finish(script.range().end) {
            let mut migration = reading.whole(script);
            migration.version = Some(Version::text(version));
            migration.version_text = version.into();
            migration.description = words(rest).trim_start().into();
            migration.direction = cut.direction;
            let option = file
                .options
                .iter()
                .find(|option| Some(option.header) == cut.section.header);
            if let Some(option) = option {
                migration.policy.transaction = option.transaction;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(option.range));
            }
            migration.section = cut.section;
            reading.add(migration);
        }
    }
}

/// What the blocks of one file say.
struct Blocks {
    cutter: Cutter,
    options: Vec<TransactionOption>,
}

/// `transaction:false` behind a block's header.
struct TransactionOption {
    header: TextRange,
    range: TextRange,
    transaction: TransactionMode,
}

fn read_file(script: &Script<'_>, reading: &mut Reading<'_>) -> Blocks {
    let mut file = Blocks {
        cutter: Cutter::new(),
        options: Vec::new(),
    };
    for line in comment_lines_with(script.text(), "migrate:") {
        match header(&line) {
            Header::Block(direction, options) => {
                report_options(options, &line, script, &mut file, reading);
                file.cutter.open(direction, &line);
            }
            Header::Unseen => {
                let help = "write it as `-- migrate:up` or `-- migrate:down`, at the beginning of the line";
                reading.annotation(script, line.range(), "dbmate does not see this block's header", help);
            }
            Header::None => {}
        }
    }
    report_option_apart(script, reading);
    report_missing(script, &mut file, reading);
    file
}

enum Header<'a> {
    Block(Direction, &'a str),
    /// It looks like a header, and dbmate reads it as a comment.
    Unseen,
    None,
}

/// `^--\s*migrate:up(\s*$|\s+\S+)`.
fn header<'a>(line: &Line<'a>) -> Header<'a> {
    let Some(words) = line.comment().map(str::trim_start) else {
        return Header::None;
    };
    let Some(rest) = words.strip_prefix("migrate:") else {
        let is_close = crate::lines::strip_prefix_ignoring_case(words, "migrate:").is_some();
        return if is_close { Header::Unseen } else { Header::None };
    };
    let blocks = [("up", Direction::Up), ("down", Direction::Down)];
    let block = blocks.into_iter().find_map(|(name, direction)| {
        let options = rest.strip_prefix(name)?;
        (options.is_empty() || options.starts_with(char::is_whitespace)).then_some((direction, options))
    });
    match block {
        Some((direction, options)) if !line.is_indented() => Header::Block(direction, options),
        _ => Header::Unseen,
    }
}

fn report_options(options: &str, line: &Line<'_>, script: &Script<'_>, file: &mut Blocks, reading: &mut Reading<'_>) {
    for option in options.split_ascii_whitespace() {
        let range = line.range_of(option);
        match option.split_once(':') {
            // Without its own transaction the block is one query: several statements are then still one.
            Some(("transaction", "false")) => file.options.push(TransactionOption {
                header: line.range(),
                range,
                transaction: TransactionMode::ImplicitBatch,
            }),
            Some(("transaction", "true")) => {}
            Some(("transaction", value)) => {
                let message = format!("dbmate reads `transaction:{value}` as `transaction:true`");
                reading.annotation(script, range, message, "write `transaction:false` or leave it out");
            }
            _ => {
                let message = format!("dbmate knows no option `{option}`");
                reading.annotation(
                    script,
                    range,
                    message,
                    "the only option is `transaction:false`, without blanks",
                );
            }
        }
    }
}

/// An option counts behind its block's header only.
fn report_option_apart(script: &Script<'_>, reading: &mut Reading<'_>) {
    for line in comment_lines_with(script.text(), "transaction:") {
        let is_alone = line
            .comment()
            .is_some_and(|comment| comment.trim().starts_with("transaction:"));
        if is_alone {
            let message = "dbmate does not see this option: it stands apart from its block's header";
            let help = "write it behind the header: `-- migrate:up transaction:false`";
            reading.annotation(script, line.range(), message, help);
        }
    }
}

/// dbmate refuses a file without both blocks, and one with statements before the first.
fn report_missing(script: &Script<'_>, file: &mut Blocks, reading: &mut Reading<'_>) {
    if let Some(first) = file.cutter.first_header() {
        let stray = lines(script.text())
            .take_while(|line| line.start < first.start)
            .find(|line| !line.is_blank() && line.comment().is_none());
        if let Some(line) = stray {
            let message = "dbmate refuses statements before `-- migrate:up`";
            reading.annotation(script, line.range(), message, "move them below `-- migrate:up`");
        }
    }
    if file.cutter.first_direction() == Some(Direction::Down) {
        let message = "`-- migrate:down` stands before `-- migrate:up`";
        let first = file.cutter.first_header().unwrap_or_default();
        reading.annotation(script, first, message, "put the `-- migrate:up` block first");
    }
    if !file.cutter.has(Direction::Up) {
        let help = "add `-- migrate:up` on the line above the first statement";
        reading.annotation(
            script,
            TextRange::empty(0),
            "dbmate refuses a file without `-- migrate:up`",
            help,
        );
        if !file.cutter.has(Direction::Down) {
            file.cutter.open_at(Direction::Up, 0);
        }
    } else if !file.cutter.has(Direction::Down) {
        let help = "add `-- migrate:down` at the end of the file, with or without statements below it";
        reading.annotation(
            script,
            TextRange::empty(0),
            "dbmate refuses a file without `-- migrate:down`",
            help,
        );
    }
}
