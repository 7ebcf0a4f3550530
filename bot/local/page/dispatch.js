/** Turns each frame of the server into a change of the state, then tells the views. */

import { displayName } from "./names.js";
import { channel, emit, isThread, log, merge, state } from "./state.js";

const TYPING_LASTS_MS = 10000;

/** Apply one frame; names nobody handles are left alone. */
export function dispatch({ t, d }) {
  HANDLERS[t]?.(d);
}

const keyed = (list, key = (item) => item.id) => new Map((list ?? []).map((item) => [key(item), item]));

function snapshot(d) {
  state.me = d.me;
  state.club = d.club;
  state.app = d.app;
  state.botOnline = d.bot_online;
  state.guild = d.guild;
  state.members = keyed(d.members, (member) => member.user.id);
  state.channels = keyed(d.channels);
  state.threads = keyed(d.threads);
  state.commands = d.commands ?? [];
  state.events = keyed(d.events);
  state.permissions = d.permissions ?? {};
  for (const part of ["interactions", "failedOn", "busy", "typing", "logs"]) state[part].clear();
  Object.assign(state, { replyTo: null, editing: null });
  emit("session");
}

function messageCreate(message) {
  const entry = log(message.channel_id);
  const here = message.channel_id === state.channelId;
  // A page that is being read may have been cut before this message: it is added when the page is there.
  entry.early?.push(message);
  if (entry.loaded && !entry.hasNewer) merge(message.channel_id, [message]);
  const place = channel(message.channel_id);
  if (place) place.last_message_id = message.id;
  state.typing.get(message.channel_id)?.delete(message.author.id);
  if (message.author.id !== state.me.id && (!here || document.hidden)) state.unread.add(message.channel_id);
  emit("arrived", message);
  emit("messages", message.channel_id);
  emit("typing");
  emit("unread");
}

function messageUpdate(change) {
  const entry = log(change.channel_id);
  const index = entry.messages.findIndex((message) => message.id === change.id);
  if (index < 0) return;
  entry.messages[index] = { ...entry.messages[index], ...change };
  for (const key of state.busy) if (key.startsWith(`${change.id}:`)) state.busy.delete(key);
  emit("messages", change.channel_id);
}

function messagesGone(channelId, ids) {
  const gone = new Set(ids);
  const entry = log(channelId);
  entry.messages = entry.messages.filter((message) => !gone.has(message.id));
  if (entry.early) entry.early = entry.early.filter((message) => !gone.has(message.id));
  if (state.replyTo && gone.has(state.replyTo.id)) state.replyTo = null;
  emit("messages", channelId);
  emit("reply");
}

function reaction(d, added) {
  const entry = log(d.channel_id);
  const index = entry.messages.findIndex((message) => message.id === d.message_id);
  if (index < 0) return;
  const message = entry.messages[index];
  const key = d.emoji.id ?? d.emoji.name;
  const reactions = (message.reactions ?? []).map((one) => ({ ...one }));
  let found = reactions.find((one) => (one.emoji.id ?? one.emoji.name) === key);
  if (!found && added) reactions.push((found = { emoji: d.emoji, count: 0, me: false }));
  if (!found) return;
  found.count += added ? 1 : -1;
  if (d.user_id === state.me.id) found.me = added;
  entry.messages[index] = { ...message, reactions: reactions.filter((one) => one.count > 0) };
  emit("messages", d.channel_id);
}

function channelChanged(d) {
  const store = isThread(d) ? state.threads : state.channels;
  store.set(d.id, { ...store.get(d.id), ...d });
  emit("channels");
}

function threadCreated(thread) {
  channelChanged(thread);
  // A thread shares its id with the message it was started from.
  const entry = log(thread.parent_id);
  const index = entry.messages.findIndex((message) => message.id === thread.id);
  if (index >= 0) entry.messages[index] = { ...entry.messages[index], thread };
  emit("messages", thread.parent_id);
}

function channelGone(d) {
  state.channels.delete(d.id);
  state.threads.delete(d.id);
  state.logs.delete(d.id);
  state.unread.delete(d.id);
  emit("channels");
  if (d.parent_id) emit("messages", d.parent_id);
}

function typing(d) {
  if (d.user_id === state.me.id) return;
  if (!state.typing.has(d.channel_id)) state.typing.set(d.channel_id, new Map());
  state.typing.get(d.channel_id).set(d.user_id, Date.now() + TYPING_LASTS_MS);
  setTimeout(() => emit("typing"), TYPING_LASTS_MS + 50);
  emit("typing");
}

/** Who is typing in a channel just now, by name. */
export function typists(channelId) {
  const known = state.typing.get(channelId) ?? new Map();
  const now = Date.now();
  return [...known].filter(([, until]) => until > now).map(([id]) => displayName(state.members.get(id)?.user));
}

function event(d) {
  state.events.set(d.id, { ...state.events.get(d.id), ...d });
  emit("events");
}

const HANDLERS = {
  SNAPSHOT: snapshot,
  MESSAGE_CREATE: messageCreate,
  MESSAGE_UPDATE: messageUpdate,
  MESSAGE_DELETE: (d) => messagesGone(d.channel_id, [d.id]),
  MESSAGE_DELETE_BULK: (d) => messagesGone(d.channel_id, d.ids),
  MESSAGE_REACTION_ADD: (d) => reaction(d, true),
  MESSAGE_REACTION_REMOVE: (d) => reaction(d, false),
  CHANNEL_CREATE: channelChanged,
  CHANNEL_UPDATE: channelChanged,
  CHANNEL_DELETE: channelGone,
  THREAD_CREATE: threadCreated,
  THREAD_UPDATE: channelChanged,
  THREAD_DELETE: channelGone,
  TYPING_START: typing,
  GUILD_SCHEDULED_EVENT_CREATE: event,
  GUILD_SCHEDULED_EVENT_UPDATE: event,
  GUILD_SCHEDULED_EVENT_DELETE: (d) => {
    state.events.delete(d.id);
    emit("events");
  },
  GUILD_MEMBER_UPDATE: (d) => {
    state.members.set(d.user.id, { ...state.members.get(d.user.id), ...d });
    emit("members");
  },
  COMMANDS: (d) => {
    state.commands = d.commands;
    emit("commands");
  },
  BOT_PRESENCE: (d) => {
    state.botOnline = d.online;
    emit("members");
  },
  INTERACTION: (d) => emit("interaction", d),
  MODAL: (d) => emit("modal", d),
};
