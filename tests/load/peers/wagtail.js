// Wagtail in an environment of its own: the project that `wagtail start` makes with its search,
// models and templates for articles beside it, gunicorn with two workers, and PostgreSQL: with the
// SQLite that a new project has, a question to 10,000 articles takes minutes (its ranking asks the
// index anew for each). Filled by a script with `add_child` in long transactions; the index is made
// afterwards.

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { freePort, sleep } from "../../faults/machine.js";
import { stop } from "../measure.js";
import { apt, begin, give, run, server, user } from "./install.js";

export const name = "Wagtail";
export const variants = ["stock"];
/** How long its lists are, for the reader of the table. */
export const lists = "home 60, section 20, feed 30, results 20";

const SOURCE = join(import.meta.dirname, "wagtail");
const settings = (folder) => ({
  ...process.env, HOME: folder, DJANGO_SETTINGS_MODULE: "paper.settings.production", PYTHONDONTWRITEBYTECODE: "1", DATABASE: join(folder, "run"),
});

export async function install(folder) {
  const pip = join(folder, "venv/bin/pip");
  await apt(["python3-venv", "postgresql"]);
  if (!existsSync(join(folder, "venv/bin/gunicorn"))) {
    rmSync(join(folder, "venv"), { recursive: true, force: true });
    // Debian's own: another one may lie where no other user may look.
    await run("/usr/bin/python3", ["-m", "venv", join(folder, "venv")]);
    await run(pip, ["install", "--quiet", "wagtail", "gunicorn", "psycopg[binary]"]);
  }
  const has = JSON.parse(await run(pip, ["list", "--format=json", "--disable-pip-version-check"]));
  const version = (one) => has.find((each) => each.name.toLowerCase() === one).version;
  return `${version("wagtail")} (Django ${version("django")}, PostgreSQL ${/[\d.]+/.exec(await run(program("postgres"), ["--version"]))[0]}, gunicorn ${version("gunicorn")})`;
}

const program = (name) => join("/usr/lib/postgresql", readdirSync("/usr/lib/postgresql").sort((a, b) => a - b).at(-1), "bin", name);

async function database(folder) {
  const args = ["-D", join(folder, "db"), "-k", join(folder, "run"), "-c", "listen_addresses="];
  const child = begin(program("postgres"), args, join(folder, "db.log"), { user: user("postgres"), cwd: join(folder, "db") });
  for (let tries = 0; ; tries += 1) {
    if (await run(program("psql"), ["-h", join(folder, "run"), "-U", "postgres", "-c", "SELECT 1"]).then(() => true, () => false)) return child;
    if (tries > 120) throw new Error("PostgreSQL does not answer");
    await sleep(250);
  }
}

export async function fill(folder, articles) {
  const site = join(folder, "site");
  for (const part of ["site", "db", "run"]) {
    rmSync(join(folder, part), { recursive: true, force: true });
    mkdirSync(join(folder, part));
    if (part !== "site") give(join(folder, part), user("postgres"));
  }
  const init = ["-D", join(folder, "db"), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"];
  await run(program("initdb"), init, { user: user("postgres"), cwd: join(folder, "db") });
  await run(join(folder, "venv/bin/wagtail"), ["start", "paper", site]);
  cpSync(SOURCE, site, { recursive: true });
  cpSync(join(SOURCE, "local.py"), join(site, "paper/settings/local.py"));
  // Its lists of results become as long as ours.
  await run("sed", ["-i", "s/Paginator(search_results, 10)/Paginator(search_results, 20)/", join(site, "search/views.py")]);
  const python = (...args) => run(join(folder, "venv/bin/python"), args, { cwd: site, env: { ...settings(folder), FILL: "1" } });
  const held = await database(folder);
  try {
    await python("manage.py", "makemigrations", "news");
    await python("manage.py", "migrate", "--verbosity=0");
    await python("manage.py", "collectstatic", "--noinput", "--verbosity=0");
    await python("fill.py", articles);
    await run(program("psql"), ["-h", join(folder, "run"), "-U", "postgres", "-c", "VACUUM ANALYZE"]);
  } finally {
    await stop(held);
  }
  give(site, user("www-data"));
}

export async function start(folder) {
  const port = await freePort();
  const held = await database(folder);
  const args = ["--bind", `127.0.0.1:${port}`, "--workers", "2", "--worker-class", "gthread", "--threads", "2", "--keep-alive", "75", "--timeout", "120", "paper.wsgi:application"];
  const web = begin(join(folder, "venv/bin/gunicorn"), args, join(folder, "gunicorn.log"), { user: user("www-data"), cwd: join(folder, "site"), env: settings(folder) });
  return server(port, [web, held], name);
}

export const paths = {
  article: ({ section, slug }) => `/${section}/${slug}/`,
  home: "/",
  section: "/thoi-su/",
  feed: "/rss.xml",
  search: (question) => `/search/?query=${encodeURIComponent(question)}`,
};
