/** Embeds: the boxed cards with a colour bar. */

import { cssColour, h } from "./dom.js";
import { link } from "./links.js";
import { markdown, markdownLine } from "./markdown.js";
import { picture } from "./media.js";
import { messageTime } from "./time.js";

/** One embed of a message as a card. */
export function embed(data, index, message) {
  const key = `${message.id}:embed${index}`;
  const card = h(
    "article",
    { class: "embed", testid: "embed" },
    h(
      "div",
      { class: "embed-text" },
      data.author && h("div", { class: "embed-author" }, maybeLink(data.author.url, [data.author.name])),
      data.title &&
        h(
          "div",
          { class: "embed-title" },
          maybeLink(data.url, markdownLine(data.title, { key: `${key}:title`, message, plain: Boolean(data.url) })),
        ),
      data.description &&
        h(
          "div",
          { class: "embed-description markdown" },
          markdown(data.description, { key: `${key}:description`, message }),
        ),
      fields(data.fields ?? [], key, message),
      data.image && picture(data.image.url, { alt: data.image.description ?? "", className: "embed-image" }),
      footer(data),
    ),
    data.thumbnail &&
      picture(data.thumbnail.url, { alt: data.thumbnail.description ?? "", className: "embed-thumbnail" }),
  );
  if (data.color) card.style.borderInlineStartColor = cssColour(data.color);
  return card;
}

function maybeLink(url, children) {
  return (url && link(url, children)) || h("span", {}, children);
}

function fields(list, key, message) {
  if (!list.length) return null;
  return h(
    "div",
    { class: "embed-fields" },
    list.map((field, index) =>
      h(
        "div",
        { class: field.inline ? "embed-field inline" : "embed-field" },
        h("div", { class: "embed-field-name" }, markdownLine(field.name, { key: `${key}:name${index}`, message })),
        h("div", { class: "markdown" }, markdown(field.value, { key: `${key}:field${index}`, message })),
      ),
    ),
  );
}

function footer(data) {
  const parts = [data.footer?.text, data.timestamp && messageTime(data.timestamp)].filter(Boolean);
  return parts.length ? h("div", { class: "embed-footer" }, parts.join(" \u2022 ")) : null;
}
