/** The right side: who is here, under their role. */

import { byId, fill, h } from "./dom.js";
import { openPersonMenu } from "./menu.js";
import { avatar, displayName, nameTag, rolesOf } from "./names.js";
import { on, state } from "./state.js";

/** Listen and draw. */
export function startMembers() {
  on("session members", draw);
}

function draw() {
  if (!state.guild) return;
  const groups = new Map();
  const people = [...state.members.values()]
    .map((member) => member.user)
    .sort((a, b) => displayName(a).localeCompare(displayName(b)));
  for (const user of people) {
    const name = groupOf(user);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(user);
  }
  // Hoisted roles stand between the owner and everybody else.
  const order = (name) => ({ Owner: 0, Members: 2, Apps: 3, Offline: 4 })[name] ?? 1;
  const sorted = [...groups].sort(([a], [b]) => order(a) - order(b));
  fill(
    byId("members"),
    sorted.map(([name, users]) => [h("h3", {}, `${name} \u2014 ${users.length}`), h("ul", {}, users.map(person))]),
  );
  const status = byId("bot-status");
  status.hidden = state.botOnline;
  status.textContent = `${state.app?.name ?? "The bot"} is offline`;
}

function groupOf(user) {
  if (user.bot) return state.botOnline ? "Apps" : "Offline";
  if (user.id === state.guild.owner_id) return "Owner";
  return rolesOf(user.id).find((role) => role.hoist)?.name ?? "Members";
}

function person(user) {
  const offline = user.bot && !state.botOnline;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: offline ? "person offline" : "person",
        testid: `member-${displayName(user)}`,
        onClick: (event) => openPersonMenu(user, event.currentTarget),
      },
      h("span", { class: offline ? "seat" : "seat online" }, avatar(user)),
      h("span", { class: "person-name" }, nameTag(user)),
    ),
  );
}
