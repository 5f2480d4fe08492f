// Wagtail in an environment of its own: the project that `wagtail start` makes with its SQLite and
// its search, models and templates for articles beside it, gunicorn with two workers. Filled by a
// script with `add_child` in long transactions; the index is made afterwards.

import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../faults/machine.js";
import { apt, begin, give, run, server, user } from "./install.js";

export const name = "Wagtail";
export const variants = ["stock"];

const SOURCE = join(import.meta.dirname, "wagtail");
const env = { ...process.env, DJANGO_SETTINGS_MODULE: "paper.settings.production", PYTHONDONTWRITEBYTECODE: "1" };

export async function install(folder) {
  const pip = join(folder, "venv/bin/pip");
  if (!existsSync(join(folder, "venv/bin/gunicorn"))) {
    await apt(["python3-venv"]);
    rmSync(join(folder, "venv"), { recursive: true, force: true });
    // Debian's own: another one may lie where no other user may look.
    await run("/usr/bin/python3", ["-m", "venv", join(folder, "venv")]);
    await run(pip, ["install", "--quiet", "wagtail", "gunicorn"]);
  }
  const has = JSON.parse(await run(pip, ["list", "--format=json", "--disable-pip-version-check"]));
  const version = (one) => has.find((each) => each.name.toLowerCase() === one).version;
  return `${version("wagtail")} (Django ${version("django")}, SQLite, gunicorn ${version("gunicorn")})`;
}

export async function fill(folder, articles) {
  const site = join(folder, "site");
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site);
  await run(join(folder, "venv/bin/wagtail"), ["start", "paper", site]);
  cpSync(SOURCE, site, { recursive: true });
  cpSync(join(SOURCE, "local.py"), join(site, "paper/settings/local.py"));
  const python = (...args) => run(join(folder, "venv/bin/python"), args, { cwd: site, env });
  // The project's own front page is not used; its search is, and its lists are as long as ours.
  await run("sed", ["-i", "s/Paginator(search_results, 10)/Paginator(search_results, 20)/", join(site, "search/views.py")]);
  await python("manage.py", "makemigrations", "news");
  await python("manage.py", "migrate", "--verbosity=0");
  await python("manage.py", "collectstatic", "--noinput", "--verbosity=0");
  await python("fill.py", articles);
  give(site, user("www-data"));
}

export async function start(folder) {
  const port = await freePort();
  appendFileSync(join(folder, "gunicorn.log"), "");
  const args = ["--bind", `127.0.0.1:${port}`, "--workers", "2", "--worker-class", "gthread", "--threads", "2", "--keep-alive", "75", "--timeout", "120", "paper.wsgi:application"];
  const child = begin(join(folder, "venv/bin/gunicorn"), args, join(folder, "gunicorn.log"), { user: user("www-data"), cwd: join(folder, "site"), env });
  return server(port, [child], name);
}

export const paths = {
  article: ({ section, slug }) => `/${section}/${slug}/`,
  home: "/",
  section: "/thoi-su/",
  feed: "/rss.xml",
  search: (question) => `/search/?query=${encodeURIComponent(question)}`,
};
