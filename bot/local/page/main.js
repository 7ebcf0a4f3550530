/** Starts the page: wires the views, then opens the live connection. */

import { startChannels } from "./channels.js";
import { startComposer } from "./composer.js";
import { byId, fill, icon } from "./dom.js";
import { startEvents } from "./events.js";
import { startForum } from "./forum.js";
import { startMembers } from "./members.js";
import { startMenus } from "./menu.js";
import { startMessages } from "./messages.js";
import { startModals } from "./modal.js";
import { startRouter } from "./router.js";
import { connect } from "./socket.js";
import { emit, knownMessage, on, state } from "./state.js";
import { startTheme } from "./theme.js";
import { openThreads } from "./threads.js";

function startHeader() {
  const signs = {
    "open-drawer": "menu",
    "theme-toggle": "moon",
    "toggle-members": "people",
    "open-threads": "thread",
    attach: "plus",
  };
  for (const [id, sign] of Object.entries(signs)) fill(byId(id), icon(sign));
  startTheme(byId("theme-toggle"));
  const toggle = (id, wide, narrow) =>
    byId(id).addEventListener("click", (event) => {
      event.stopPropagation();
      const phone = window.matchMedia("(max-width: 820px)").matches;
      document.body.classList.toggle(phone ? narrow : wide);
    });
  toggle("open-drawer", "no-channels", "drawer");
  toggle("toggle-members", "no-members", "members-drawer");
  byId("open-threads").addEventListener("click", (event) => openThreads(event.currentTarget));
}

function startConnectionNotice() {
  const bar = byId("connection");
  on("connection", () => {
    bar.hidden = false;
    bar.textContent = "The connection was lost. Trying again\u2026";
  });
  on("session", () => {
    bar.hidden = true;
  });
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("button.mention[data-command]");
    if (event.key === "Escape") document.body.classList.remove("drawer", "members-drawer");
    // Typing anywhere goes to the composer, as people expect.
    const loose =
      event.target === document.body && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (loose && !button && !document.querySelector("dialog[open]")) byId("field").focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.mention[data-command]");
    if (button) emit("compose", `/${button.dataset.command}`);
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    // The part after "#" is the page's own route: move the focus by hand.
    event.preventDefault();
    byId("field").focus();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && state.channelId && state.unread.delete(state.channelId)) emit("unread");
  });
}

startHeader();
startConnectionNotice();
startKeys();
startMessages();
startComposer();
startMembers();
startForum();
startEvents();
startChannels();
startRouter();
startModals();
startMenus(byId("messages"), (id) => knownMessage(state.channelId, id));
connect();
