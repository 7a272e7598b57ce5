use memchr::{memchr, memmem};

use crate::Direction;
use crate::lines::{Line, strip_prefix_ignoring_case, strip_words};

/// A comment that only one tool, or one generator, writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    Goose,
    SqlMigrate,
    Dbmate,
    Liquibase,
    Drizzle,
    Tern,
    Sqitch,
    Atlas,
    AtlasReverse,
    NodePgMigrate,
    Graphile,
    Alembic,
    ChangeAutomation,
    Evolve,
    PostgresMigrations,
    Prisma,
    Django,
    Sqlx,
    /// Below it stands the way down, as tools that are not known here mark it.
    WayDown,
}

/// The marks of one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Marks(u32);

impl Marks {
    pub(crate) const fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u32) != 0
    }

    const fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u32;
    }

    /// Looks through the comments that stand alone on their lines.
    pub(crate) fn of(text: &str) -> Self {
        let mut marks = Self::default();
        let bytes = text.as_bytes();
        let finder = memmem::Finder::new("--");
        let mut at = 0;
        while let Some(found) = finder.find(&bytes[at..]) {
            let dashes = at + found;
            if stands_alone(bytes, dashes) {
                let line = Line::from(text, dashes);
                if let Some(mark) = mark_of(&line.text[2..]) {
                    marks.add(mark);
                }
                if dashes == 0 && line.text.starts_with("-- no-transaction") {
                    marks.add(Mark::Sqlx);
                }
            }
            let Some(end) = memchr(b'\n', &bytes[dashes..]) else {
                break;
            };
            at = dashes + end;
        }
        marks
    }
}

/// Whether only blanks stand before `at` on its line.
fn stands_alone(bytes: &[u8], at: usize) -> bool {
    bytes[..at]
        .iter()
        .rev()
        .find(|byte| !matches!(byte, b' ' | b'\t'))
        .is_none_or(|byte| *byte == b'\n')
}

/// What a comment's text, from behind its dashes, gives away.
fn mark_of(comment: &str) -> Option<Mark> {
    if comment.starts_with("> statement-breakpoint") {
        return Some(Mark::Drizzle);
    }
    if comment.starts_with("-- create above / drop below ----") || comment.starts_with("-- tern: disable-tx ----") {
        return Some(Mark::Tern);
    }
    if comment.starts_with("! ") {
        return Some(Mark::Graphile);
    }
    let words = comment.trim_start();
    let starts = |prefix: &str| strip_prefix_ignoring_case(words, prefix).is_some();
    let spaced = |prefix: &[&str]| strip_words(words, prefix).is_some();
    if leads(words) == Some(Direction::Down) {
        return Some(Mark::WayDown);
    }
    match words.as_bytes().first()?.to_ascii_lowercase() {
        b'+' if starts("+goose") => Some(Mark::Goose),
        b'+' if starts("+migrate ") => Some(Mark::SqlMigrate),
        b'm' if starts("migrate:up") || starts("migrate:down") => Some(Mark::Dbmate),
        b'l' if spaced(&["liquibase", "formatted"]) => Some(Mark::Liquibase),
        b'd' | b'r' | b'v' if is_sqitch_header(words) => Some(Mark::Sqitch),
        b'r' if starts("running upgrade ") || starts("running downgrade ") => Some(Mark::Alembic),
        b'a' if starts("atlas:") => Some(Mark::Atlas),
        b'r' if is_atlas_reverse(words) => Some(Mark::AtlasReverse),
        b'u' | b'd' if is_node_pg_migrate(words) => Some(Mark::NodePgMigrate),
        b'<' if starts("<migration id=") => Some(Mark::ChangeAutomation),
        b'e' if starts("evolve-tx-off") || starts("evolve-repeat-always") => Some(Mark::Evolve),
        b'p' if starts("postgres-migrations disable-transaction") => Some(Mark::PostgresMigrations),
        b'c' if starts("create model ") => Some(Mark::Django),
        b'a' if starts("add field ") || starts("alter field ") => Some(Mark::Django),
        b'c' | b'a' | b'd' if PRISMA.contains(&words.trim_end()) => Some(Mark::Prisma),
        _ => None,
    }
}

