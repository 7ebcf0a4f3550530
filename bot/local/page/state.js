/** What the page knows: one object filled by the server's frames, and a bus that tells the views what changed. */

export const state = {
  connected: false,
  me: null,
  club: [],
  app: null,
  botOnline: false,
  guild: null,
  members: new Map(), // user id -> member
  channels: new Map(),
  threads: new Map(),
  commands: [],
  events: new Map(),
  permissions: {}, // channel id -> bit string, for me
  interested: new Set(), // ids of events I marked in this browser
  logs: new Map(), // channel id -> log, see log()
  channelId: null,
  unread: new Set(),
  typing: new Map(), // channel id -> Map(user id -> expiry in ms)
  interactions: new Map(), // interaction id -> {state, context}
  failedOn: new Map(), // message id -> sentence shown under it
  busy: new Set(), // "message id:custom id" of components that wait for an answer
  revealed: new Set(), // spoilers opened by me
  dismissed: new Set(), // ephemeral answers put away
  replyTo: null,
  editing: null,
  highlight: null,
};

const listeners = new Map();

/** Call `listener(detail)` whenever `topic` is announced. */
export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    if (!listeners.has(topic)) listeners.set(topic, []);
    listeners.get(topic).push(listener);
  }
}

/** Announce that `topic` changed. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** The messages known of a channel: oldest first, with what lies beyond either end. */
export function log(channelId) {
  let found = state.logs.get(channelId);
  if (!found) {
    found = { messages: [], loaded: false, hasOlder: true, hasNewer: false, loading: false, early: null };
    state.logs.set(channelId, found);
  }
  return found;
}

/** Order of two snowflakes, as numbers (they do not fit a JavaScript number). */
export function bySnowflake(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** A channel or thread by id. */
export const channel = (id) => state.channels.get(id) ?? state.threads.get(id) ?? null;

/** Thread types of Discord: announcement, public, private. */
export const isThread = (one) => [10, 11, 12].includes(one?.type);

/** Threads of a channel, newest activity first. */
export function threadsOf(parentId, { archived = false } = {}) {
  return [...state.threads.values()]
    .filter((thread) => thread.parent_id === parentId && (archived || !thread.thread_metadata?.archived))
    .sort((a, b) => bySnowflake(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
}

/** Find a message that is already known. */
export function knownMessage(channelId, messageId) {
  return state.logs.get(channelId)?.messages.find((message) => message.id === messageId) ?? null;
}

/** Put messages into a channel's log, replacing older versions of the same. */
export function merge(channelId, messages) {
  const entry = log(channelId);
  const all = new Map(entry.messages.map((message) => [message.id, message]));
  for (const message of messages) all.set(message.id, message);
  entry.messages = [...all.values()].sort((a, b) => bySnowflake(a.id, b.id));
  return entry;
}
