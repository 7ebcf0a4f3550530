/** Links: only http and https; addresses of this server's messages stay inside the page. */

import { h } from "./dom.js";
import { channelName } from "./names.js";
import { channel, isThread, state } from "./state.js";

const JUMP =
  /^https?:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(\d{1,20}|@me)\/(\d{1,20})(?:\/(\d{1,20}))?\/?$/;

/** The parts of a jump link into this server, or null. */
export function jumpTarget(url) {
  const found = JUMP.exec(url);
  if (!found || found[1] !== state.guild?.id) return null;
  return { channelId: found[2], messageId: found[3] ?? null };
}

/** The address other people would use for a message. */
export function messageUrl(channelId, messageId) {
  return `https://discord.com/channels/${state.guild.id}/${channelId}${messageId ? `/${messageId}` : ""}`;
}

/** The address inside this page. */
export function localHref(channelId, messageId) {
  return `#/channels/${state.guild.id}/${channelId}${messageId ? `/${messageId}` : ""}`;
}

/** A parsed http or https address, or null for everything else. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Where a picture or file of this server lies on this origin; null for files kept elsewhere. */
export function ownFile(address) {
  const url = safeUrl(new URL(address, location.href).href);
  if (!url) return null;
  const ours = url.origin === location.origin || LOOPBACK.has(url.hostname);
  return ours && /^\/(attachments|avatars|static)\//.test(url.pathname) ? url.pathname : null;
}

/** An anchor for an address; `children` is the mask, if any. Null when the address is not one we open. */
export function link(address, children) {
  const url = safeUrl(address);
  if (!url) return null;
  const jump = jumpTarget(address);
  if (jump) {
    return h(
      "a",
      {
        class: children ? "jump masked" : "jump",
        href: localHref(jump.channelId, jump.messageId),
        dataset: { url: address },
        title: `Jump to #${channelName(jump.channelId)}`,
      },
      children ?? jumpLabel(jump),
    );
  }
  const own = ownFile(address);
  return h(
    "a",
    { href: own ?? url.href, rel: "noopener noreferrer", target: "_blank", title: url.href },
    children ?? address,
  );
}

function jumpLabel({ channelId, messageId }) {
  const sign = isThread(channel(channelId)) ? "\u{21B3} " : "# ";
  return messageId ? `${sign}${channelName(channelId)} \u203A message` : `${sign}${channelName(channelId)}`;
}
