#!/usr/bin/env bash
# Checks, annotates the log, and writes the summary of the job. The exit code becomes an output, so that a comment can
# still be posted. Takes LOCKGATE_PATHS and LOCKGATE_ARGS, one to a line, and LOCKGATE_SARIF.
set -euo pipefail

arguments=()
while IFS= read -r line; do
    line="${line%$'\r'}"
    [ -n "$line" ] && arguments+=("$line")
done <<<"${LOCKGATE_ARGS:-}"
# Whoever uploads it looks from the root of the workspace, wherever this runs.
case "${LOCKGATE_SARIF:-}" in
"") ;;
/* | [A-Za-z]:*) arguments+=(--format "sarif=$LOCKGATE_SARIF") ;;
*) arguments+=(--format "sarif=${GITHUB_WORKSPACE:-.}/$LOCKGATE_SARIF") ;;
esac

paths=()
while IFS= read -r line; do
    line="${line%$'\r'}"
    [ -n "$line" ] && paths+=("$line")
done <<<"${LOCKGATE_PATHS:-}"

summary="${RUNNER_TEMP:?}/lockgate.md"
rm -f "$summary"
code=0
# An empty array counts as unset in the Bash of macOS.
lockgate check --format github --format "markdown=$summary" ${arguments[@]+"${arguments[@]}"} -- \
    ${paths[@]+"${paths[@]}"} || code=$?
# GitHub drops a summary of more than a mebibyte.
[ -f "$summary" ] && head -c 1000000 "$summary" >>"${GITHUB_STEP_SUMMARY:?}"
echo "exit-code=$code" >>"${GITHUB_OUTPUT:?}"
