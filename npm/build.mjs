// Makes the npm packages from finished binaries:
//   node npm/build.mjs --out FOLDER [--version VERSION] --binary TARGET=FILE [--binary …]
// The main package depends on every platform of targets.json, unless --only-built says that only those with a binary
// here are to be depended on.

import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const targets = JSON.parse(readFileSync(join(here, "targets.json"), "utf8"));

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    version: { type: "string" },
    binary: { type: "string", multiple: true, default: [] },
    "only-built": { type: "boolean", default: false },
  },
});
if (!values.out || values.binary.length === 0) {
  fail("usage: node npm/build.mjs --out FOLDER [--version VERSION] [--only-built] --binary TARGET=FILE [--binary …]");
}
const version = values.version ?? workspaceVersion();

const built = values.binary.map((argument) => {
  const [name, file] = argument.split(/=(.*)/s);
  if (!targets[name] || !file) {
    fail(`--binary ${argument}: write TARGET=FILE, with a target of ${Object.keys(targets).join(", ")}`);
  }
  return { name, file };
});
for (const { name, file } of built) {
  writePlatform(name, file);
}
writeMain(values["only-built"] ? built.map(({ name }) => name) : Object.keys(targets));

function writePlatform(name, file) {
  const { os, cpu, libc } = targets[name];
  const folder = folderOf(name);
  const binary = os === "win32" ? "lockgate.exe" : "lockgate";
  copyFileSync(file, join(folder, binary));
  chmodSync(join(folder, binary), 0o755);
  writePackage(folder, {
    name: `@lockgate/${name}`,
    description: `The binary of lockgate for ${name}`,
    os: [os],
    cpu: [cpu],
    ...(libc ? { libc: [libc] } : {}),
    files: [binary],
    // Yarn's Plug'n'Play would leave the binary inside an archive.
    preferUnplugged: true,
  });
  writeFileSync(join(folder, "README.md"), `# @lockgate/${name}\n\nThe binary of [lockgate](https://www.npmjs.com/package/lockgate).\n`);
}

function writeMain(names) {
  const folder = folderOf("lockgate");
  mkdirSync(join(folder, "bin"), { recursive: true });
  copyFileSync(join(here, "lockgate.js"), join(folder, "bin/lockgate.js"));
  chmodSync(join(folder, "bin/lockgate.js"), 0o755);
  copyFileSync(join(here, "targets.json"), join(folder, "bin/targets.json"));
  copyFileSync(join(root, "README.md"), join(folder, "README.md"));
  writePackage(folder, {
    name: "lockgate",
    description: "Lints SQL migrations before they run",
    keywords: ["sql", "migrations", "linter", "postgresql", "mysql"],
    bin: { lockgate: "bin/lockgate.js" },
    files: ["bin"],
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(names.map((name) => [`@lockgate/${name}`, version])),
  });
}

function writePackage(folder, fields) {
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
    copyFileSync(join(root, licence), join(folder, licence));
  }
  const { name, ...rest } = fields;
  const manifest = {
    name,
    version,
    license: "MIT OR Apache-2.0",
    repository: { type: "git", url: "git+https://github.com/lockgate/lockgate.git" },
    ...rest,
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function folderOf(name) {
  const folder = join(values.out, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The version that the workspace's Cargo.toml gives to every crate. */
function workspaceVersion() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  const found = /\[workspace\.package\][^[]*?^version = "(.+?)"/ms.exec(manifest);
  return found ? found[1] : fail("Cargo.toml names no version of the workspace");
}

function fail(message) {
  console.error(`npm/build.mjs: ${message}`);
  process.exit(2);
}
