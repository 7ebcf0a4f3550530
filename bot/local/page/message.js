/** One message as the list shows it. */

import { avatar, displayName, nameTag } from "./names.js";
import { components, failureUnder } from "./components.js";
import { append, fill, h, icon } from "./dom.js";
import { editor } from "./editor.js";
import { embed } from "./embeds.js";
import { localHref } from "./links.js";
import { markdown, markdownLine } from "./markdown.js";
import { attachment } from "./media.js";
import { openMenu, openReactions, react } from "./menu.js";
import { bySnowflake, emit, knownMessage, log, state } from "./state.js";
import { clockTime, fullTime, messageTime } from "./time.js";

export const EPHEMERAL = 64;
export const LOADING = 128;
const LAYOUT_V2 = 1 << 15;

const SYSTEM = {
  4: (m) => [" changed the channel name: ", h("strong", {}, m.content)],
  6: () => [" pinned a message to this channel."],
  7: () => [" joined."],
  18: (m) => [" started a thread: ", h("a", { href: localHref(m.message_reference?.channel_id ?? m.id) }, m.content)],
};

/** True for lines the server writes itself. */
export const isSystem = (message) => message.type in SYSTEM;

/** Build the list item. `grouped` leaves out avatar and name under the same author's last message. */
export function messageItem(message, { grouped }) {
  const item = h("li", {
    class: "message",
    testid: "message",
    tabindex: "-1",
    dataset: { messageId: message.id, authorId: message.author.id },
  });
  if (grouped) item.classList.add("grouped");
  if (state.highlight === message.id) item.classList.add("highlight");
  if (message.flags & EPHEMERAL) item.classList.add("ephemeral");
  if (mentionsMe(message)) item.classList.add("mentions-me");
  item.setAttribute("aria-label", spoken(message));
  if (isSystem(message)) {
    item.classList.add("system");
    return append(item, [systemLine(message), toolbar(message)]);
  }
  append(item, [
    above(message),
    grouped
      ? h(
          "time",
          { class: "gutter", title: fullTime(message.timestamp), "aria-hidden": "true" },
          clockTime(message.timestamp),
        )
      : avatar(message.author),
    h("div", { class: "message-main" }, grouped ? null : headline(message), body(message)),
    toolbar(message),
  ]);
  return item;
}

function mentionsMe(message) {
  return message.mention_everyone || (message.mentions ?? []).some((user) => user.id === state.me.id);
}

/** What a screen reader says for the whole item. */
export function spoken(message) {
  const text = (message.content || message.embeds?.[0]?.title || "").replace(/\|\|[\s\S]+?\|\|/g, "spoiler");
  const name = displayName(message.author);
  return `${name}, ${messageTime(message.timestamp)}: ${text}`.slice(0, 300);
}

function systemLine(message) {
  return h(
    "div",
    { class: "message-main" },
    icon("thread"),
    h(
      "p",
      {},
      nameTag(message.author),
      SYSTEM[message.type](message),
      " ",
      h("time", { class: "when" }, messageTime(message.timestamp)),
    ),
  );
}

function headline(message) {
  return h(
    "header",
    {},
    nameTag(message.author),
    h(
      "time",
      { class: "when", datetime: message.timestamp, title: fullTime(message.timestamp) },
      messageTime(message.timestamp),
    ),
  );
}

/** The line above: the command that was used, or the message replied to. */
function above(message) {
  const used = message.interaction ?? message.interaction_metadata;
  if ((message.type === 20 || message.type === 23) && used) {
    const user = used.user;
    return h(
      "div",
      { class: "above" },
      h("span", { class: "elbow" }),
      avatar(user, "tiny-avatar"),
      nameTag(user),
      used.name
        ? [" used ", h("span", { class: "mention" }, `${message.type === 20 ? "/" : ""}${used.name}`)]
        : " used a command",
    );
  }
  if (message.type !== 19) return null;
  const target = message.message_reference?.message_id;
  const original = (target && knownMessage(message.channel_id, target)) || message.referenced_message;
  if (!original || !stillThere(message, target)) {
    return h(
      "div",
      { class: "above" },
      h("span", { class: "elbow" }),
      h("em", {}, "The original message was deleted."),
    );
  }
  const preview = original.content
    ? h(
        "span",
        { class: "preview" },
        markdownLine(original.content, { key: `${message.id}:preview`, message: original, plain: true }),
      )
    : h("em", {}, "Press to see the message");
  return h(
    "div",
    { class: "above" },
    h("span", { class: "elbow" }),
    avatar(original.author, "tiny-avatar"),
    nameTag(original.author),
    h("a", { class: "preview-link", href: localHref(message.channel_id, original.id) }, preview),
  );
}

