/** Discord's inline markdown to DOM nodes. Hand-written scanning: no pattern can run away on hostile text. */

import { h } from "./dom.js";
import { link } from "./links.js";
import { channelName, displayName, roleOf, userOf } from "./names.js";
import { channel, state } from "./state.js";
import { timestamp } from "./time.js";

const DEEPEST = 10;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}_]/u;

/** The next unescaped `mark` outside inline code at or after `from`, or -1. */
function closing(text, from, mark) {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text.startsWith(mark, i) && i > from) return settled(text, i, mark);
    else if (text[i] === "`") {
      const end = text.indexOf("`", i + 1);
      if (end > 0) i = end;
    } else if (mark.length === 1 && text.startsWith(mark + mark, i)) {
      const pair = text.indexOf(mark + mark, i + 2);
      i = pair > 0 ? pair + 1 : i + 1;
    }
  }
  return -1;
}

/** In "**a *b***" the bold mark closes with the last two stars. */
function settled(text, at, mark) {
  let i = at;
  while (mark.length === 2 && mark[0] !== "|" && text[i + 2] === mark[0]) i += 1;
  return i;
}

const PAIRS = [
  ["||", spoiler],
  ["**", (children) => h("strong", {}, children)],
  ["__", (children) => h("u", {}, children)],
  ["~~", (children) => h("s", {}, children)],
  ["*", (children) => h("em", {}, children)],
  ["_", (children) => h("em", {}, children)],
];

function spoiler(children, context) {
  const key = `${context.key}:${context.spoilers++}`;
  const open = state.revealed.has(key);
  const body = h("span", { class: "spoiler-text" }, children);
  const element = h("span", { class: "spoiler", testid: "spoiler" }, body);
  const reveal = () => {
    state.revealed.add(key);
    element.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) element.removeAttribute(name);
    body.inert = false;
  };
  if (open) {
    element.classList.add("open");
    return element;
  }
  body.inert = true;
  const shut = { role: "button", tabindex: "0", "aria-label": "Spoiler, press to show", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(shut)) element.setAttribute(name, value);
  element.addEventListener("click", (event) => {
    if (element.classList.contains("open")) return;
    event.preventDefault();
    event.stopPropagation();
    reveal();
  });
  element.addEventListener("keydown", (event) => {
    if ((event.key !== "Enter" && event.key !== " ") || element.classList.contains("open")) return;
    event.preventDefault();
    event.stopPropagation();
    reveal();
  });
  return element;
}

function pair(text, at, context, depth) {
  const [mark, build] = PAIRS.find(([one]) => text.startsWith(one, at)) ?? [];
  if (!mark || depth >= DEEPEST) return null;
  const start = at + mark.length;
  if (mark === "*" && (/\s/.test(text[start] ?? " ") || text[start] === "*")) return null;
  if (mark === "_" && at > 0 && WORD.test(text[at - 1])) return null;
  const end = closing(text, start, mark);
  if (end <= start) return null;
  if (mark === "*" && /\s/.test(text[end - 1])) return null;
  if (mark === "_" && WORD.test(text[end + 1] ?? " ")) return null;
  return { node: build(inline(text.slice(start, end), context, depth + 1), context), end: end + mark.length };
}

function code(text, at) {
  const ticks = text.startsWith("``", at) ? "``" : "`";
  const end = text.indexOf(ticks, at + ticks.length);
  if (end < 0 || end === at + ticks.length) return null;
  return { node: h("code", {}, text.slice(at + ticks.length, end)), end: end + ticks.length };
}

