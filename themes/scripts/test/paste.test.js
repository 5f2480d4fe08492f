// What people paste keeps its structure and loses its noise.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { DOMParser as Reader } from "prosemirror-model";
import { clean, isOwn } from "./built/paste/clean.js";
import { plainAddress } from "./built/paste/links.js";
import { schema } from "./built/schema.js";
import { serialize } from "./built/serialize.js";

const { window } = new JSDOM();
globalThis.DOMParser = window.DOMParser;

const page = (html) => new window.DOMParser().parseFromString(html, "text/html").body;
const pasted = (html) => Reader.fromSchema(schema).parse(page(clean(html)));
const markdown = (html) => serialize(pasted(html)).normalize("NFC");
const folder = new URL("paste/", import.meta.url);
const fixture = (name) => readFileSync(new URL(name, folder), "utf8");

for (const file of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
  test(`${file} becomes the Markdown beside it`, () => {
    assert.equal(markdown(fixture(file)), fixture(file.replace(".html", ".md")));
  });

  test(`${file} leaves no style, class, script or foreign picture behind`, () => {
    const body = page(clean(fixture(file)));
    for (const element of body.querySelectorAll("*")) {
      assert.ok(!element.localName.includes(":"), element.outerHTML);
      assert.ok(!["script", "style", "iframe", "img", "form", "span", "font", "o:p"].includes(element.localName), element.outerHTML.slice(0, 200));
      for (const { name } of element.attributes) assert.ok(/^(href|start|data-(label|src|alt|caption|credit|from|upload))$/.test(name) || (name === "class" && element.className === "footnote"), `${name} of ${element.outerHTML.slice(0, 200)}`);
    }
  });
}

test("pictures of other places leave a place with their words; those in the clipboard are to be uploaded", () => {
  const figures = (html) => {
    const found = [];
    pasted(html).descendants((node) => {
      if (node.type.name === "figure") found.push(node.attrs);
    });
    return found;
  };
  const [boat] = figures(fixture("word.html"));
  assert.equal(boat.src, "");
  assert.equal(boat.alt, "", "what a machine said about a picture is no description");
  assert.match(boat.caption, /Búng Bình Thiên/);
  const [road, stream] = figures(fixture("news-page.html"));
  assert.deepEqual([road.src, road.alt, road.upload], ["", "Lễ thông xe ở Mường Bằng", ""]);
  assert.deepEqual([stream.alt, stream.caption, stream.from], ["", "Suối Nậm Pàn mùa lũ.", "https://media.example.vn/suoi.png"]);
  assert.equal(figures('<p><img src="javascript:alert(1)" alt="Chợ"></p><p><img src="file:///C:/cho.jpg" alt="Chợ"></p>').map(({ from }) => from).join(""), "");
  assert.equal(figures('<figure data-src="" data-from="javascript:alert(1)"></figure>')[0]?.from ?? "", "");
  assert.match(figures(fixture("libreoffice.html"))[0].upload, /^data:image\/png;base64,/);
  assert.equal(figures('<p><img src="https://bao.example/media/0123456789abcdef0123456789abcdef/640/cho.jpg" alt="Chợ"></p>')[0].src, "media:0123456789abcdef0123456789abcdef");
});

test("addresses lose redirects and marks of campaigns, and nothing else", () => {
  const cases = {
    "https://a.vn/x?id=1&utm_source=z": "https://a.vn/x?id=1",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.vn%2Fb%3Ffbclid%3D1&h=AT": "https://a.vn/b",
    "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.vn%2F&data=05": "https://a.vn/",
    "https://www.google.com/url?sa=t&url=https://a.vn/c": "https://a.vn/c",
    "https://www.google.com/search?q=https://a.vn": "https://www.google.com/search?q=https://a.vn",
    "https://vi.wikipedia.org/wiki/Chợ": "https://vi.wikipedia.org/wiki/Chợ",
    "/thoi-su": "/thoi-su",
    "mailto:a@b.vn": "mailto:a@b.vn",
    "javascript:alert(1)": "",
    " JaVaScRiPt:alert(1)": "",
    "file:///C:/a.docx": "",
    "#_ftn1": "",
    "//evil.example/x": "",
    "data:text/html,x": "",
  };
  for (const [from, to] of Object.entries(cases)) assert.equal(plainAddress(from), to, from);
});

test("hostile HTML runs nothing, ends, and leaves only text", () => {
  const cases = [
    '<img src=x onerror="globalThis.hacked=1"><svg onload="globalThis.hacked=1"><a href="javascript:1">a</a>',
    `<table>${"<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>".repeat(50)}</table>`,
    "<div>".repeat(3000) + "sâu" + "</div>".repeat(3000),
    "<ul><li>".repeat(200) + "x",
    "<li>một</li><tr><td>hai</td></tr><p style='mso-list:l0 level9'>ba</p>",
    "<p style='mso-list:l0 level3 lfo1'><span style='mso-list:Ignore'>·</span>a</p><p style='mso-list:l0 level1 lfo1'>b</p>",
    '<a href="#_ftn1">[1]</a><a href="#_ftn1">[1]</a><a name="_ftn1"></a>',
    '<div id="ftn1"><a name="_ftn1" href="#_ftn1">[1]</a></div>',
    '<pre class="opaque">```embed\nurl: https://a.vn\n```</pre>',
    '<div class="footnote" data-label="]: x">x</div>',
    "<!--[if gte mso 9]><p>x", "", "   ", "\u0000", "<b><i><u><s>",
  ];
  for (const html of cases) {
    const doc = pasted(html);
    doc.check();
    doc.descendants((node) => assert.notEqual(node.type.name, "opaque", "no foreign page writes our source"));
    const text = serialize(doc);
    assert.doesNotMatch(text, /javascript:|onerror/, html.slice(0, 60));
  }
  assert.equal(globalThis.hacked, undefined);
});

test("lines that end twice are paragraphs, lines that end once are lines", () => {
  assert.equal(markdown("<div>a<br>b<br><br>c</div>"), "a\\\nb\n\nc\n");
  assert.equal(markdown("một<div>hai</div><div><br></div><div>ba</div>"), "một\n\nhai\n\nba\n");
});

test("what looks like Markdown in pasted text stays text", () => {
  assert.equal(markdown("<p># a</p><p>- b</p><p>**c**</p><p>1. d</p>"), "\\# a\n\n\\- b\n\n\\*\\*c\\*\\*\n\n1\\. d\n");
});

test("a pointer whose note was not copied stays to be seen", () => {
  assert.equal(markdown('<p>Nước<a href="#_ftn1" name="_ftnref1">[1]</a> về.</p>'), "Nước\\[1\\] về.\n");
});

test("our own copies are known", () => {
  assert.ok(isOwn('<meta charset="utf-8"><p data-pm-slice="1 1 []">a</p>'));
  assert.ok(!isOwn(fixture("word.html")));
});
