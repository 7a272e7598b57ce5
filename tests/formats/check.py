"""Has every format of `lockgate check` read by something that is not Lockgate, and compares what each reader found."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

from jsonschema import Draft202012Validator

import page
import project

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FORMATS = {
    "concise": "txt", "full": "txt", "grouped": "txt", "json": "json", "jsonl": "jsonl", "sarif": "sarif",
    "github": "txt", "gitlab": "json", "junit": "xml", "checkstyle": "xml", "rdjson": "json", "azure": "txt",
    "teamcity": "txt", "markdown": "md", "html": "html",
}  # fmt: skip

#: Notes of the validator that are no faults: a result names its rule as GitHub reads it also where the rule is one of a
#: pack, and the validator cannot reach the network.
TOLERATED = {"SARIF2004"}


def main(binary: str, tools: Path) -> None:
    helped = subprocess.run([binary, "check", "--help"], capture_output=True, text=True, check=True).stdout
    listed = re.search(r"The formats are:\n\s*\n((?: +[a-z]+ +\S.*\n)+)", helped)
    named = set(re.findall(r"^ +([a-z]+) ", listed[1], re.MULTILINE)) if listed else set()
    expect(named == set(FORMATS), f"the formats of the help are {sorted(named)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        project.write(place)
        arguments = [binary, "check", "--quiet", "--exit-zero"]
        for name, ending in FORMATS.items():
            arguments += ["--format", f"{name}=out/{name}.{ending}"]
        ran = subprocess.run(arguments, cwd=place, capture_output=True, text=True, check=False)
        expect(ran.returncode == 2 and "broken.rhai" in ran.stderr, f"the broken rule is told: {ran.stderr}")
        read = {name: (place / f"out/{name}.{ending}").read_bytes().decode() for name, ending in FORMATS.items()}
        document = json.loads(read["json"])
        findings = document["findings"]
        expect(len(findings) >= 12, f"the project has findings enough: {len(findings)}")
        for name, check in CHECKS.items():
            check(read[name], findings, place, tools)
            print(f"{name}: {len(findings)} findings read")
        held_back(binary, place, tools)
        schemas(binary, place, document)
        page.check(place / "out/html.html", findings, tools)
        print(f"html: {len(findings)} findings read in Chromium, screenshots in {tools}")


def expect(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"formats: {what}")


def same(found: list, wanted: list, what: str) -> None:
    found, wanted = sorted(found, key=str), sorted(wanted, key=str)
    expect(found == wanted, f"{what}: found {found[:3]} … wanted {wanted[:3]}")


def valid(document: object, schema: Path, what: str, part: str = "") -> None:
    read = json.loads(schema.read_text())
    Draft202012Validator.check_schema(read)
    if part:
        read = {"$ref": f"#/$defs/{part}", "$defs": read["$defs"]}
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in Draft202012Validator(read).iter_errors(document)]
    expect(not errors, f"{what} against {schema.name}: {errors[:3]}")


def line_of(finding: dict) -> int:
    return finding["range"]["start"]["line"]


def schemas(binary: str, place: Path, document: dict) -> None:
    valid(document, ROOT / "docs/schemas/check.json", "json")
    for command, schema in (["explain"], "explain"), (["rules"], "rules"):
        said = subprocess.run([binary, *command, "--format", "json"], cwd=place, capture_output=True, check=False).stdout
        valid(json.loads(said), ROOT / f"docs/schemas/{schema}.json", schema)


def held_back(binary: str, place: Path, tools: Path) -> None:
    """What is suppressed or in the baseline, asked for: told apart by the validator and by `sarif-tools`."""
    from sarif import loader

    # Nothing is recorded where the run cannot do its whole job.
    whole = place / "whole"
    (whole / "db").mkdir(parents=True)
    (whole / "lockgate.toml").write_text('dialect = "postgres"\n')
    for name in "V1__first.sql", "V3__line ends.sql":
        (whole / "db" / name).write_bytes((place / "db" / name).read_bytes())
    subprocess.run([binary, "baseline"], cwd=whole, check=True, capture_output=True)
    (whole / "db/V9__new.sql").write_text(project.SUPPRESSED)
    arguments = [binary, "check", "--quiet", "--exit-zero", "--show-suppressed"]
    arguments += ["--format", "json=held.json", "--format", "sarif=held.sarif"]
    subprocess.run(arguments, cwd=whole, check=True)
    document = json.loads((whole / "held.json").read_text())
    valid(document, ROOT / "docs/schemas/check.json", "json with what is held back")
    open_, suppressed, baselined = (len(document[name]) for name in ("findings", "suppressed", "baselined"))
    expect(min(open_, suppressed, baselined) > 0, f"some of each: {open_}, {suppressed}, {baselined}")
    expect(validated(whole / "held.sarif", tools) <= TOLERATED, "what is held back passes Microsoft's validator")
    results = json.loads((whole / "held.sarif").read_text())["runs"][0]["results"]
    states = [result["baselineState"] for result in results]
    expect((states.count("new"), states.count("unchanged")) == (open_ + suppressed, baselined), f"states: {states}")
    read = loader.load_sarif_file(str(whole / "held.sarif"))
    # Results without that property are the ones that are left.
    read.init_general_filter("open", {"default-include": False}, [], [{"suppression": "/./"}])
    expect(read.get_result_count() == open_, f"sarif-tools sees {read.get_result_count()} results without a suppression")
    print(f"held back: {suppressed} suppressed and {baselined} baselined findings read")


def json_lines(text: str, findings: list, *_: object) -> None:
    lines = [json.loads(line) for line in text.splitlines()]
    expect(lines == findings, "each line of jsonl is a finding of json")
    for line in lines:
        valid(line, ROOT / "docs/schemas/check.json", "jsonl", "finding")


VALIDATOR = "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"


def validated(file: Path, tools: Path) -> set:
    """The rules by which Microsoft's validator finds fault with a file; its exit code is 0 whatever it finds."""
    report = file.with_suffix(".validated.sarif")
    subprocess.run(
        [tools / VALIDATOR, "validate", file, "--rule-kind", "Sarif;Ghas", "--output", report, "--log", "ForceOverwrite"]
        + ["--level", "Error;Warning"],
        check=True, capture_output=True,
    )  # fmt: skip
    return {result["ruleId"] for result in json.loads(report.read_text())["runs"][0].get("results", [])}


