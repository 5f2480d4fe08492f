// Looks at a page: nothing wider than the screen, nothing that axe finds, in the light and in the
// dark; pages in frames have tests of their own. `SHOTS` names a folder for pictures.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** What is wrong with the page at an address, or with the one that is open. */
export async function look(page, name, address) {
  const faults = [];
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    if (address) await page.goto(address, { waitUntil: "load" });
    if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: await page.evaluate(() => document.documentElement.scrollHeight < 16_000) });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`${name} at ${width}: ${over} pixels too wide`);
  }
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const { id, impact, nodes } of violations) {
      faults.push(`${name} (${scheme}): ${id} ${impact} ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  return faults;
}
