"""Holds docs/lockgate.schema.json against files that Lockgate accepts and files that it refuses.

Usage: python3 tests/schema.py path/to/lockgate
Needs Python 3.11 and the package jsonschema. What the schema says of a file has to be what the program says of it.
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
BAD = [
    "dialct = 'postgres'",
    "dialect = 'postgresql'",
    "engine-version = []",
    "tool = 'flywy'",
    "migrations = 'db'",
    "fail-on = 'eror'",
    "fail-on-unknown = 'yes'",
    "[runner]\ntransaction = 'sometimes'",
    "[runner]\nplaceholders = { schema = 1 }",
    "[schema]\nlower-case-table-names = 3",
    "[tables]\nlarge-from = -1",
    "[rules]\ndrop-table = 'eror'",
    "[rules]\ndrop-table = { ignore = 'tmp_*' }",
    "[rules]\ndrop-table = { sizes = 3 }",
    "[rules]\nlarge-migration = { lines = 'many' }",
    "[rules]\nkeyword-case = { case = 'title' }",
    "extends = ['pack:house']\n[rules]\n'house/instant-suffix' = 'eror'",
    "extends = ['pack:house']\n[rules]\n'house/instant-suffix' = { sufix = '_on' }",
    "extends = ['pack:house']\n[rules]\n'house/instant-suffix' = { suffix = 3 }",
    "[[overrides]]\nrules = {}",
    "[scripts]\npath = ['rules']",
]


def examples():
    """Each file that a page shows; what a rule's page shows are the options of that rule."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/rules").glob("*.md"))]:
        # What stands within a longer fence is a page of a rule that is shown.
        shown = re.sub(r"^````.*?^````", "", page.read_text(), flags=re.M | re.S)
        for number, text in enumerate(re.findall(r"^```toml\n(.*?)^```", shown, re.M | re.S)):
            table = as_json(tomllib.loads(text))
            if {"name", "version"} <= table.keys():
                continue  # A pack says of itself what it is: pack.toml.
            is_option = page.parent.name == "rules" and not re.search(r"^\[", text, re.M)
            yield f"{page.relative_to(ROOT)} #{number + 1}", {"rules": {page.stem: table}} if is_option else table


def as_json(value):
    """JSON has no days: what holds a schema against TOML takes them as text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value


def refused(program, text):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "lockgate.toml").write_text(text)
        run = subprocess.run([program, "config", "."], cwd=folder, capture_output=True, text=True)
        return run.returncode == 2


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    schema = json.loads((ROOT / "docs/lockgate.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong = []
    good = 0
    for name, table in examples():
        good += 1
        for error in validator.iter_errors(table):
            wrong.append(f"{name}: the schema refuses what the page shows: {error.message[:200]}")
    for text in BAD:
        if validator.is_valid(tomllib.loads(text)):
            wrong.append(f"the schema accepts {text!r}")
        if not refused(program, text):
            wrong.append(f"lockgate accepts {text!r}")
    if wrong or not good:
        sys.exit("\n".join(wrong or ["no page shows any configuration"]))
    print(f"the schema accepts {good} files that the pages show and refuses {len(BAD)} that are wrong")


main()
