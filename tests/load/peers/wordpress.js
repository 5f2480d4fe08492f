// WordPress from Debian: nginx, php-fpm, MariaDB, the theme it comes with; stock, or with nginx
// keeping each page for ten seconds. Filled by a PHP script with wp_insert_post, several hundred
// articles a transaction.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, sleep } from "../../faults/machine.js";
import { stop } from "../measure.js";
import { apt, begin, debian, give, run, server, user } from "./install.js";

export const name = "WordPress";
export const variants = ["stock", "10 s page cache"];
/** How long its lists are, for the reader of the table. */
export const lists = "home 20, section 20, feed 30, results 20";

const PACKAGES = ["wordpress", "wordpress-theme-twentytwentythree", "php-fpm", "php-cli", "php-mysql", "php-mbstring", "php-xml", "mariadb-server", "nginx"];
const SITE = "/usr/share/wordpress";
const WORKERS = 4;

export async function install() {
  await apt(PACKAGES);
  const php = /(\d+\.\d+\.\d+)/.exec(await run("php", ["-v"]))[1];
  return `${await debian("wordpress")} (PHP ${php}, MariaDB ${await debian("mariadb-server")}, nginx ${await debian("nginx")})`;
}

const config = (folder) => `<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${folder}/db.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'http://localhost'); define('WP_SITEURL', 'http://localhost');
// Nothing beside the answer: jobs would run by a timer, and there is nobody else to ask.
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

async function database(folder) {
  const args = ["--no-defaults", `--datadir=${folder}/db`, `--socket=${folder}/db.sock`, `--pid-file=${folder}/db.pid`, "--skip-networking", "--character-set-server=utf8mb4"];
  const child = begin("mariadbd", args, join(folder, "db.log"), { user: user("mysql") });
  for (let tries = 0; ; tries += 1) {
    if (await run("mariadb", [`--socket=${folder}/db.sock`, "-uroot", "-e", "SELECT 1"]).then(() => true, () => false)) return child;
    if (tries > 120) throw new Error("MariaDB does not answer");
    await sleep(250);
  }
}

export async function fill(folder, articles) {
  for (const part of ["db", "site"]) rmSync(join(folder, part), { recursive: true, force: true });
  mkdirSync(join(folder, "db"));
  for (const part of [folder, join(folder, "db")]) give(part, user("mysql"));
  await run("mariadb-install-db", ["--no-defaults", "--user=mysql", `--datadir=${folder}/db`, "--auth-root-authentication-method=normal", "--skip-test-db"]);
  // A copy, so that the configuration of the machine's own is left alone.
  await run("cp", ["-rL", SITE, join(folder, "site")]);
  writeFileSync(join(folder, "site/wp-config.php"), config(folder));
  const held = await database(folder);
  try {
    await run("mariadb", [`--socket=${folder}/db.sock`, "-uroot", "-e", "CREATE DATABASE wordpress"]);
    const script = ["-d", "memory_limit=1G", join(import.meta.dirname, "wordpress.php"), join(folder, "site")];
    await run("php", script);
    await run("php", [...script, articles]);
  } finally {
    await stop(held);
  }
}

const nginx = (folder, port, cache) => `
worker_processes 1; daemon off; pid ${folder}/run/nginx.pid; error_log ${folder}/nginx.log crit;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 10000000;
  gzip on;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${folder}/run/${one};`).join(" ")}
  fastcgi_cache_path ${folder}/run/cache levels=1:2 keys_zone=pages:16m inactive=60s;
  server {
    listen 127.0.0.1:${port}; root ${folder}/site; index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:${folder}/run/php.sock;
      ${cache ? `fastcgi_cache pages; fastcgi_cache_valid 200 10s; fastcgi_cache_lock on;
      fastcgi_cache_use_stale updating; fastcgi_cache_background_update on;
      fastcgi_cache_key "$host$request_uri$http_accept_encoding";` : ""}
    }
  }
}`;

export async function start(folder, variant) {
  const cache = variant !== "stock";
  const port = await freePort();
  const www = user("www-data");
  rmSync(join(folder, "run"), { recursive: true, force: true });
  mkdirSync(join(folder, "run"));
  give(join(folder, "run"), www);
  for (const log of ["nginx.log", "php.log"]) writeFileSync(join(folder, log), "");
  // With the cache it is PHP that compresses, so that pages are kept compressed.
  writeFileSync(join(folder, "php.conf"), `[global]
error_log = ${folder}/php.log
[www]
listen = ${folder}/run/php.sock
pm = static
pm.max_children = ${WORKERS}
php_admin_flag[zlib.output_compression] = ${cache ? "on" : "off"}
`);
  writeFileSync(join(folder, "nginx.conf"), nginx(folder, port, cache));
  for (const one of ["php.log", "nginx.log"]) give(join(folder, one), www);
  const held = await database(folder);
  const fpm = readdirSync("/usr/sbin").filter((one) => /^php-fpm[\d.]+$/.test(one)).sort().at(-1);
  const php = begin(`/usr/sbin/${fpm}`, ["-F", "-y", join(folder, "php.conf")], join(folder, "php.out"), { user: www });
  for (let tries = 0; tries < 100 && !existsSync(join(folder, "run/php.sock")); tries += 1) await sleep(50);
  const web = begin("/usr/sbin/nginx", ["-c", join(folder, "nginx.conf"), "-e", join(folder, "nginx.log")], join(folder, "nginx.out"), { user: www });
  return server(port, [web, php, held], name);
}

export const paths = {
  article: ({ slug }) => `/${slug}/`,
  home: "/",
  section: "/category/thoi-su/",
  feed: "/feed/",
  search: (question) => `/?s=${encodeURIComponent(question)}`,
};
