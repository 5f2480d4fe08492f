// Every feed in two parsers that know nothing of each other or of us: both read the same titles,
// and neither has anything to remark.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { parseFeed } from "@rowanmanning/feed-parser";
import { newsroom, text } from "./newsroom.js";

// Debian's python3-feedparser; `bozo` is how it says that a feed is not what it should be.
const ASK = `
import feedparser, json, sys
got = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps({"bozo": bool(got.bozo), "why": str(got.get("bozo_exception", "")), "version": got.version,
  "title": got.feed.get("title"), "link": got.feed.get("link"),
  "entries": [{"id": e.get("id"), "title": e.get("title"), "link": e.get("link"), "date": bool(e.get("published_parsed")), "html": bool(e.get("content"))} for e in got.entries]}))
`;
const PYTHON = process.env.FEEDPARSER_PYTHON ?? "/usr/bin/python3";

let room;
before(async () => {
  room = await newsroom();
});
after(async () => {
  await room?.stop();
});

test("RSS and Atom of home, sections, topics and authors are read alike by two parsers", async () => {
  const lists = [["bao", ""], ["bao", "/van-hoa"], ["bao", "/chu-de/chuyen-doi-so"], ["cong", ""], ["cds", "/tin-tuc"]];
  for (const [site, list] of lists) {
    for (const [file, version] of [["rss.xml", "rss20"], ["atom.xml", "atom10"]]) {
      const address = `${room[site]}${list}/${file}`;
      const xml = await text(address);
      const one = JSON.parse(execFileSync(PYTHON, ["-c", ASK], { input: xml, encoding: "utf8" }));
      assert.equal(one.bozo, false, `${address}: ${one.why}`);
      assert.equal(one.version, version, address);
      const other = parseFeed(xml);
      assert.ok(one.entries.length > 0, address);
      assert.equal(other.title, one.title, address);
      assert.deepEqual(other.items.map(({ title }) => title), one.entries.map(({ title }) => title), address);
      assert.deepEqual(other.items.map(({ id }) => id), one.entries.map(({ id }) => id), address);
      for (const entry of one.entries) assert.ok(entry.date && entry.link?.startsWith("http://") && entry.html, `${address}: ${entry.title}`);
      for (const item of other.items) assert.ok(item.published instanceof Date && item.content, `${address}: ${item.title}`);
    }
  }
});

test("a JSON Feed has every field that version 1.1 asks for", async () => {
  for (const base of [room.bao, room.cong, room.cds]) {
    const feed = JSON.parse(await text(`${base}/feed.json`));
    assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
    for (const field of ["title", "home_page_url", "feed_url", "language"]) assert.equal(typeof feed[field], "string", field);
    assert.ok(feed.items.length > 0);
    for (const item of feed.items) {
      assert.equal(typeof item.id, "string");
      assert.ok(item.content_html || item.content_text, item.title);
      assert.ok(!Number.isNaN(Date.parse(item.date_published)) && /T.*(Z|[+-]\d\d:\d\d)$/.test(item.date_published), item.title);
      assert.ok(item.authors.every(({ name }) => typeof name === "string"), item.title);
    }
  }
});