/** A referenced message inside the loaded stretch that is no longer in the log was deleted. */
function stillThere(message, target) {
  const { messages } = log(message.channel_id);
  const oldest = messages[0]?.id;
  return !target || !oldest || bySnowflake(target, oldest) < 0 || knownMessage(message.channel_id, target) !== null;
}

function body(message) {
  if (message.flags & LOADING) {
    return [
      h(
        "p",
        { class: "thinking", role: "status" },
        h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
        `${displayName(message.author)} is thinking\u2026`,
      ),
      privateNote(message),
    ];
  }
  const source = message.type === 21 ? (message.referenced_message ?? message) : message;
  const plain = !(source.flags & LAYOUT_V2);
  return [
    state.editing === message.id ? editor(message) : text(source, plain),
    h("div", { class: "attachments" }, plain ? loose(source).map(attachment) : null),
    (source.embeds ?? []).map((data, index) => embed(data, index, source)),
    components(source),
    failureUnder(source),
    reactions(message),
    threadLink(message),
    privateNote(message),
  ];
}

/** Attachments that no embed shows already. */
function loose(message) {
  const shown = new Set((message.embeds ?? []).flatMap((one) => [one.image?.url, one.thumbnail?.url]));
  return (message.attachments ?? []).filter((one) => !shown.has(one.url));
}

function text(message, plain) {
  const edited = message.edited_timestamp
    ? h("small", { class: "edited", title: fullTime(message.edited_timestamp) }, "(edited)")
    : null;
  if (!plain) return edited;
  const element = h("div", { class: "content markdown" }, markdown(message.content, { key: message.id, message }));
  if (edited) {
    const last = element.lastElementChild;
    (last?.tagName === "P" ? last : element).append(" ", edited);
  }
  return element;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((one) => {
      const name = one.emoji.id ? `:${one.emoji.name}:` : one.emoji.name;
      return h(
        "button",
        {
          type: "button",
          class: one.me ? "reaction mine" : "reaction",
          "aria-pressed": String(Boolean(one.me)),
          "aria-label": `${name}, ${one.count}`,
          testid: `reaction-${name}`,
          onClick: () => react(message, one.emoji, !one.me),
        },
        h("span", {}, name),
        h("span", {}, one.count),
      );
    }),
  );
}

function threadLink(message) {
  const thread = state.threads.get(message.id) ?? message.thread;
  if (!thread || (!state.threads.has(thread.id) && message.type === 21)) return null;
  if (thread.id === message.channel_id) return null;
  const count = thread.message_count ?? thread.total_message_sent ?? 0;
  return h(
    "a",
    { class: "thread-link", href: localHref(thread.id) },
    icon("thread"),
    h("strong", {}, thread.name),
    h("span", {}, count === 1 ? "1 message" : `${count} messages`),
  );
}

function privateNote(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  return h(
    "p",
    { class: "private-note", testid: "ephemeral" },
    icon("eye"),
    "Only you can see this",
    " \u2022 ",
    h("button", { type: "button", class: "quiet-link", onClick: () => dismiss(message) }, "Dismiss"),
  );
}

function dismiss(message) {
  state.dismissed.add(message.id);
  emit("messages", message.channel_id);
}

function toolbar(message) {
  const bar = h("div", { class: "toolbar" });
  const ephemeral = message.flags & EPHEMERAL;
  const tool = (name, label, action) =>
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": label, title: label, tabindex: "-1", onClick: action },
      icon(name),
    );
  return fill(
    bar,
    ephemeral ? null : tool("smile", "Add reaction", (event) => openReactions(message, event.currentTarget)),
    ephemeral
      ? null
      : tool("reply", "Reply", () => {
          state.replyTo = message;
          emit("reply");
        }),
    tool("more", "More", (event) => openMenu(message, event.currentTarget)),
  );
}
