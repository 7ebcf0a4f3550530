/** Where one is: the address after "#" says which channel, message or page is shown. */

import { composerFor } from "./composer.js";
import { byId, fill, h, icon } from "./dom.js";
import { dispatch } from "./dispatch.js";
import { drawEvents } from "./events.js";
import { drawForum, isForum } from "./forum.js";
import { localHref } from "./links.js";
import { markdownLine } from "./markdown.js";
import { showChannel } from "./messages.js";
import { channel, emit, isThread, on, state } from "./state.js";

const ROUTE = /^#\/(channels|events)\/(\d+)(?:\/(\d+))?(?:\/(\d+))?$/;

/** Listen to the address and to what happens to channels. */
export function startRouter() {
  window.addEventListener("hashchange", () => state.guild && follow());
  // A second press on the same link changes no address, but should jump again.
  document.addEventListener("click", (event) => {
    const href = event.target.closest?.("a[href^='#/']")?.getAttribute("href");
    document.body.classList.remove("drawer", "members-drawer");
    if (href && href === location.hash) follow();
  });
  on("session", follow);
  on("open", (thread) => {
    // The answer to the request may overtake the frame that announces the thread.
    if (!channel(thread.id)) dispatch({ t: "THREAD_CREATE", d: thread });
    go(thread.id);
  });
  on("channels", () => (state.channelId && !channel(state.channelId) ? follow() : drawHeader()));
}

/** Go to a channel, or to a message in it. */
export function go(channelId, messageId = null) {
  const href = localHref(channelId, messageId);
  if (location.hash === href) follow();
  else location.hash = href;
}

function firstChannel() {
  const texts = [...state.channels.values()]
    .filter((one) => one.type === 0)
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return texts.find((one) => one.name === "salon") ?? texts[0];
}

function follow() {
  const [, page, guildId, channelId, messageId] = ROUTE.exec(location.hash) ?? [];
  if (page === "events") return show("events");
  if (guildId === state.guild.id && channel(channelId)) return openChannel(channelId, messageId ?? null);
  if (channelId && state.channelId) emit("notice", "That channel is not here, or you may not see it.");
  const first = firstChannel();
  if (!first) return undefined;
  history.replaceState(null, "", localHref(first.id));
  return openChannel(first.id, null);
}

function show(what) {
  byId("events-view").hidden = what !== "events";
  byId("forum").hidden = what !== "forum";
  byId("scroller").hidden = what !== "messages";
  byId("composer").hidden = what !== "messages";
  if (what !== "messages") byId("present").hidden = true;
  if (what === "events") {
    state.channelId = null;
    drawEvents();
    emit("navigate");
    drawHeader();
  }
}

function openChannel(channelId, messageId) {
  const before = state.channelId;
  const moved = before !== channelId;
  state.channelId = channelId;
  state.unread.delete(channelId);
  state.editing = null;
  const forum = isForum(channel(channelId));
  show(forum ? "forum" : "messages");
  drawHeader();
  emit("navigate");
  if (forum) return drawForum(channelId);
  if (moved || !messageId) composerFor(channelId, before);
  return showChannel(channelId, messageId);
}

function drawHeader() {
  const here = channel(state.channelId);
  if (!here) {
    document.title = `Events \u2022 ${state.guild.name}`;
    return fill(byId("place"), icon("calendar"), h("h1", {}, "Events"));
  }
  document.title = `${isThread(here) ? "" : "#"}${here.name} \u2022 ${state.guild.name}`;
  const parent = isThread(here) ? channel(here.parent_id) : null;
  const sign = { 2: "voice", 15: "forum", 10: "thread", 11: "thread", 12: "thread" }[here.type] ?? "hash";
  return fill(
    byId("place"),
    parent
      ? [
          h("a", { href: localHref(parent.id), class: "parent" }, `#${parent.name}`),
          h("span", { "aria-hidden": "true" }, "\u203A"),
        ]
      : null,
    icon(sign),
    h("h1", {}, here.name),
    here.topic
      ? h("span", { class: "topic", title: here.topic }, markdownLine(here.topic, { key: `topic:${here.id}` }))
      : null,
  );
}
