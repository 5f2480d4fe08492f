// Small drawings for buttons, in one stroke width; the words are beside them or in the tip.

const PATHS: Record<string, string> = {
  link: "M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.6-2.6a3.2 3.2 0 0 0-4.6-4.6L9.8 5.6M11.5 8.5a3.2 3.2 0 0 0-4.6 0l-2.6 2.6a3.2 3.2 0 0 0 4.6 4.6l1.3-1.3",
  lang: "M3 5h8M7 3v2M9.5 5c-.6 3.4-2.8 6-6 7.5M5 8c1 2 3 3.6 5.2 4.5M10.5 17l3.5-8.5 3.5 8.5M11.7 14.2h4.6",
  bullets: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  numbers: "M8.5 5h8.5M8.5 10h8.5M8.5 15h8.5M3 3.5l1.3-.5v4M2.8 12.3c.3-1 2.2-1 2.2.2 0 1-2.2 1.8-2.2 3h2.4",
  quote: "M8.5 6c-3 .8-4.5 2.7-4.5 5.5V14h4v-4H5.8M16.5 6c-3 .8-4.5 2.7-4.5 5.5V14h4v-4h-2.2",
  info: "M3 3.5h14v13H3zM10 9v4.5M10 6.5h.01",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M13 4v12",
  picture: "M3 4h14v12H3zM3 14l4-4 3 3 3-3.5 4 4M7 7.5h.01",
  gallery: "M6 3h11v10H6zM14 16H3V6M6 11l3-3 2.5 2.5L14 8l3 3",
  footnote: "M3 16l4-11 4 11M4.5 12h5M15 4l1.5-1v6",
  embed: "M3 4h14v12H3zM8.5 7.5v5l4-2.5z",
  audio: "M4 8v4h3l4 3.5v-11L7 8zM13.5 7.5a3.5 3.5 0 0 1 0 5M15.5 5a7 7 0 0 1 0 10",
  rule: "M3 10h14M5 5h10M5 15h10",
  undo: "M7 4L3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8",
  redo: "M13 4l3.5 3.5L13 11M16.5 7.5H8a4.5 4.5 0 0 0 0 9h4",
  find: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.2 12.2L17 17",
  quiet: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  "row-before": "M3 10h14v6H3zM10 2v5M7.5 4.5h5",
  "row-after": "M3 4h14v6H3zM10 13v5M7.5 15.5h5",
  "row-header": "M3 4h14v12H3zM3 8.5h14M3 5.5h14M3 7h14",
  "row-delete": "M3 7h14v6H3zM7.5 8l5 4M12.5 8l-5 4",
  "column-before": "M10 3h6v14h-6zM2 10h5M4.5 7.5v5",
  "column-after": "M4 3h6v14H4zM13 10h5M15.5 7.5v5",
  "column-delete": "M7 3h6v14H7zM8 7.5l4 5M12 7.5l-4 5",
  "table-delete": "M3 4h14v12H3zM6.5 7l7 6M13.5 7l-7 6",
  up: "M10 17V4M5 9l5-5 5 5",
  down: "M10 3v13M5 11l5 5 5-5",
  previous: "M5 12l5-5 5 5",
  next: "M5 8l5 5 5-5",
  close: "M5 5l10 10M15 5L5 15",
};

const SVG = "http://www.w3.org/2000/svg";

/** The drawing of that name, or null. */
export function icon(name: string): Element | null {
  const path = PATHS[name];
  if (!path) return null;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
