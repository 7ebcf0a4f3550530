/** Scheduled events: list, details, and saying that one is interested. */

import { api, plainWords } from "./api.js";
import { byId, fill, h, icon } from "./dom.js";
import { localHref } from "./links.js";
import { markdown } from "./markdown.js";
import { channel, emit, on, state } from "./state.js";
import { fullTime, relative } from "./time.js";

const STATUS = { 2: "Happening now", 3: "Over", 4: "Cancelled" };

/** Listen: events change by themselves. */
export function startEvents() {
  on("session", recall);
  on("events session", () => !byId("events-view").hidden && drawEvents());
}

const keyOf = (user) => `salon.interested.${user.id}`;

/** The events this person marked in this browser: the snapshot gives counts, not names. */
function recall() {
  try {
    state.interested = new Set(JSON.parse(localStorage.getItem(keyOf(state.me)) ?? "[]"));
  } catch {
    state.interested = new Set();
  }
}

/** Draw the list of events. */
export function drawEvents() {
  const events = [...state.events.values()].sort((a, b) =>
    a.scheduled_start_time.localeCompare(b.scheduled_start_time),
  );
  fill(
    byId("events-view"),
    events.length
      ? h("ul", { class: "events" }, events.map(card))
      : h("p", { class: "hint" }, "No events are planned."),
  );
}

function card(event) {
  const interested = state.interested.has(event.id);
  const start = event.scheduled_start_time;
  const place = event.channel_id
    ? h("a", { href: localHref(event.channel_id) }, `#${channel(event.channel_id)?.name ?? "unknown"}`)
    : h("span", {}, event.entity_metadata?.location ?? "");
  return h(
    "li",
    { class: "event", testid: `event-${event.name}` },
    h(
      "p",
      { class: "event-time" },
      icon("calendar"),
      h("time", { datetime: start }, fullTime(start)),
      ` (${STATUS[event.status] ?? relative(new Date(start))})`,
    ),
    h("h3", {}, event.name),
    h("p", { class: "event-place" }, place),
    event.description && h("div", { class: "markdown" }, markdown(event.description, { key: `event:${event.id}` })),
    h(
      "p",
      { class: "event-actions" },
      h("span", {}, `${event.user_count ?? 0} interested`),
      h(
        "button",
        {
          type: "button",
          class: interested ? "button success" : "button secondary",
          "aria-pressed": String(interested),
          testid: "interested",
          onClick: () => toggle(event),
        },
        interested ? "\u2713 Interested" : "Interested",
      ),
    ),
  );
}

async function toggle(event) {
  const add = !state.interested.has(event.id);
  try {
    await api.interest(event.id, add);
  } catch (error) {
    emit("problem", plainWords(error));
    return;
  }
  if (add) state.interested.add(event.id);
  else state.interested.delete(event.id);
  localStorage.setItem(keyOf(state.me), JSON.stringify([...state.interested]));
  const known = state.events.get(event.id);
  // Servers that push the new count replace this estimate.
  if (known && known === event)
    state.events.set(event.id, { ...known, user_count: Math.max(0, (known.user_count ?? 0) + (add ? 1 : -1)) });
  drawEvents();
}
