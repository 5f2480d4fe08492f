// Bundles the parser and the serializer for node, with the packages of this folder.
import { build } from "esbuild";

await build({
  entryPoints: ["../src/editor/parse.ts", "../src/editor/serialize.ts", "../src/editor/schema.ts"],
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  outdir: "built",
  nodePaths: ["node_modules"],
  logLevel: "warning",
});