def sarif(text: str, findings: list, place: Path, tools: Path) -> None:
    from sarif import loader

    file = place / "out/sarif.sarif"
    said = validated(file, tools)
    expect(said <= TOLERATED, f"Microsoft's validator says {said}")
    run = json.loads(text)["runs"][0]
    loaded = loader.load_sarif_file(str(file))
    expect(loaded.get_result_count() == len(findings), f"sarif-tools reads {loaded.get_result_count()} results")
    records = loaded.get_records()
    same([record["Line"] for record in records], [line_of(finding) for finding in findings], "lines in sarif-tools")
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    uris = [unquote(place["artifactLocation"]["uri"]) for place in places]
    same(uris, [finding["path"] for finding in findings], "paths in SARIF")
    expect(all(place["artifactLocation"]["uriBaseId"] == "%SRCROOT%" for place in places), "paths are relative")
    expect(all("primaryLocationLineHash" in result["partialFingerprints"] for result in run["results"]), "lines have hashes")
    expect("suppressions" not in text, "nothing suppressed is written unasked: GitHub would open an alert for it")
    notes = run["invocations"][0]["toolExecutionNotifications"]
    uris = [unquote(note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for note in notes]
    same(uris, ["rules/broken.rhai", "db/V6__gone.sql"], "what kept the run from its job is a notification")
    expect([extension["name"] for extension in run["tool"]["extensions"]] == ["house"], "team rules are an extension")
    hashes(run, place, tools / VALIDATOR)


def hashes(run: dict, place: Path, validator: Path) -> None:
    """GitHub's hash of each line, as Microsoft's tool computes it anew."""
    ours = [result["partialFingerprints"].pop("primaryLocationLineHash") for result in run["results"]]
    for result in run["results"]:
        del result["partialFingerprints"]
    # That tool does not find the files below a base.
    for result in run["results"]:
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        location["uri"] = (place / unquote(location["uri"])).as_uri()
        del location["uriBaseId"]
    bare, rehashed = place / "out/bare.sarif", place / "out/rehashed.sarif"
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    bare.write_text(json.dumps(log))
    subprocess.run(
        [validator, "rewrite", bare, "--output", rehashed, "--insert", "RollingHashPartialFingerprints"]
        + ["--log", "ForceOverwrite"],
        check=True, capture_output=True,
    )  # fmt: skip
    results = json.loads(rehashed.read_text())["runs"][0]["results"]
    theirs = [result.get("partialFingerprints", {}).get("primaryLocationLineHash") for result in results]
    expect(theirs == ours, f"hashes of lines: {theirs}, and ours {ours}")


def github(text: str, findings: list, *_: object) -> None:
    found = []
    for line in text.splitlines():
        head, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
        values = dict(pair.split("=", 1) for pair in properties.split(","))
        expect({"file", "line", "col", "endLine", "title"} <= set(values), f"properties of {line}")
        found.append((head, unquote(values["file"]), int(values["line"]), int(values["col"])))
        expect("\n" not in message, "a command is one line")
    words = {"error": "error", "warning": "warning", "info": "notice"}
    wanted = [
        (words[finding["severity"]], finding["path"], line_of(finding), finding["range"]["start"]["column"])
        for finding in findings
    ]
    same(found, wanted, "github")


def gitlab(text: str, findings: list, *_: object) -> None:
    issues = json.loads(text)
    valid(issues, HERE / "schemas/gitlab.json", "gitlab")
    found = [(issue["check_name"], issue["location"]["path"], issue["location"]["lines"]["begin"]) for issue in issues]
    same(found, [(finding["rule"], finding["path"], line_of(finding)) for finding in findings], "gitlab")
    prints = [issue["fingerprint"] for issue in issues]
    expect(len(prints) == len(set(prints)), "GitLab keeps the first of equal fingerprints only")


def parsed(file: Path, schema: str) -> object:
    from lxml import etree

    tree = etree.parse(file)
    checker = etree.XMLSchema(etree.parse(HERE / "schemas" / schema))
    expect(checker.validate(tree), f"{file.name} against {schema}: {checker.error_log}")
    return tree


def junit(text: str, findings: list, place: Path, *_: object) -> None:
    from junitparser import Error, Failure, JUnitXml

    tree = parsed(place / "out/junit.xml", "junit.xsd")
    read = JUnitXml.fromstring(text.encode())
    cases = [case for suite in read for case in suite]
    failures = [case for case in cases if any(isinstance(result, Failure) for result in case.result)]
    found = [(case.name, case.classname, int(case._elem.get("line"))) for case in failures]
    same(found, [(finding["rule"], finding["path"], line_of(finding)) for finding in findings], "junit")
    errors = [case for case in cases if any(isinstance(result, Error) for result in case.result)]
    expect(len(errors) == read.errors > 0, "what kept the run from its job is an error")
    expect((read.tests, read.failures) == (len(cases), len(failures)), "the sums are right")
    root = tree.getroot()
    for suite in root:
        expect(int(suite.get("tests")) == len(suite), f"the sum of {suite.get('name')} is right")


def checkstyle(_: str, findings: list, place: Path, *__: object) -> None:
    root = parsed(place / "out/checkstyle.xml", "checkstyle.xsd").getroot()
    found = [
        (error.get("source"), file.get("name"), int(error.get("line")), error.get("severity"), error.get("message"))
        for file in root
        for error in file
    ]
    wanted = [
        (f"lockgate.{finding['rule']}", finding["path"], line_of(finding), finding["severity"], finding["message"])
        for finding in findings
    ]
    same(found, wanted, "checkstyle")


def rdjson(text: str, findings: list, place: Path, *_: object) -> None:
    document = json.loads(text)
    valid(document, HERE / "schemas/rdjson.json", "rdjson")
    for diagnostic, finding in zip(document["diagnostics"], findings, strict=True):
        expect(diagnostic["location"]["path"] == finding["path"], "paths in rdjson")
        if project.is_other_encoding(finding["path"]):
            continue
        # Columns count bytes there: the bytes before both ends have to be those before the offsets.
        source = (place / finding["path"]).read_bytes()
        lines = source.splitlines(keepends=True) or [b""]
        for end in "start", "end":
            position = diagnostic["location"]["range"][end]
            before = sum(len(line) for line in lines[: position["line"] - 1]) + position["column"] - 1
            expect(before == finding["range"][end]["offset"], f"{end} of {finding['rule']} in {finding['path']}")


def azure(text: str, findings: list, _: Path, tools: Path) -> None:
    script = """
        const { commandFromString } = require("azure-pipelines-task-lib/taskcommand");
        const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter((line) => line.startsWith("##vso"));
        console.log(JSON.stringify(lines.map((line) => commandFromString(line))));
    """
    said = subprocess.run(["node", "-e", script], cwd=tools, input=text, capture_output=True, text=True, check=True)
    commands = json.loads(said.stdout)
    expect(all(command["command"] == "task.logissue" for command in commands), "azure")
    found = [
        (command["properties"]["code"], command["properties"]["sourcepath"], int(command["properties"]["linenumber"]))
        for command in commands
    ]
    loud = [finding for finding in findings if finding["severity"] != "info"]
    same(found, [(finding["rule"], finding["path"], line_of(finding)) for finding in loud], "azure")
    quiet = [line for line in text.splitlines() if not line.startswith("##vso")]
    expect(len(quiet) == len(findings) - len(loud), "below a warning, findings are plain lines")


def teamcity(text: str, findings: list, *_: object) -> None:
    """Service messages: `|` escapes, and `|0xNNNN` stands for one UTF-16 unit."""

    def unescaped(value: str) -> str:
        value = re.sub(r"\|0x([0-9a-f]{4})", lambda match: f"\\u{match[1]}", value.replace("\\", "\\\\"))
        value = re.sub(r"\|(.)", lambda match: {"n": "\\n", "r": "\\r"}.get(match[1], match[1]), value)
        value = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), value)
        return value.encode("utf-16", "surrogatepass").decode("utf-16").replace("\\\\", "\\")

    found, kinds = [], set()
    for line in text.splitlines():
        name, rest = re.fullmatch(r"##teamcity\[(\w+) (.*)\]", line).groups()
        values = {key: unescaped(value) for key, value in re.findall(r"(\w+)='((?:[^|']|\|.)*)'", rest)}
        if name == "inspectionType":
            kinds.add(values["id"])
            expect({"id", "name", "description", "category"} == set(values), line)
        else:
            found.append((values["typeId"], values["file"], int(values["line"])))
    same(found, [(finding["rule"], finding["path"], line_of(finding)) for finding in findings], "teamcity")
    same(list(kinds), list({finding["rule"] for finding in findings}), "each rule is announced")


