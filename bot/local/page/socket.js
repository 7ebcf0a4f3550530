/** The live connection: frames in, typing out; reconnects by itself and starts again from a fresh snapshot. */

import { dispatch } from "./dispatch.js";
import { emit, state } from "./state.js";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;
const TYPING_EVERY_MS = 8000;
const REMEMBERED = "salon.act-as";

let socket = null;
let wait = FIRST_WAIT_MS;
let lastTyping = { channelId: null, at: 0 };

/** Whom this tab acts as: the address says, else what the tab remembers, else the server decides. */
function wantedPerson() {
  return new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem(REMEMBERED) ?? "";
}

/** Open the connection (again). */
export function connect() {
  const person = wantedPerson();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const query = person ? `?as=${encodeURIComponent(person)}` : "";
  const mine = new WebSocket(`${scheme}://${location.host}/page/ws${query}`);
  socket = mine;
  mine.addEventListener("message", (event) => {
    if (mine !== socket) return;
    const frame = JSON.parse(event.data);
    if (frame.t === "SNAPSHOT") {
      wait = FIRST_WAIT_MS;
      state.connected = true;
    }
    dispatch(frame);
  });
  let opened = false;
  mine.addEventListener("open", () => {
    opened = true;
  });
  mine.addEventListener("close", async () => {
    if (mine !== socket) return;
    state.connected = false;
    emit("connection");
    if (!opened) await forgetStranger();
    setTimeout(() => mine === socket && connect(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  });
}

/** A person who no longer exists (another data folder) must not lock the page out: the server is there, but refuses. */
async function forgetStranger() {
  try {
    const answer = await fetch("/static/icon.svg", { cache: "no-store" });
    if (answer.ok) remember(null);
  } catch {
    // The server is not there at all: nothing to forget.
  }
}

function remember(userId) {
  if (userId) sessionStorage.setItem(REMEMBERED, userId);
  else sessionStorage.removeItem(REMEMBERED);
  const address = new URL(location.href);
  address.searchParams.delete("as");
  history.replaceState(null, "", address);
}

/** Go on as somebody else. */
export function actAs(userId) {
  remember(userId);
  state.logs.clear();
  const old = socket;
  connect();
  old?.close();
}

/** Tell the others that I am writing, at most once in eight seconds a channel. */
export function sendTyping(channelId) {
  const now = Date.now();
  if (lastTyping.channelId === channelId && now - lastTyping.at < TYPING_EVERY_MS) return;
  if (socket?.readyState !== WebSocket.OPEN) return;
  lastTyping = { channelId, at: now };
  socket.send(JSON.stringify({ t: "TYPING", d: { channel_id: channelId } }));
}

/** After a message was sent the next keystroke counts as new typing. */
export function typingEnded() {
  lastTyping = { channelId: null, at: 0 };
}