const MASK = /^\[((?:\\.|[^\]\\]){1,1000})\]\(/;
const TARGET = /^\s*<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/;

/** "[words](https://...)"; any other scheme stays text. */
function masked(text, at, context, depth) {
  const mask = MASK.exec(text.slice(at, at + 1010));
  const target = mask && TARGET.exec(text.slice(at + mask[0].length, at + mask[0].length + 2100));
  if (!target || depth >= DEEPEST) return null;
  const node = link(target[1], inline(mask[1], { ...context, plain: true }, depth + 1));
  return done(node, at + mask[0].length + target[0].length);
}

function bare(text, at) {
  const found = /^<(https?:\/\/[^\s<>]+)>/.exec(text.slice(at, at + 2100));
  if (found) return done(link(found[1]), at + found[0].length);
  const plain = /^https?:\/\/[^\s<>|*`]+/.exec(text.slice(at, at + 2100));
  if (!plain) return null;
  let url = plain[0].replace(/[.,;:!?'"\]]+$/, "");
  while (url.endsWith(")") && url.split("(").length < url.split(")").length) url = url.slice(0, -1);
  return done(link(url), at + url.length);
}

const done = (node, end) => (node ? { node, end } : null);

function mentionOf(kind, id, context) {
  if (kind === "#") {
    const known = channel(id);
    if (known && context.plain) return h("span", { class: "mention" }, `#${known.name}`);
    if (!known) return h("span", { class: "mention" }, "#unknown");
    return h("a", { class: "mention", href: `#/channels/${state.guild.id}/${id}` }, `#${channelName(id)}`);
  }
  if (kind === "@&") {
    const role = roleOf(id);
    return h("span", { class: "mention" }, `@${role?.name ?? "unknown-role"}`);
  }
  return h("span", { class: "mention", dataset: { userId: id } }, `@${displayName(userOf(id, context.message))}`);
}

function angled(text, at, context) {
  const rest = text.slice(at, at + 120);
  const mention = /^<(@&|@!?|#)(\d{1,20})>/.exec(rest);
  if (mention) return done(mentionOf(mention[1], mention[2], context), at + mention[0].length);
  const emoji = /^<a?:(\w{1,32}):\d{1,20}>/.exec(rest);
  if (emoji) return { node: document.createTextNode(`:${emoji[1]}:`), end: at + emoji[0].length };
  const command = /^<\/([^:<>]{1,98}):\d{1,20}>/.exec(rest);
  if (command) {
    const tag = context.plain ? "span" : "button";
    const pick = h(
      tag,
      { type: context.plain ? null : "button", class: "mention", dataset: { command: command[1] } },
      `/${command[1]}`,
    );
    return { node: pick, end: at + command[0].length };
  }
  const time = /^<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/.exec(rest);
  const shown = time && timestamp(time[1], time[2]);
  if (!shown) return context.plain ? null : bare(text, at);
  const node = h("time", { class: "stamp", title: shown.full, datetime: shown.date.toISOString() }, shown.text);
  return { node, end: at + time[0].length };
}

function special(text, at, context, depth) {
  const letter = text[at];
  if (letter === "\\" && ESCAPABLE.test(text[at + 1] ?? "")) {
    return { node: document.createTextNode(text[at + 1]), end: at + 2 };
  }
  if (letter === "`") return code(text, at);
  if (letter === "[") return context.plain ? null : masked(text, at, context, depth);
  if (letter === "<") return angled(text, at, context);
  if (letter === "h") return context.plain || !text.startsWith("http", at) ? null : bare(text, at);
  if (letter === "@") return everyone(text, at, context);
  return "*_~|".includes(letter) ? pair(text, at, context, depth) : null;
}

function everyone(text, at, context) {
  const found = /^@(everyone|here)\b/.exec(text.slice(at, at + 10));
  if (!found || !context.message?.mention_everyone) return null;
  return { node: h("span", { class: "mention" }, found[0]), end: at + found[0].length };
}

/** Nodes for a run of text. `context` is {key, message, spoilers, plain?}: `plain` leaves links out (inside links). */
export function inline(text, context, depth = 0) {
  const nodes = [];
  let plainFrom = 0;
  for (let i = 0; i < text.length;) {
    const found = special(text, i, context, depth);
    if (!found) {
      i += 1;
      continue;
    }
    if (i > plainFrom) nodes.push(document.createTextNode(text.slice(plainFrom, i)));
    nodes.push(found.node);
    i = plainFrom = found.end;
  }
  if (plainFrom < text.length) nodes.push(document.createTextNode(text.slice(plainFrom)));
  return nodes;
}
