/** Requests to the local server, and its errors in plain words. */

import { bySnowflake, log, merge, state } from "./state.js";

const PAGE_SIZE = 50;

/** Sentences for the codes a person is likely to meet; everything else shows the server's own message. */
const WORDS = {
  0: "The server does not know this request.",
  10003: "That channel is gone.",
  10008: "That message is gone.",
  20028: "You are doing that too fast. Wait a moment.",
  40005: "That file is too large.",
  50001: "You cannot see that channel.",
  50006: "A message cannot be empty.",
  50013: "You do not have permission to do that here.",
  50083: "This thread is archived.",
  160004: "A thread was already started from that message.",
};

/** A refusal of the server, with Discord's error body. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.message ?? `The server answered ${status}.`);
    this.status = status;
    this.code = body?.code ?? 0;
    this.errors = body?.errors ?? {};
  }
}

/** The innermost sentences of Discord's nested `errors` object. */
export function innerMessages(errors) {
  if (!errors || typeof errors !== "object") return [];
  const own = Array.isArray(errors._errors) ? errors._errors.map((one) => one.message) : [];
  const below = Object.entries(errors).filter(([key]) => key !== "_errors");
  return [...own, ...below.flatMap(([, value]) => innerMessages(value))];
}

/** One sentence for a person. */
export function plainWords(error) {
  if (!(error instanceof ApiError)) return "The local server cannot be reached. It may have been stopped.";
  if (error.code === 50035) return [...new Set(innerMessages(error.errors))].join(" ") || error.message;
  if (error.code === 0 && error.message) return error.message;
  return WORDS[error.code] ?? error.message;
}

/** Send a request as the acting person; a body with files becomes multipart. Throws ApiError. */
export async function request(method, path, body, files = []) {
  const headers = { "X-Act-As": state.me?.id ?? "" };
  let payload;
  if (files.length) {
    payload = new FormData();
    payload.append("payload_json", JSON.stringify(body));
    files.forEach((file, index) => payload.append(`files[${index}]`, file, file.name));
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    payload = JSON.stringify(body);
  }
  const response = await fetch(`/page${path}`, { method, headers, body: payload });
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    answer = { code: 0, message: text.slice(0, 200) };
  }
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

const messagesPath = (channelId) => `/channels/${channelId}/messages`;

export const api = {
  send: (channelId, content, replyTo, files) =>
    request("POST", messagesPath(channelId), { content, reply_to: replyTo }, files),
  edit: (channelId, id, content) => request("PATCH", `${messagesPath(channelId)}/${id}`, { content }),
  remove: (channelId, id) => request("DELETE", `${messagesPath(channelId)}/${id}`),
  react: (channelId, id, emoji, on) =>
    request(on ? "PUT" : "DELETE", `${messagesPath(channelId)}/${id}/reactions/${encodeURIComponent(emoji)}`),
  startThread: (channelId, body) => request("POST", `/channels/${channelId}/threads`, body),
  removeChannel: (channelId) => request("DELETE", `/channels/${channelId}`),
  interact: (body, files) => request("POST", "/interactions", body, files),
  autocomplete: (body) => request("POST", "/autocomplete", body),
  interest: (eventId, on) => request(on ? "POST" : "DELETE", `/events/${eventId}/interest`),
  page: (channelId, query) => request("GET", `${messagesPath(channelId)}?limit=${PAGE_SIZE}${query}`),
};

/** Read the newest messages of a channel, forgetting what was read before. */
export async function loadLatest(channelId) {
  const entry = log(channelId);
  entry.early ??= [];
  const page = await api.page(channelId, "");
  entry.messages = [];
  merge(channelId, [...page, ...(entry.early ?? [])]);
  entry.early = null;
  Object.assign(entry, { loaded: true, hasOlder: page.length >= PAGE_SIZE, hasNewer: false });
}

/** Read the page before the oldest known message. */
export async function loadOlder(channelId) {
  const entry = log(channelId);
  const page = await api.page(channelId, `&before=${entry.messages[0].id}`);
  merge(channelId, page);
  entry.hasOlder = page.length >= PAGE_SIZE;
}

/** Read the messages around one; true when that one exists. */
export async function loadAround(channelId, messageId) {
  const page = await api.page(channelId, `&around=${messageId}`);
  const entry = log(channelId);
  entry.messages = [];
  merge(channelId, page);
  const enough = page.length >= PAGE_SIZE / 2;
  Object.assign(entry, { loaded: true, hasOlder: enough, hasNewer: enough });
  return page.some((message) => message.id === messageId);
}

/** Read on from the newest known message (after a jump into the past). */
export async function loadNewer(channelId) {
  const entry = log(channelId);
  const newest = entry.messages.at(-1).id;
  const page = await api.page(channelId, `&around=${newest}`);
  merge(channelId, page);
  entry.hasNewer = page.some((message) => bySnowflake(message.id, newest) > 0);
}
