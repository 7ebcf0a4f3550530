/** The message list: grouping, day lines, older pages on scrolling up, staying at the bottom, jumping. */

import { loadAround, loadLatest, loadNewer, loadOlder, plainWords } from "./api.js";
import { byId, h, icon } from "./dom.js";
import { dismissInteraction, NO_ANSWER, openCommands } from "./interactions.js";
import { EPHEMERAL, isSystem, LOADING, messageItem, spoken } from "./message.js";
import { openMenu } from "./menu.js";
import { nameTag } from "./names.js";
import { channel, emit, isThread, log, on, state } from "./state.js";
import { dayName, sameDay } from "./time.js";

const GROUP_MS = 7 * 60 * 1000;
const NEAR_PX = 80;
const HIGHLIGHT_MS = 2500;

let drawn = new Map(); // key -> {signature, node}
let stuck = true;
let shownChannel = null;
let shownTo = null;
const view = {};

/** Find the page's parts and listen. */
export function startMessages() {
  Object.assign(view, {
    scroller: byId("scroller"),
    list: byId("messages"),
    pending: byId("pending"),
    present: byId("present"),
    announcer: byId("announcer"),
  });
  view.scroller.addEventListener("scroll", scrolled, { passive: true });
  view.present.addEventListener("click", toPresent);
  view.list.addEventListener("keydown", walk);
  new ResizeObserver(() => stuck && toBottom()).observe(view.list);
  new ResizeObserver(() => stuck && toBottom()).observe(view.scroller);
  on("messages", (channelId) => channelId === state.channelId && draw());
  on("interactions", drawPending);
  on("arrived", (message) => message.channel_id === state.channelId && announce(message));
  on("members", () => {
    drawn.clear();
    draw();
  });
}

function announce(message) {
  if (message.author.id === state.me.id) return;
  view.announcer.textContent = message.flags & LOADING ? "" : spoken(message);
}

/** Show a channel, at its newest message or around `messageId`. */
export async function showChannel(channelId, messageId = null) {
  if (shownChannel !== channelId || shownTo !== state.me.id) {
    shownTo = state.me.id;
    drawn = new Map();
    view.list.replaceChildren();
    shownChannel = channelId;
    stuck = true;
  }
  const entry = log(channelId);
  try {
    if (messageId) return await jumpTo(channelId, messageId);
    if (!entry.loaded) await loadLatest(channelId);
  } catch (error) {
    emit("problem", plainWords(error));
  }
  if (shownChannel !== channelId) return undefined;
  draw();
  return toBottom();
}

async function jumpTo(channelId, messageId) {
  const known = log(channelId).messages.some((message) => message.id === messageId);
  const found = known || (await loadAround(channelId, messageId));
  if (shownChannel !== channelId) return;
  if (!found) emit("problem", "That message is gone.");
  stuck = false;
  state.highlight = found ? messageId : null;
  draw();
  const item = view.list.querySelector(`[data-message-id="${CSS.escape(messageId)}"]`);
  item?.scrollIntoView({ block: "center" });
  focusItem(item);
  setTimeout(() => {
    if (state.highlight === messageId) state.highlight = null;
    item?.classList.remove("highlight");
  }, HIGHLIGHT_MS);
}

function visible(channelId) {
  return log(channelId).messages.filter((message) => !state.dismissed.has(message.id));
}

function continues(before, message) {
  if (!before || before.author.id !== message.author.id || isSystem(before) || isSystem(message)) return false;
  if ([19, 20, 23].includes(message.type) || (before.flags & EPHEMERAL) !== (message.flags & EPHEMERAL)) return false;
  return (
    new Date(message.timestamp) - new Date(before.timestamp) < GROUP_MS &&
    sameDay(before.timestamp, message.timestamp)
  );
}

function signatureOf(message, grouped) {
  const busy = [...state.busy].filter((key) => key.startsWith(`${message.id}:`)).join();
  const target = message.message_reference?.message_id;
  const original = message.type === 19 && log(message.channel_id).messages.find((one) => one.id === target);
  return [
    message,
    grouped,
    state.highlight === message.id,
    state.editing === message.id,
    busy,
    state.failedOn.get(message.id),
    state.threads.get(message.id),
    original,
  ];
}

const same = (a, b) => a && a.every((part, index) => part === b[index]);

/** Draw the current channel again, keeping every item that did not change. */
export function draw() {
  if (!state.channelId || state.channelId !== shownChannel) return;
  const keep = new Map();
  const order = [];
  const place = (key, signature, build) => {
    const old = drawn.get(key);
    const entry = same(old?.signature, signature) ? old : { signature, node: build() };
    keep.set(key, entry);
    order.push(entry.node);
  };
  const entry = log(state.channelId);
  if (entry.loaded && !entry.hasOlder) place("beginning", [channel(state.channelId)], beginning);
  let before = null;
  for (const message of visible(state.channelId)) {
    const newDay = !before || !sameDay(before.timestamp, message.timestamp);
    if (newDay) place(`day${message.id}`, [message.timestamp], () => dayLine(message.timestamp));
    const grouped = continues(before, message);
    place(message.id, signatureOf(message, grouped), () => messageItem(message, { grouped }));
    before = message;
  }
  reorder(order);
  drawn = keep;
  // One item is in the Tab order; the arrows go on from there.
  if (!view.list.querySelector('.message[tabindex="0"]'))
    [...view.list.querySelectorAll(".message")].at(-1)?.setAttribute("tabindex", "0");
  drawPending();
  if (stuck) toBottom();
  updatePresent();
}

