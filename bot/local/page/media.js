/** Pictures and files: those of this server inline, those kept elsewhere as links (the page asks no other host). */

import { h, icon } from "./dom.js";
import { ownFile, safeUrl } from "./links.js";
import { state } from "./state.js";

const UNITS = ["bytes", "kB", "MB"];

/** "12.4 kB". */
export function fileSize(bytes) {
  let size = Number(bytes ?? 0);
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit ? size.toFixed(1) : size} ${UNITS[unit]}`;
}

/** A picture with its description; `key` remembers a revealed spoiler. */
export function picture(
  address,
  { alt = "", className = "picture", spoiler = false, key = address, width, height } = {},
) {
  const own = address ? ownFile(address) : null;
  if (!own) return elsewhere(address, alt);
  const image = h("img", { class: className, src: own, alt, title: alt || null, loading: "lazy", width, height });
  image.addEventListener("error", () =>
    image.replaceWith(h("span", { class: "no-picture" }, alt || "Picture unavailable")),
  );
  const opened = h("a", { href: own, target: "_blank", rel: "noopener noreferrer", class: "picture-link" }, image);
  return spoiler ? covered(opened, key) : opened;
}

function elsewhere(address, alt) {
  const url = safeUrl(address ?? "");
  if (!url) return h("span", { class: "no-picture" }, alt || "Picture unavailable");
  return h(
    "a",
    { class: "no-picture", href: url.href, target: "_blank", rel: "noopener noreferrer" },
    alt || "Picture",
    h("small", {}, ` at ${url.host}`),
  );
}

/** Something hidden until it is pressed. */
export function covered(content, key) {
  if (state.revealed.has(key)) return content;
  const cover = h("div", { class: "covered" });
  content.inert = true;
  const button = h("button", { type: "button", class: "cover", testid: "spoiler" }, "SPOILER");
  button.addEventListener("click", () => {
    state.revealed.add(key);
    content.inert = false;
    cover.replaceWith(content);
  });
  cover.append(content, button);
  return cover;
}

const isPicture = (one) =>
  (one.content_type ?? "").startsWith("image/") || /\.(png|jpe?g|gif|webp)$/i.test(one.filename);

/** One attachment of a message. */
export function attachment(one) {
  if (isPicture(one) && ownFile(one.url)) {
    const alt = one.description || one.filename;
    return picture(one.url, { alt, spoiler: one.filename.startsWith("SPOILER_"), key: one.id });
  }
  return fileLink(one.filename, one.url, one.size);
}

/** A file as a link with its size. */
export function fileLink(name, address, size) {
  const own = ownFile(address);
  const label = h("span", { class: "file-name" }, name);
  return h(
    "div",
    { class: "file" },
    icon("file"),
    h(
      "div",
      {},
      own ? h("a", { href: own, download: name }, label) : label,
      size ? h("small", {}, fileSize(size)) : null,
    ),
  );
}
