#!/usr/bin/env python3
"""Compares the relations that `lockgate explain` names with those that PostgreSQL's own parser finds.

Every statement of the corpus' PostgreSQL histories that PostgreSQL's parser reads by itself is compared: the tables
and views that it writes with `writes`, those that it reads or refers to with `reads`. Names of common table
expressions are none; nor are sequences, indexes and types, which are no tables, and the tables of `LOCK`, `GRANT` and
`COMMENT`, which are neither read nor written.

    pip install pglast
    LOCKGATE_CORPUS=… python3 tests/names/compare.py --lockgate target/release/lockgate

`--show 5` prints the first differences of each kind, `--bless` writes the counts to `counts.tsv` beside this file.
Exits with 1 where the counts are not the committed ones or fewer than 99.5 % of the statements agree.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from pglast import ast, parse_sql
from pglast.enums import ObjectType
from pglast.parser import ParseError

COUNTS = Path(__file__).with_name("counts.tsv")
LEAST = 0.995

# The slots of a node that hold what the statement writes. All other relations below a node are read.
WRITTEN = {
    ast.InsertStmt: "relation",
    ast.UpdateStmt: "relation",
    ast.DeleteStmt: "relation",
    ast.MergeStmt: "relation",
    ast.TruncateStmt: "relations",
    ast.CreateStmt: "relation",
    ast.IntoClause: "rel",
    ast.ViewStmt: "view",
    ast.IndexStmt: "relation",
    ast.CreateTrigStmt: "relation",
    ast.RuleStmt: "relation",
    ast.CreatePolicyStmt: "table",
    ast.AlterPolicyStmt: "table",
    ast.AlterTableStmt: "relation",
    ast.RenameStmt: "relation",
    ast.AlterObjectSchemaStmt: "relation",
    ast.PartitionCmd: "name",
    ast.RefreshMatViewStmt: "relation",
    ast.ClusterStmt: "relation",
    ast.ReindexStmt: "relation",
}
# What stands in them is no table, is neither read nor written, or does not run now.
LEFT_OUT = (
    ast.CreateSeqStmt,
    ast.AlterSeqStmt,
    ast.CompositeTypeStmt,
    ast.LockStmt,
    ast.GrantStmt,
    ast.CreateFunctionStmt,
    ast.DoStmt,
)
TABLES = {
    ObjectType.OBJECT_TABLE,
    ObjectType.OBJECT_VIEW,
    ObjectType.OBJECT_MATVIEW,
    ObjectType.OBJECT_FOREIGN_TABLE,
}
PARTS = {ObjectType.OBJECT_TRIGGER, ObjectType.OBJECT_POLICY, ObjectType.OBJECT_RULE}
OTHERS = {ObjectType.OBJECT_INDEX, ObjectType.OBJECT_SEQUENCE, ObjectType.OBJECT_TYPE}


class Relations:
    """The relations below a node, as PostgreSQL's parser sees them."""

    def __init__(self, statement):
        self.reads, self.writes, self.defined = set(), set(), []
        self.walk(statement)

    def walk(self, node):
        if isinstance(node, (tuple, list)):
            for item in node:
                self.walk(item)
        elif isinstance(node, ast.RangeVar):
            self.read(node)
        elif isinstance(node, ast.DropStmt):
            self.drop(node)
        elif isinstance(node, ast.Node) and not isinstance(node, LEFT_OUT):
            self.within(node)

    def within(self, node):
        # Common table expressions hold for the statement that they stand before.
        names = getattr(node, "withClause", None)
        self.defined.append({item.ctename for item in names.ctes} if names else set())
        written = self.written_slot(node)
        for slot in node:
            if slot == written:
                self.write(getattr(node, slot))
            else:
                self.walk(getattr(node, slot))
        self.defined.pop()

    def written_slot(self, node):
        if isinstance(node, ast.CopyStmt):
            return "relation" if node.is_from else None
        if isinstance(node, ast.VacuumStmt):
            return "rels" if node.is_vacuumcmd else None
        return WRITTEN.get(type(node))

    def write(self, target):
        if isinstance(target, (tuple, list)):
            for item in target:
                self.write(item)
        elif isinstance(target, ast.VacuumRelation):
            self.write(target.relation)
        elif isinstance(target, ast.RangeVar):
            self.writes.add(named(target.schemaname, target.relname))

    def read(self, relation):
        is_defined = relation.schemaname is None and any(relation.relname in names for names in self.defined)
        if not is_defined:
            self.reads.add(named(relation.schemaname, relation.relname))

    def drop(self, node):
        if node.removeType not in TABLES | PARTS:
            return
        for path in node.objects:
            steps = [step.sval for step in path]
            if node.removeType in PARTS:
                steps = steps[:-1]
            self.writes.add(named(*[None, *steps][-2:]))


