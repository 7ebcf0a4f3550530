/** The left side: the server, its events, and its channels with their threads. */

import { byId, fill, h, icon } from "./dom.js";
import { localHref } from "./links.js";
import { avatar, displayName } from "./names.js";
import { channel, on, state, threadsOf } from "./state.js";
import { actAs } from "./socket.js";

const CATEGORY = 4;
const ICONS = { 0: "hash", 2: "voice", 5: "hash", 13: "voice", 15: "forum" };
const view = {};

/** Find the page's parts and listen. */
export function startChannels() {
  for (const name of ["rail", "guild-name", "channels", "act-as", "me"]) view[name] = byId(name);
  on("session channels unread navigate events", draw);
  on("session", drawPeople);
  view["act-as"].addEventListener("change", () => actAs(view["act-as"].value));
  view.channels.addEventListener("keydown", walk);
}

function drawPeople() {
  fill(
    view["act-as"],
    state.club.map((user) => h("option", { value: user.id, selected: user.id === state.me.id }, displayName(user))),
  );
  fill(
    view.me,
    avatar(state.me),
    h("span", {}, h("strong", {}, displayName(state.me)), h("small", {}, state.me.username)),
  );
}

function draw() {
  if (!state.guild) return;
  const short = state.guild.name
    .split(/\s+/)
    .map((word) => [...word][0])
    .join("")
    .slice(0, 3)
    .toUpperCase();
  fill(
    view.rail,
    h("span", { class: "server", title: state.guild.name, "aria-label": state.guild.name, role: "img" }, short),
  );
  view["guild-name"].textContent = state.guild.name;
  const focused = document.activeElement?.closest("#channels a")?.getAttribute("href");
  fill(view.channels, eventsLink(), groups());
  if (focused) view.channels.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function eventsLink() {
  const count = state.events.size;
  return h(
    "ul",
    {},
    h(
      "li",
      {},
      h(
        "a",
        { href: `#/events/${state.guild.id}`, class: "channel", testid: "events" },
        icon("calendar"),
        h("span", {}, "Events"),
        count ? h("span", { class: "count-badge" }, count) : null,
      ),
    ),
  );
}

function groups() {
  const all = [...state.channels.values()].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  const sorted = [...all].sort((a, b) => Number(a.type === 2) - Number(b.type === 2));
  const loose = sorted.filter((one) => one.type !== CATEGORY && !channel(one.parent_id));
  const categories = all.filter((one) => one.type === CATEGORY);
  return [
    loose.length ? h("ul", {}, loose.map(entry)) : null,
    categories.map((category) => [
      h("h3", {}, category.name),
      h("ul", {}, sorted.filter((one) => one.parent_id === category.id).map(entry)),
    ]),
  ];
}

function entry(one) {
  const threads = threadsOf(one.id).slice(0, 25);
  return h(
    "li",
    {},
    row(one, `channel-${one.name}`, ICONS[one.type] ?? "hash"),
    threads.length
      ? h(
          "ul",
          { class: "threads" },
          threads.map((thread) => h("li", {}, row(thread, `thread-${thread.name}`, null))),
        )
      : null,
  );
}

function row(one, testid, sign) {
  const current = one.id === state.channelId;
  const unread = state.unread.has(one.id) && !current;
  const names = ["channel", current && "current", unread && "unread"].filter(Boolean).join(" ");
  return h(
    "a",
    { href: localHref(one.id), class: names, testid, "aria-current": current ? "page" : null },
    sign && icon(sign),
    h("span", {}, one.name),
    unread ? h("span", { class: "unread-dot", role: "img", "aria-label": "unread" }) : null,
  );
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...view.channels.querySelectorAll("a")];
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement) + step))]?.focus();
}
