#!/usr/bin/env bash
# Posts the findings as a comment on the pull request, or updates the one that was posted before.
set -euo pipefail

summary="${RUNNER_TEMP:?}/lockgate.md"
[ -f "$summary" ] || exit 0
comments="repos/${GITHUB_REPOSITORY:?}/issues/${LOCKGATE_PULL_REQUEST:?}/comments"

# GitHub takes 65,536 characters; a table that is cut in the middle of a row still reads.
body="$RUNNER_TEMP/lockgate-comment.md"
if [ "$(wc -c <"$summary")" -gt 60000 ]; then
    head -c 60000 "$summary" | iconv -c -f utf-8 -t utf-8 >"$body" || true
    printf '\n\n_The rest is in the summary of the job._\n' >>"$body"
else
    cp "$summary" "$body"
fi

# The mark on the first line is ours; a person who quotes it does not begin with it.
known="$(gh api --paginate "$comments" --jq '.[] | select(.body | startswith("<!-- lockgate -->")) | .id' | head -n 1)"
if [ -n "$known" ]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$body" >/dev/null
elif ! grep -q '^### Lockgate: no findings' "$body"; then
    gh api --method POST "$comments" --field "body=@$body" >/dev/null
fi
