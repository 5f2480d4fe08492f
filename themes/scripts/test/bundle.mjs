// Bundles the parts of the editor that need no screen for node; the packages are those of this folder.
import { build } from "esbuild";

const parts = {
  editor: ["parse", "serialize", "schema", "merge", "caret", "count", "cutting", "fold", "tables", "links", "move", "commands", "writable", "gallery-source", "paste/clean", "paste/links"],
  keep: ["told", "both", "difference"],
  ".": ["draft"],
};

const bundle = (folder, outdir) => build({
  entryPoints: parts[folder].map((name) => `../src/${folder}/${name}.ts`),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  outdir,
  // One copy of each package, for the tests and for what they test.
  packages: "external",
  logLevel: "warning",
});

await bundle("editor", "built");
await bundle("keep", "built/keep");
await bundle(".", "built");
