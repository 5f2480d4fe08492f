// The browser's own list of entities, instead of the 50 KB that markdown-it brings along. Bundled in
// place of the package `entities`; it is only ever handed one entity at a time.

const reader = document.createElement("textarea");

export function decodeHTML(entity: string): string {
  // Its content is text whatever it says, and what is no entity stays as it is.
  reader.innerHTML = entity;
  return reader.value;
}
