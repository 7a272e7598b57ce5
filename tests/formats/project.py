"""A project with a bit of everything that has gone wrong in reports: odd names, encodings, line ends, rules that fail."""

from pathlib import Path

CONFIG = """\
dialect = "postgres"
tool = "psql"
migrations = ["db"]

[rules]
style = "info"

[scripts]
paths = ["rules"]
"""

TEAM_RULE = """\
//! id = "house/no-notes"
//! summary = "columns are not called `note`, <b>nor</b> \\"note\\""
//! category = "naming"
//! severity = "warning"
//! on = ["create_table"]

fn check(change, options, cx) {
    for column in change.added_columns {
        if column.name == "note" {
            cx.report(column, "`note` says 'nothing' | [ever](1); 100 % <of> it, naïve: 𐐀")
              .help("say what is noted; e.g. `remark`");
        }
    }
}
"""

BROKEN_RULE = """\
//! id = "house/broken"
//! summary = "does not load"
//! category = "naming"
//! severity = "warning"
//! on = ["create_table"]

fn check(change, options, cx) {
    change.no_such_thing(
}
"""

FIRST = """\
create table orders (
    id bigint primary key,
    note text,
    placed timestamptz not null
);
create table customers (id bigint, note text, "naïve 𐐀" text);
"""

SECOND = """\
/* é𐐀 */ create index orders_by_placed on orders (placed); drop table customers;
alter table orders
    add column total bigint not null;
update orders set note = 'é';
-- lockgate: allow drop-column (kept elsewhere)
alter table orders drop column note;
frobnicate the widgets;
"""

THIRD = "/* 𐐀 */ drop table orders;\r\ndrop table a;\rtruncate b;\r\nselect '\x1b[31m', '<script>alert(1)</script>';\r\n"

ENCODED = "drop table encoded;\r\ndrop table näive;\r\n"

SUPPRESSED = """\
-- lockgate: allow drop-table ("kept" in the <archive>, é)
drop table orders;
truncate customers;
"""

OTHER_ENCODING = "db/V5__utf-16.sql"


def is_other_encoding(path: str) -> bool:
    """Whether the bytes on the disk are not those of the decoded text."""
    return path == OTHER_ENCODING


def write(place: Path) -> None:
    """Writes the project into a folder."""
    for name, text in {
        "lockgate.toml": CONFIG,
        "rules/no-notes.rhai": TEAM_RULE,
        "rules/broken.rhai": BROKEN_RULE,
        "db/V1__first.sql": FIRST,
        "db/V2__second & [odd] 'name', 100%; é#.sql": SECOND,
        "db/V3__line ends.sql": THIRD,
        "db/V4__clean.sql": "create table clean (id bigint primary key);\n",
    }.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    (place / OTHER_ENCODING).write_bytes(ENCODED.encode("utf-16"))
    # A file that cannot be read, also not by root.
    (place / "db/V6__gone.sql").symlink_to("nowhere.sql")
    (place / "out").mkdir()
