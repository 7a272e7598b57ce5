#!/usr/bin/env bash
# Plays the Monday on which a team with a past adopts Lockgate: a real history in a fresh repository, a first
# configuration, a baseline, a green run; a bad migration on a branch, of which alone is told, in five formats; mended,
# and green again. Then a hook, a shallow clone, a work tree, and released migrations that somebody touches.
#
#   tests/monday.sh path/to/lockgate      LOCKGATE_CORPUS names the corpus; python3 and git have to be there
set -euo pipefail

lockgate=$(realpath "${1:?the path of the binary}")
if [ -z "${LOCKGATE_CORPUS:-}" ]; then
    echo "skipped: LOCKGATE_CORPUS is not set"
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi
corpus=$(realpath "$LOCKGATE_CORPUS")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

fail() { echo "monday: $*" >&2; exit 1; }
# expect CODE COMMAND…: runs it, and holds its exit code against CODE.
expect() {
    local wanted=$1 code=0
    shift
    "$@" >"$place/out" 2>"$place/err" || code=$?
    [ "$code" = "$wanted" ] || { cat "$place/out" "$place/err" >&2; fail "exit code $code, not $wanted: $*"; }
}
said() { grep -qF -- "$1" "$place/out" "$place/err" || { cat "$place/out" "$place/err" >&2; fail "nothing says \"$1\""; }; }
json() { python3 -c "import json,sys; j=json.load(open('$place/out')); sys.exit(0 if ($1) else str(j['summary']))" || fail "not so: $1"; }

# check_formats FILE: each of the five holds findings, and in FILE only.
check_formats() {
    python3 - "$1" "$place/formats" <<'PYTHON'
import json, sys, urllib.parse, xml.etree.ElementTree as xml
wanted, folder = sys.argv[1], sys.argv[2]
def read(name): return open(f"{folder}/{name}", encoding="utf-8").read()
found = {
    "json": [it["path"] for it in json.loads(read("json"))["findings"]],
    "sarif": [urllib.parse.unquote(it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
              for it in json.loads(read("sarif"))["runs"][0]["results"]],
    "gitlab": [it["location"]["path"] for it in json.loads(read("gitlab"))],
    "github": [line.split("file=")[1].split(",")[0] for line in read("github").splitlines() if "file=" in line],
    "checkstyle": [it.get("name") for it in xml.fromstring(read("checkstyle")).iter("file") if it.findall("error")],
}
for name, paths in found.items():
    if not paths or set(paths) != {wanted}:
        sys.exit(f"monday: {name} tells of {sorted(set(paths))}, not of {wanted}")
PYTHON
}

# play NAME HISTORY NEW BAD GOOD: NEW is the path of the migration that is added, BAD and GOOD its texts.
play() {
    local name=$1 history=$2 new=$3 bad=$4 good=$5 team="$place/$1"
    mkdir -p "$team"
    cp -r "$corpus/migrations/$history/." "$team"
    cd "$team"
    git init -q -b main
    git add -A && git commit -q -m "the past"

    expect 0 "$lockgate" init
    [ -f lockgate.toml ] || fail "$name: init wrote no lockgate.toml"
    "$lockgate" check --format json >"$place/out" 2>/dev/null || true
    json "len(j['findings']) > 0"
    expect 0 "$lockgate" baseline
    [ -f lockgate-baseline.json ] || fail "$name: no baseline was written"
    expect 0 "$lockgate" check --fail-on info --format json
    json "j['findings'] == [] and j['summary']['baselined'] > 0"
    git add -A && git commit -q -m "adopt Lockgate"

    git switch -q -c feature
    mkdir -p "$(dirname "$new")"
    printf '%s' "$bad" >"$new"
    mkdir -p "$place/formats"
    local targets=() format
    for format in json sarif gitlab github checkstyle; do
        targets+=(--format "$format=$place/formats/$format")
    done
    expect 1 "$lockgate" check --fail-on warning "${targets[@]}"
    check_formats "$new"
    expect 1 "$lockgate" check --fail-on warning --since main "${targets[@]}"
    check_formats "$new"
    expect 0 "$lockgate" check --fail-on info --staged
    git add -A
    expect 1 "$lockgate" check --fail-on warning --staged "${targets[@]}"
    check_formats "$new"
    git commit -q -m "a bad migration"

    # A clone of one commit says what it misses, and how to get it.
    git commit -q --allow-empty -m "another commit"
    git clone -q --depth 1 --branch feature "file://$team" "$place/$name-shallow"
    cd "$place/$name-shallow"
    expect 2 "$lockgate" check --since origin/main
    said "fetch-depth: 0"
    git fetch -q --unshallow origin main:refs/remotes/origin/main
    expect 1 "$lockgate" check --fail-on warning --since origin/main "${targets[@]}"
    check_formats "$new"
    cd "$team"
    git worktree add -q "$place/$name-tree" -b review
    (cd "$place/$name-tree" && expect 1 "$lockgate" check --fail-on warning --since main "${targets[@]}" && check_formats "$new")

    printf '%s' "$good" >"$new"
    expect 0 "$lockgate" check --fail-on warning
    expect 0 "$lockgate" check --fail-on warning --since main
    git commit -q -a -m "mended"

    # What is released stays as it is.
    local old
    # `sed` reads to the end: a reader that leaves early fails the pipe.
    old=$(git ls-tree --name-only main "$(dirname "$new")/" | sed -n '/\.sql$/p' | sort | sed -n 1p)
    printf '\nselect 1;\n' >>"$old"
    expect 1 "$lockgate" check --since main
    said "edited-migration"
    git checkout -q -- "$old"
    expect 0 "$lockgate" check --fail-on warning --since main
    echo "monday: $name: as it should be"
}

play goose postgresql/goose/hatchet-dev__hatchet \
    cmd/hatchet-migrate/migrate/migrations/29990101000000_v9_9_9.sql \
    $'-- +goose Up\nDROP TABLE "Tenant";\n-- +goose Down\nSELECT 1;\n' \
    $'-- +goose Up\nSET LOCAL lock_timeout = \'2s\';\nCOMMENT ON TABLE "Tenant" IS \'who pays\';\n-- +goose Down\nSET LOCAL lock_timeout = \'2s\';\nCOMMENT ON TABLE "Tenant" IS NULL;\n'
play flyway postgresql/flyway/OHDSI__WebAPI \
    src/main/resources/db/migration/postgresql/V99.0.0.20990101000000__last.sql \
    $'DROP TABLE ${ohdsiSchema}.source;\n' \
    $'COMMENT ON TABLE ${ohdsiSchema}.source IS \'where data come from\';\n'
