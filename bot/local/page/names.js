/** Names, colours and drawn avatars of people, roles and channels. */

import { cssColour, h } from "./dom.js";
import { channel, state } from "./state.js";

const AVATAR_COLOURS = 8;

/** The user object for an id, from the members, the club or the message at hand. */
export function userOf(id, message) {
  return (
    state.members.get(id)?.user ??
    state.club.find((user) => user.id === id) ??
    message?.mentions?.find((user) => user.id === id) ??
    (state.app?.user?.id === id ? state.app.user : null)
  );
}

/** What a person is called here. */
export function displayName(user) {
  if (!user) return "unknown-user";
  return state.members.get(user.id)?.nick || user.global_name || user.username;
}

/** The roles of a member, highest first. */
export function rolesOf(userId) {
  const ids = state.members.get(userId)?.roles ?? [];
  return (state.guild?.roles ?? []).filter((role) => ids.includes(role.id)).sort((a, b) => b.position - a.position);
}

export const roleOf = (id) => state.guild?.roles.find((role) => role.id === id) ?? null;

/** The CSS colour of a person's name, or null. */
export function nameColour(userId) {
  const coloured = rolesOf(userId).find((role) => role.color);
  return coloured ? cssColour(coloured.color) : null;
}

/** How a channel is written in running text. */
export function channelName(id) {
  return channel(id)?.name ?? "unknown";
}

/** A name in its role colour, with a mark for applications. */
export function nameTag(user, className = "author") {
  const element = h("span", { class: className }, displayName(user));
  const colour = nameColour(user?.id);
  if (colour) element.style.setProperty("--name", colour);
  return user?.bot ? [element, h("span", { class: "app-tag" }, "APP")] : [element];
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (
    words
      .slice(0, 2)
      .map((word) => [...word][0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

/** A round picture: the uploaded one when there is one, else coloured initials. */
export function avatar(user, className = "avatar") {
  if (user?.avatar) {
    const picture = h("img", { class: className, src: `/avatars/${user.id}/${user.avatar}.png`, alt: "" });
    picture.addEventListener("error", () => picture.replaceWith(drawn(user, className)));
    return picture;
  }
  return drawn(user, className);
}

function drawn(user, className) {
  // The low bits of a snowflake hardly differ between people made together: mix all digits.
  const mixed = [...(user?.id ?? "")].reduce((sum, digit) => (sum * 31 + Number(digit)) % 9973, 7);
  const colour = user?.bot ? "app" : mixed % AVATAR_COLOURS;
  return h(
    "span",
    { class: `${className} drawn colour-${colour}`, "aria-hidden": "true" },
    initials(displayName(user)),
  );
}