/// Where what stands below a comment leads, for tools that are not known here: `-- //@UNDO` of MyBatis Migrations,
/// `-- rambler down`, `-- down`, `-- +down`.
pub(crate) fn leads(comment: &str) -> Option<Direction> {
    let words = comment.trim().trim_start_matches(['/', ' ']);
    let words = words.strip_prefix(['+', '@', '!']).unwrap_or(words);
    let words = strip_words(words, &["rambler"]).unwrap_or(words).trim();
    let is = |known: &str| words.eq_ignore_ascii_case(known);
    if is("up") {
        return Some(Direction::Up);
    }
    let is_undo = is("undo") && comment.contains('@');
    (is("down") || is_undo).then_some(Direction::Down)
}

/// The comments that Prisma writes above each step, and few others do in this spelling.
const PRISMA: &[&str] = &[
    "CreateTable",
    "CreateIndex",
    "CreateEnum",
    "AlterTable",
    "AlterEnum",
    "AddForeignKey",
    "DropTable",
    "DropIndex",
    "DropForeignKey",
    "DropEnum",
];

/// `-- reverse: create "users" table`, as Atlas comments each step of a down file.
fn is_atlas_reverse(words: &str) -> bool {
    let Some(step) = words.strip_prefix("reverse: ") else {
        return false;
    };
    ["create ", "drop ", "modify ", "add ", "rename "]
        .iter()
        .any(|verb| step.starts_with(verb))
}

/// `-- Up Migration`, and nothing else: the tool itself takes more, but so speaks many a comment.
fn is_node_pg_migrate(words: &str) -> bool {
    let rest = strip_words(words, &["up", "migration"]).or_else(|| strip_words(words, &["down", "migration"]));
    rest.is_some_and(|rest| rest.trim().is_empty())
}

/// `-- Deploy flipr:users to pg`, or without project and engine.
fn is_sqitch_header(words: &str) -> bool {
    let mut parts = words.split_ascii_whitespace();
    let (Some(verb), Some(change)) = (parts.next(), parts.next()) else {
        return false;
    };
    if !matches!(verb, "Deploy" | "Revert" | "Verify") {
        return false;
    }
    change.contains(':') || matches!((parts.next(), parts.next()), (Some("to" | "from" | "on"), Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_give_their_tool_away() {
        let table: &[(&str, Mark)] = &[
            ("-- +goose Up", Mark::Goose),
            ("  -- +goose Up", Mark::Goose),
            ("-- +migrate Up", Mark::SqlMigrate),
            ("--migrate:up", Mark::Dbmate),
            ("--liquibase formatted sql", Mark::Liquibase),
            ("-- liquibase formatted SQL", Mark::Liquibase),
            ("create table t (a int);\n--> statement-breakpoint", Mark::Drizzle),
            (
                "select 1;--> statement-breakpoint\n--> statement-breakpoint",
                Mark::Drizzle,
            ),
            ("---- create above / drop below ----", Mark::Tern),
            ("-- Deploy flipr:users to pg", Mark::Sqitch),
            ("-- Revert users from oracle", Mark::Sqitch),
            ("-- atlas:txmode none", Mark::Atlas),
            ("-- reverse: create \"users\" table", Mark::AtlasReverse),
            ("-- Up Migration", Mark::NodePgMigrate),
            ("--! Previous: -", Mark::Graphile),
            ("-- Running upgrade  -> ab12", Mark::Alembic),
            ("-- <Migration ID=\"x\" />", Mark::ChangeAutomation),
            ("-- CreateTable\ncreate table", Mark::Prisma),
            ("-- no-transaction\n", Mark::Sqlx),
            ("-- //@UNDO", Mark::WayDown),
            ("--//@UNDO", Mark::WayDown),
            ("-- rambler down", Mark::WayDown),
            ("-- Down", Mark::WayDown),
            ("-- +down", Mark::WayDown),
        ];
        for (text, mark) in table {
            assert!(Marks::of(text).has(*mark), "{text:?}");
        }
    }

    #[test]
    fn other_comments_do_not() {
        for text in [
            "",
            "--",
            "-- Deploy it",
            "select 1; -- +goose Up",
            "-- up the migrations",
            "-- down the line",
            "-- undo",
            "-- // drop the table",
            "-------------------\n-- a box\n-------------------",
            "\n-- no-transaction",
            "-- creates a table",
        ] {
            assert_eq!(Marks::of(text), Marks::default(), "{text:?}");
        }
    }
}
