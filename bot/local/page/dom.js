/** Builds DOM nodes. Text always becomes a text node; nothing here parses HTML. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "multiple", "selected", "htmlFor", "tabIndex"]);

/** Make an element: h("a", {href, class, dataset: {}, onClick}, child, "text", null, [more]). */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === "class") element.className = value;
    else if (name === "testid") element.dataset.testid = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Append children, flattening lists and leaving out null, undefined and false. */
export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** Replace everything inside `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

export const byId = (id) => document.getElementById(id);

/** A colour from Discord's integer, as CSS. */
export const cssColour = (number) => `#${Number(number).toString(16).padStart(6, "0")}`;

const ICONS = {
  hash: "M6 3 4.5 17M13 3l-1.5 14M3 7h14M2.5 13h14",
  voice: "M3 8v4h3l4 3V5L6 8H3zM13 7.5a3.5 3.5 0 0 1 0 5M15.5 5a7 7 0 0 1 0 10",
  forum: "M3 4h14v9H9l-4 3v-3H3z M6.5 7.5h7M6.5 10h4.5",
  thread: "M5 3v7a3 3 0 0 0 3 3h8M12.5 9.5 16 13l-3.5 3.5",
  calendar: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
  people:
    "M7.5 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c0-3 2-5 5-5s5 2 5 5M13 4.5a2.5 2.5 0 0 1 0 4.5" +
    "M14.5 11.5c2 .5 3 2.2 3 4.5",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7c3.5 0 5.5 2 5.5 5.5",
  more: "M4 10h1M9.5 10h1M15 10h1M4 9.5h1v1h-1zM9.5 9.5h1v1h-1zM15 9.5h1v1h-1z",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.5 8.3h.01M12.5 8.3h.01M7 11.5c1.5 2.3 4.5 2.3 6 0",
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  moon: "M16 12A6.5 6.5 0 1 1 8 4a5.3 5.3 0 0 0 8 8z",
  file: "M5 2.5h6.5L15.5 6.5v11h-10.5zM11.5 2.5v4h4",
  send: "M3 10 17 4l-4 13-3-5.5z",
  eye: "M2 10c2-3.5 4.7-5 8-5s6 1.5 8 5c-2 3.5-4.7 5-8 5s-6-1.5-8-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  down: "M5 8l5 5 5-5",
};

/** A small line drawing, 20 by 20, hidden from screen readers. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
