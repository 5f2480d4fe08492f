// Small steps in a foreign document.

const INLINE = new Set(["a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"]);

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;

/** The document of an HTML text; nothing in it runs or loads. Styles are read, never applied: they
 * stand under another name, since our pages report every style and handler that stands in an element. */
export function read(html: string): Document {
  const inert = html.replace(/<style[\s\S]*?(<\/style>|$)/gi, "").replace(TAG, (tag) => tag.replace(/([\s"'])(style|on\w+)(?=\s*=)/gi, "$1data-$2"));
  return new DOMParser().parseFromString(inert, "text/html");
}

export function styleOf(element: Element): string {
  return element.getAttribute("data-style") ?? "";
}

export function inline(element: Element): boolean {
  return INLINE.has(element.localName);
}

export function elements(root: Element, selector: string): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(selector));
}

/** Every text below. */
export function each(root: Element, act: (text: Text) => void): void {
  const walk = root.ownerDocument.createTreeWalker(root, 4);
  const found: Text[] = [];
  while (walk.nextNode()) found.push(walk.currentNode as Text);
  found.forEach(act);
}

/** What is inside takes the place of the element; loose lines of a block become paragraphs. */
export function unwrap(element: Element, lines?: boolean): void {
  const inside = Array.from(element.childNodes);
  if (!lines) {
    element.replaceWith(...inside);
    return;
  }
  const out: Node[] = [];
  let line: HTMLElement | null = null;
  for (const node of inside) {
    const block = node.nodeType === 1 && !inline(node as Element);
    if (block) line = null;
    else if (!line && (node.nodeType !== 3 || node.textContent?.trim())) out.push((line = element.ownerDocument.createElement("p")));
    if (!block && line) line.append(node);
    else if (block) out.push(node);
  }
  element.replaceWith(...out);
}

export function replace(element: Element, name: string): HTMLElement {
  const made = element.ownerDocument.createElement(name);
  for (const { name: key, value } of Array.from(element.attributes)) made.setAttribute(key, value);
  made.append(...Array.from(element.childNodes));
  element.replaceWith(made);
  return made;
}

const KEPT: Record<string, string[]> = {
  a: ["href"],
  ol: ["start"],
  sup: ["data-label"],
  div: ["data-label"],
  figure: ["data-src", "data-alt", "data-caption", "data-credit", "data-from", "data-upload"],
};

/** Nothing of a style, class, name or script stays. */
export function strip(root: Element): void {
  for (const element of elements(root, "*")) {
    const kept = KEPT[element.localName] ?? [];
    const note = element.localName === "div" && element.hasAttribute("data-label");
    for (const { name } of Array.from(element.attributes)) if (!kept.includes(name)) element.removeAttribute(name);
    if (note) element.className = "footnote";
  }
}
