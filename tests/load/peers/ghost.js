// Ghost 5 from npm with SQLite and the theme it comes with. Its own import takes a quarter of an
// hour for as many articles, so they are written into its database, as it would have them.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "../../faults/machine.js";
import { apt, begin, give, run, server, user } from "./install.js";

export const name = "Ghost";
export const variants = ["stock"];
/** How long its lists are, for the reader of the table. */
export const lists = "home 12, section 20, feed 15, results 20 by titles alone";

const VERSION = "ghost@5";

export async function install(folder) {
  const place = join(folder, "package");
  const done = join(place, "installed");
  if (!existsSync(done)) {
    // Its driver of SQLite is compiled here: what npm would fetch for it lies elsewhere.
    await apt(["build-essential", "python3"]);
    rmSync(place, { recursive: true, force: true });
    for (const old of readdirSync(folder).filter((one) => one.endsWith(".tgz"))) rmSync(join(folder, old));
    await run("npm", ["pack", VERSION], { cwd: folder });
    await run("tar", ["xzf", readdirSync(folder).find((one) => one.endsWith(".tgz"))], { cwd: folder });
    const file = join(place, "package.json");
    const { devDependencies, resolutions = {}, ...told } = JSON.parse(readFileSync(file));
    // Written for Yarn; npm knows the same by another name, and not for files inside the package.
    const pinned = Object.entries(resolutions).filter(([, spec]) => !spec.startsWith("file:"));
    for (const [one, spec] of pinned) if (told.dependencies[one]) told.dependencies[one] = spec;
    writeFileSync(file, JSON.stringify({ ...told, overrides: Object.fromEntries(pinned) }, null, 1));
    const env = { ...process.env, npm_config_nodedir: dirname(dirname(process.execPath)), npm_config_build_from_source: "true" };
    await run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error", "--legacy-peer-deps"], { cwd: place, env });
    if (!existsSync(join(place, "node_modules/sqlite3/build/Release/node_sqlite3.node"))) throw new Error("its driver of SQLite could not be compiled");
    writeFileSync(done, "");
  }
  return `${JSON.parse(readFileSync(join(place, "package.json"))).version} (Node ${process.version.slice(1)}, SQLite)`;
}

function boot(folder, port) {
  const env = {
    ...process.env,
    NODE_ENV: "production",
    url: `http://127.0.0.1:${port}`,
    server__host: "127.0.0.1",
    server__port: String(port),
    database__client: "sqlite3",
    database__connection__filename: join(folder, "content/data/ghost.db"),
    database__useNullAsDefault: "true",
    paths__contentPath: join(folder, "content"),
    logging__level: "error",
    logging__transports: '["stdout"]',
    // Nothing is asked of other machines, and asking the same often is no attack here.
    privacy__useUpdateCheck: "false",
    privacy__useGravatar: "false",
    spam__content_api_key__freeRetries: "100000000",
  };
  const child = begin(process.execPath, ["index.js"], join(folder, "ghost.log"), { cwd: join(folder, "package"), env, user: user("www-data") });
  return server(port, [child], name);
}

export async function fill(folder, articles) {
  const content = join(folder, "content");
  rmSync(content, { recursive: true, force: true });
  cpSync(join(folder, "package/content"), content, { recursive: true });
  for (const part of ["data", "logs", "images", "public"]) mkdirSync(join(content, part), { recursive: true });
  // Lists as long as the others'.
  for (const theme of readdirSync(join(content, "themes"))) {
    const file = join(content, "themes", theme, "package.json");
    if (existsSync(file)) writeFileSync(file, readFileSync(file, "utf8").replace(/("posts_per_page": )\d+/, (_, name) => `${name}20`));
  }
  give(content, user("www-data"));
  // Its first start makes the tables.
  await (await boot(folder, await freePort())).stop();
  const key = await run("/usr/bin/python3", [join(import.meta.dirname, "ghost.py"), join(content, "data/ghost.db"), articles]);
  writeFileSync(join(folder, "key"), key.trim());
}

export async function start(folder) {
  const held = await boot(folder, await freePort());
  const key = readFileSync(join(folder, "key"), "utf8");
  // Readers have no search on the server: it is its API that looks in the titles.
  const search = (question) => `/ghost/api/content/posts/?key=${key}&limit=20&fields=title,url,custom_excerpt&filter=${encodeURIComponent(`title:~'${question}'`)}`;
  return { ...held, search };
}

export const paths = {
  article: ({ slug }) => `/${slug}/`,
  home: "/",
  section: "/tag/thoi-su/",
  feed: "/rss/",
};