function reorder(order) {
  const wanted = new Set(order);
  for (const child of [...view.list.children]) if (!wanted.has(child)) child.remove();
  order.forEach((node, index) => {
    if (view.list.children[index] !== node) view.list.insertBefore(node, view.list.children[index] ?? null);
  });
}

function beginning() {
  const here = channel(state.channelId);
  const name = isThread(here) ? here.name : `#${here?.name}`;
  return h(
    "li",
    { class: "beginning" },
    h("span", { class: "big-icon" }, icon(isThread(here) ? "thread" : "hash")),
    h("h2", {}, isThread(here) ? name : `Welcome to ${name}`),
    h("p", {}, isThread(here) ? "This is where the thread begins." : `This is where ${name} begins.`),
  );
}

const dayLine = (iso) => h("li", { class: "day", role: "separator" }, h("span", {}, dayName(iso)));

function drawPending() {
  const waiting = state.channelId ? openCommands(state.channelId) : [];
  view.pending.replaceChildren(
    ...waiting.map((one) => {
      const failed = one.state === "failed";
      return h(
        "li",
        { class: failed ? "message pending failed" : "message pending", role: failed ? "alert" : null },
        h(
          "div",
          { class: "above" },
          h("span", { class: "elbow" }),
          nameTag(state.me),
          " used ",
          h("span", { class: "mention" }, one.context.label),
        ),
        h(
          "div",
          { class: "message-main" },
          h("header", {}, nameTag(state.app.user)),
          failed
            ? [
                h("p", { class: "failure" }, NO_ANSWER),
                h(
                  "p",
                  { class: "private-note" },
                  icon("eye"),
                  "Only you can see this \u2022 ",
                  h(
                    "button",
                    { type: "button", class: "quiet-link", onClick: () => dismissInteraction(one.id) },
                    "Dismiss",
                  ),
                ),
              ]
            : h("p", { class: "thinking" }, "Sending command\u2026"),
        ),
      );
    }),
  );
  if (stuck) toBottom();
}

function toBottom() {
  view.scroller.scrollTop = view.scroller.scrollHeight;
}

const gap = () => view.scroller.scrollHeight - view.scroller.scrollTop - view.scroller.clientHeight;

function updatePresent() {
  const entry = log(state.channelId);
  view.present.hidden = !entry.hasNewer && (stuck || gap() < view.scroller.clientHeight);
}

async function toPresent() {
  const channelId = state.channelId;
  stuck = true;
  if (log(channelId).hasNewer) await quietly(() => loadLatest(channelId));
  draw();
  toBottom();
}

async function quietly(work) {
  try {
    await work();
  } catch (error) {
    emit("problem", plainWords(error));
  }
}

async function scrolled() {
  const entry = log(state.channelId);
  stuck = gap() < NEAR_PX && !entry.hasNewer;
  updatePresent();
  if (entry.loading || !entry.loaded || !entry.messages.length) return;
  if (view.scroller.scrollTop < 200 && entry.hasOlder) await extend(entry, loadOlder, true);
  else if (gap() < 200 && entry.hasNewer) await extend(entry, loadNewer, false);
}

/** Read another page without moving what the person is looking at. */
async function extend(entry, load, above) {
  const channelId = state.channelId;
  entry.loading = true;
  await quietly(() => load(channelId));
  entry.loading = false;
  if (channelId !== state.channelId) return;
  const fromEnd = view.scroller.scrollHeight - view.scroller.scrollTop;
  draw();
  if (above) view.scroller.scrollTop = view.scroller.scrollHeight - fromEnd;
}

function focusItem(item) {
  if (!item) return;
  view.list.querySelector('.message[tabindex="0"]')?.setAttribute("tabindex", "-1");
  item.setAttribute("tabindex", "0");
  item.focus({ preventScroll: true });
}

/** Arrow keys between messages and Enter for the menu, when an item itself has the focus. */
function walk(event) {
  if (!event.target.classList.contains("message")) return;
  if (event.key === "Enter") {
    const message = log(state.channelId).messages.find((one) => one.id === event.target.dataset.messageId);
    event.preventDefault();
    openMenu(message, event.target);
    return;
  }
  const items = [...view.list.querySelectorAll(".message")];
  const at = items.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  focusItem(items[Math.max(0, Math.min(items.length - 1, to))]);
  document.activeElement.scrollIntoView({ block: "nearest" });
}
