#!/usr/bin/env node
"use strict";

// Starts the binary of the package for this platform. LOCKGATE_BINARY names another one.

const { spawnSync } = require("node:child_process");
const { constants } = require("node:os");
const targets = require("./targets.json");

/** Whether this Node is linked against musl: only glibc names its version in the report. */
function isMusl() {
  if (process.platform !== "linux") {
    return false;
  }
  const report = typeof process.report?.getReport === "function" ? process.report.getReport() : undefined;
  return report !== undefined && !report.header.glibcVersionRuntime;
}

/** The packages that may hold a binary for this platform, the best first. */
function candidates() {
  const libc = isMusl() ? "musl" : "glibc";
  return Object.entries(targets)
    .filter(([, target]) => target.os === process.platform && target.cpu === process.arch)
    // The binary for musl is static, so it runs with glibc too; the other way round it does not.
    .filter(([, target]) => target.libc === undefined || target.libc === libc || target.libc === "musl")
    .sort(([, target]) => (target.libc === libc ? -1 : 1))
    .map(([name]) => `@lockgate/${name}`);
}

function binary() {
  if (process.env.LOCKGATE_BINARY) {
    return process.env.LOCKGATE_BINARY;
  }
  const names = candidates();
  const file = process.platform === "win32" ? "lockgate.exe" : "lockgate";
  for (const name of names) {
    try {
      return require.resolve(`${name}/${file}`);
    } catch {
      // This package was not installed; the next one may be.
    }
  }
  const wanted = names.length > 0 ? `none of ${names.join(", ")} is installed` : "there is no package for it";
  console.error(
    `lockgate: no binary for ${process.platform} ${process.arch}: ${wanted}; ` +
      "install without --omit=optional, or name a binary in LOCKGATE_BINARY",
  );
  process.exit(2);
}

const { status, signal, error } = spawnSync(binary(), process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`lockgate: the binary cannot be started: ${error.message}`);
  process.exit(2);
}
process.exit(signal ? 128 + constants.signals[signal] : status);