def markdown(text: str, findings: list, *_: object) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    rows = sum(token.type == "tr_open" for token in tokens) - sum(token.type == "thead_open" for token in tokens)
    expect(rows == len(findings), f"a table row for each finding: {rows}")
    allowed = re.compile(r"</?(details( open)?|summary|code)>|<!-- lockgate -->|<br>")
    raw = [token.content for token in tokens if token.type == "html_block"]
    raw += [child.content for token in tokens for child in token.children or [] if child.type == "html_inline"]
    for html in raw:
        rest = re.sub(r"<code>.*?</code>: \d+ findings?", "", allowed.sub(lambda tag: tag[0] if "code" in tag[0] else "", html))
        expect(not rest.strip(), f"no HTML but our own: {html}")
    expect(text.startswith("<!-- lockgate -->"), "a bot finds its comment again")


def concise(text: str, findings: list, *_: object) -> None:
    places = re.findall(r"^(.+?):(\d+):(\d+): (error|warning|info)\[(.+?)\] \S", text, re.MULTILINE)
    found = [(rule, path, int(line), int(column)) for path, line, column, _, rule in places]
    wanted = [(finding["rule"], finding["path"], line_of(finding), finding["range"]["start"]["column"]) for finding in findings]
    same(found, wanted, "concise")


CHECKS = {
    "jsonl": json_lines, "sarif": sarif, "github": github, "gitlab": gitlab, "junit": junit, "checkstyle": checkstyle,
    "rdjson": rdjson, "azure": azure, "teamcity": teamcity, "markdown": markdown, "concise": concise,
}  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
