/** Message components: rows of buttons and selects, and the layout kinds of Components V2. */

import { plainWords } from "./api.js";
import { cssColour, h, icon } from "./dom.js";
import { interact } from "./interactions.js";
import { link, safeUrl } from "./links.js";
import { markdown } from "./markdown.js";
import { covered, fileLink, picture } from "./media.js";
import { selectMenu } from "./selects.js";
import { emit, state } from "./state.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

const KINDS = {
  1: row,
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: textDisplay,
  11: thumbnail,
  12: gallery,
  13: file,
  14: separator,
  17: container,
};

/** The components of a message, in order. */
export function components(message) {
  return (message.components ?? []).map((part, index) => component(part, { message, path: `${index}` }));
}

function component(part, context) {
  const build = KINDS[part.type];
  return build ? build(part, context) : h("p", { class: "hint" }, "This part cannot be shown here.");
}

function parts(list, context) {
  return (list ?? []).map((part, index) => component(part, { ...context, path: `${context.path}.${index}` }));
}

function row(data, context) {
  return h("div", { class: "component-row" }, parts(data.components, context));
}

function emojiText(emoji) {
  if (!emoji) return null;
  return h("span", { class: "button-emoji" }, emoji.id ? `:${emoji.name}:` : emoji.name);
}

/** What an interaction with this part of a message needs to say. */
async function act(message, part, values) {
  const body = {
    type: 3,
    channel_id: message.channel_id,
    message_id: message.id,
    custom_id: part.custom_id,
    component_type: part.type,
    ...(values ? { values } : {}),
  };
  const context = {
    kind: "component",
    channelId: message.channel_id,
    messageId: message.id,
    customId: part.custom_id,
  };
  try {
    await interact(body, context);
  } catch (error) {
    state.failedOn.set(message.id, plainWords(error));
    emit("messages", message.channel_id);
  }
}

const waits = (message, part) => state.busy.has(`${message.id}:${part.custom_id}`);

function button(data, { message }) {
  const label = data.label ?? data.emoji?.name ?? "";
  const inside = [emojiText(data.emoji), data.label ? h("span", {}, data.label) : null];
  const common = { class: `button ${STYLES[data.style] ?? "secondary"}`, testid: `button-${label}` };
  if (data.style === 5) {
    if (!safeUrl(data.url) || data.disabled)
      return h("button", { ...common, type: "button", disabled: true }, inside);
    const anchor = link(data.url, inside);
    anchor.classList.add("button", "link");
    anchor.dataset.testid = common.testid;
    return anchor;
  }
  const busy = waits(message, data);
  return h(
    "button",
    {
      ...common,
      type: "button",
      disabled: Boolean(data.disabled) || busy,
      "aria-busy": busy || null,
      "aria-label": data.label ? null : label,
      dataset: { customId: data.custom_id ?? "" },
      onClick: () => act(message, data),
    },
    inside,
  );
}

function select(data, { message }) {
  return selectMenu(data, {
    disabled: Boolean(data.disabled) || waits(message, data),
    onChoose: (values) => act(message, data, values),
  });
}

function section(data, context) {
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-text" }, parts(data.components, context)),
    data.accessory &&
      h("div", { class: "section-accessory" }, component(data.accessory, { ...context, path: `${context.path}.a` })),
  );
}

function textDisplay(data, { message, path }) {
  return h("div", { class: "markdown" }, markdown(data.content, { key: `${message.id}:text${path}`, message }));
}

function thumbnail(data, { message, path }) {
  return picture(data.media?.url, {
    alt: data.description ?? "",
    className: "thumbnail",
    spoiler: data.spoiler,
    key: `${message.id}:media${path}`,
  });
}

function gallery(data, { message, path }) {
  return h(
    "div",
    { class: `gallery count-${Math.min(data.items?.length ?? 0, 4)}` },
    (data.items ?? []).map((item, index) =>
      picture(item.media?.url, {
        alt: item.description ?? "",
        className: "picture",
        spoiler: item.spoiler,
        key: `${message.id}:media${path}.${index}`,
      }),
    ),
  );
}

function file(data, { message, path }) {
  const name = data.name ?? data.file?.url?.split("/").pop()?.split("?")[0] ?? "file";
  const shown = fileLink(name, data.file?.url ?? "", data.size);
  return data.spoiler ? covered(shown, `${message.id}:file${path}`) : shown;
}

function separator(data) {
  const size = data.spacing === 2 ? "wide" : "narrow";
  return data.divider === false ? h("div", { class: `space ${size}` }) : h("hr", { class: size });
}

function container(data, context) {
  const box = h("div", { class: "container" }, parts(data.components, context));
  if (data.accent_color !== null && data.accent_color !== undefined) {
    box.classList.add("accented");
    box.style.borderInlineStartColor = cssColour(data.accent_color);
  }
  return data.spoiler ? covered(box, `${context.message.id}:box${context.path}`) : box;
}

/** The sentence under a message whose button got no answer. */
export function failureUnder(message) {
  const sentence = state.failedOn.get(message.id);
  if (!sentence) return null;
  return h(
    "p",
    { class: "failure", role: "alert" },
    sentence,
    " ",
    h(
      "button",
      {
        type: "button",
        class: "quiet-link",
        "aria-label": "Put the notice away",
        onClick: () => {
          state.failedOn.delete(message.id);
          emit("messages", message.channel_id);
        },
      },
      icon("close"),
    ),
  );
}
