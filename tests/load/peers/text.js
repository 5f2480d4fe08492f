// The articles as the rivals take them in: the same words, the body as HTML.

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const html = (body) => body.split("\n\n").map((part) => (part.startsWith("## ") ? `<h2>${escaped(part.slice(3))}</h2>` : `<p>${escaped(part)}</p>`)).join("\n");

export const slug = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export const told = (one, number) => ({
  number,
  slug: slug(one.title),
  title: one.title,
  lead: one.lead,
  html: html(one.body),
  section: one.section,
  tags: one.tags.map((name) => ({ name, slug: slug(name) })),
  // Seconds since 1970.
  at: Date.parse(one.published_at) / 1000,
});
