"""Runs the pre-commit hooks: the one that takes the installed binary, and one that takes a wheel, as docs/ci.md says."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def main(tools: Path, release: Path, wheel: Path) -> None:
    pre_commit = tools / "pre-commit"
    subprocess.run([pre_commit, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = {**os.environ, "PATH": f"{release}:{os.environ['PATH']}"}
        for name, text in {
            "lockgate.toml": 'dialect = "postgres"\ntool = "psql"\nmigrations = ["db"]\n',
            "db/1_create.sql": "create table orders (id bigint primary key);\n",
            "db/2_drop.sql": "drop table orders;\n",
            ".pre-commit-config.yaml": config(wheel),
        }.items():
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_text(text)
        for arguments in ["init", "--quiet"], ["add", "--all"]:
            subprocess.run(["git", *arguments], cwd=place, check=True)

        def run(*arguments: str) -> tuple[int, str]:
            ran = subprocess.run(
                [pre_commit, *arguments], cwd=place, env=environment, capture_output=True, text=True, check=False
            )
            return ran.returncode, ran.stdout + ran.stderr

        hooks = {
            "installed": ["try-repo", str(ROOT), "lockgate-system"],
            "wheel": ["run", "lockgate"],
        }
        for hook, command in hooks.items():
            code, said = run(*command, "--files", "db/2_drop.sql")
            expect(code == 1 and "[drop-table]" in said, f"{hook}: a mistake: {code} {said}")
            code, said = run(*command, "--files", "db/1_create.sql")
            expect(code == 0 and "Passed" in said, f"{hook}: no mistake: {code} {said}")
            code, said = run(*command, "--files", "lockgate.toml")
            expect(code == 0 and "Skipped" in said, f"{hook}: no SQL: {code} {said}")
            print(f"hook of the {hook} binary: finds, passes, skips")


def config(wheel: Path) -> str:
    """The hook of docs/ci.md, with this wheel in the place of the published one."""
    hook = {
        "id": "lockgate", "name": "lockgate", "entry": "lockgate check", "language": "python",
        "additional_dependencies": [str(wheel)], "types_or": ["sql"], "require_serial": True,
    }  # fmt: skip
    # JSON is YAML.
    return json.dumps({"repos": [{"repo": "local", "hooks": [hook]}]})


def expect(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"pre-commit: {what}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
