// Addresses as their own site knows them: no redirects that count clicks, no marks of a campaign.

import { allowed } from "../schema";
import { elements, unwrap } from "./dom";

const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|zarsrc|mc_[ce]id|igshid|igsh|_ga|_gl|__tn__|__cft__.*|ref_src|ref_url|si|spm)$/i;

/** Redirects and the parameter that holds the real address. */
const REDIRECTS: [host: RegExp, parameter: string][] = [
  [/^(www\.)?google\.[a-z.]+$/, "q"],
  [/^(www\.)?google\.[a-z.]+$/, "url"],
  [/^lm?\.facebook\.com$/, "u"],
  [/\.safelinks\.protection\.outlook\.com$/, "url"],
  [/^(www\.)?youtube\.com$/, "q"],
];

export function links(body: HTMLElement): void {
  for (const link of elements(body, "a")) {
    const href = plainAddress(link.getAttribute("href") ?? "");
    if (!href || !link.textContent?.trim()) unwrap(link);
    else link.setAttribute("href", href);
  }
}

/** The address itself, or nothing when it leads nowhere from here. */
export function plainAddress(href: string): string {
  const text = href.trim();
  if (!text || text.startsWith("#") || text.startsWith("//") || !allowed(text)) return "";
  if (!/^https?:/i.test(text)) return text;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "";
  }
  for (const [host, parameter] of REDIRECTS) {
    const real = host.test(url.hostname) && /^\/(url|l\.php|redirect)?$/.test(url.pathname) ? url.searchParams.get(parameter) : null;
    if (real && /^https?:/i.test(real)) return plainAddress(real);
  }
  const dropped = Array.from(url.searchParams.keys()).filter((name) => TRACKING.test(name) && !(name === "si" && !/youtu/.test(url.hostname)));
  // An address without marks stays letter by letter.
  if (!dropped.length) return text;
  for (const name of dropped) url.searchParams.delete(name);
  return url.href;
}
