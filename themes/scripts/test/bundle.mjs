// Bundles the parts of the editor that need no screen for node; the packages are those of this folder.
import { build } from "esbuild";

await build({
  entryPoints: ["parse", "serialize", "schema", "merge", "caret", "count", "cutting", "fold", "tables", "links", "move", "gallery-source", "paste/clean", "paste/links"].map((name) => `../src/editor/${name}.ts`),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  outdir: "built",
  // One copy of each package, for the tests and for what they test.
  packages: "external",
  logLevel: "warning",
});