def named(schema, name):
    return f"{schema or 'public'}.{name}"


def is_about_other(statement):
    """Indexes, sequences and types are altered by nodes that tables share."""
    kinds = {getattr(statement, slot, None) for slot in ("objtype", "renameType", "objectType")}
    return isinstance(statement, (ast.AlterTableStmt, ast.RenameStmt, ast.AlterObjectSchemaStmt)) and kinds & OTHERS


def differences(text, entry):
    """What is named by only one side, each as (kind, ours, theirs); `None` where the parser refuses the text."""
    try:
        parsed = parse_sql(text)
    except (ParseError, RecursionError):
        return None
    if len(parsed) != 1:
        return None
    statement = parsed[0].stmt
    if is_about_other(statement):
        return []
    theirs = Relations(statement)
    found = []
    for what, expected in (("reads", theirs.reads), ("writes", theirs.writes)):
        ours = set(entry[what])
        if ours != expected:
            found.append((f"{type(statement).__name__} {what}", sorted(ours - expected), sorted(expected - ours)))
    return found


def statements(lockgate, folder):
    """Each top-level statement of the folder's SQL files: its text and what `explain` says of it."""
    command = [lockgate, "explain", "--format", "json", "--dialect", "postgres", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    for file in json.loads(run.stdout)["files"]:
        text = Path(file["path"]).read_bytes().removeprefix(b"\xef\xbb\xbf")
        for migration in file["migrations"]:
            for entry in migration["statements"]:
                start, end = (entry["range"][edge]["offset"] for edge in ("start", "end"))
                yield text[start:end].decode(errors="replace"), entry


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lockgate", default="lockgate", help="the binary")
    arguments.add_argument("--show", type=int, default=0, metavar="N", help="print N differences of each kind")
    arguments.add_argument("--bless", action="store_true", help="write the counts instead of comparing them")
    arguments = arguments.parse_args()
    corpus = os.environ.get("LOCKGATE_CORPUS")
    if not corpus:
        if os.environ.get("CI"):
            sys.exit("LOCKGATE_CORPUS is not set")
        print("skipped: LOCKGATE_CORPUS is not set")
        return

    lines = ["history\tstatements\tdiffering\trefused"]
    kinds = Counter()
    compared_in_all, differing_in_all = 0, 0
    home = Path(corpus) / "migrations" / "postgresql"
    for folder in sorted(home.glob("*/*")):
        compared, differing, refused = 0, 0, 0
        for text, entry in statements(arguments.lockgate, folder):
            found = differences(text, entry)
            if found is None:
                refused += 1
                continue
            compared += 1
            differing += bool(found)
            for kind, ours, theirs in found:
                kinds[kind] += 1
                if kinds[kind] <= arguments.show:
                    print(f"{kind}: only ours {ours}, only theirs {theirs}: {' '.join(text.split())[:150]}")
        lines.append(f"{folder.relative_to(home)}\t{compared}\t{differing}\t{refused}")
        compared_in_all += compared
        differing_in_all += differing
    table = "\n".join(lines) + "\n"
    print(table, end="")
    for kind, count in kinds.most_common():
        print(f"{count} differ in {kind}")
    agreement = 1 - differing_in_all / max(compared_in_all, 1)
    print(f"{100 * agreement:.2f} % of {compared_in_all} statements agree")
    if arguments.bless:
        COUNTS.write_text(table)
    elif not COUNTS.exists() or COUNTS.read_text() != table:
        sys.exit("the counts are not the committed ones; look at the differences, then run with --bless")
    if agreement < LEAST:
        sys.exit(1)


if __name__ == "__main__":
    main()
