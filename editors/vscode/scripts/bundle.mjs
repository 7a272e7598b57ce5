// One file for the editor, with the client library in it, and the schema of lockgate.toml beside it.
import { copyFileSync, mkdirSync } from "node:fs";
import { build } from "esbuild";

mkdirSync("schema", { recursive: true });
copyFileSync("../../docs/lockgate.schema.json", "schema/lockgate.schema.json");
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(`../../${name}`, name);
}
await build({
  entryPoints: ["src/extension.ts"],
  bundle: true,
  outfile: "dist/extension.js",
  platform: "node",
  target: "node20",
  external: ["vscode"],
  minify: true,
  sourcemap: false,
});
