/** What one can do with a message: by right click, the "more" button or the Menu key. */

import { api, plainWords } from "./api.js";
import { commandsOfType } from "./commands.js";
import { h } from "./dom.js";
import { askForText, confirmBox } from "./dialogs.js";
import { interact } from "./interactions.js";
import { messageUrl } from "./links.js";
import { MANAGE_MESSAGES, may, mayUse } from "./permissions.js";
import { arrowKeys, closePopover, openPopover } from "./popover.js";
import { channel, emit, isThread, state } from "./state.js";

const EPHEMERAL = 64;
const REACTIONS = [
  "\u{1F44D}",
  "\u2764\uFE0F",
  "\u{1F602}",
  "\u{1F62E}",
  "\u{1F622}",
  "\u{1F914}",
  "\u{1F44F}",
  "\u{1F3AC}",
  "\u{1F525}",
  "\u2705",
  "\u274C",
  "\u{1F440}",
];

const problem = (error) => emit("problem", plainWords(error));

/** Add or take back one reaction. */
export async function react(message, emoji, add) {
  const name = emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name;
  await api.react(message.channel_id, message.id, name, add).catch(problem);
}

/** A small set of reactions. */
export function openReactions(message, anchor) {
  const box = h(
    "div",
    { class: "popover reactions-box", role: "menu", "aria-label": "Add reaction" },
    REACTIONS.map((name) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          testid: `react-${name}`,
          onClick: () => {
            closePopover();
            react(message, { name }, true);
          },
        },
        name,
      ),
    ),
  );
  arrowKeys(box, "button");
  openPopover(box, anchor);
}

/** The menu of a message beside `anchor`. */
export function openMenu(message, anchor) {
  const apps = commandsOfType(3, message.channel_id).map((command) => ({
    label: command.name,
    run: () => runCommand(command, message),
  }));
  const groups = [entriesFor(message, anchor), message.flags & EPHEMERAL ? [] : apps];
  const box = h(
    "div",
    { class: "popover menu", role: "menu", "aria-label": "Message", testid: "menu" },
    groups[0].map(menuItem),
    groups[1].length ? [h("p", { class: "menu-heading" }, "Apps"), groups[1].map(menuItem)] : null,
  );
  arrowKeys(box, "button");
  openPopover(box, anchor);
}

function menuItem({ label, run, danger }) {
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      class: danger ? "danger-item" : "",
      testid: `menu-${label}`,
      onClick: () => {
        closePopover();
        run();
      },
    },
    label,
  );
}

function entriesFor(message, anchor) {
  const mine = message.author.id === state.me.id;
  if (message.flags & EPHEMERAL) {
    return [
      {
        label: "Dismiss",
        run: () => {
          state.dismissed.add(message.id);
          emit("messages", message.channel_id);
        },
      },
    ];
  }
  const threadable = !isThread(channel(message.channel_id)) && !state.threads.has(message.id);
  return [
    { label: "Add reaction", run: () => openReactions(message, anchor) },
    {
      label: "Reply",
      run: () => {
        state.replyTo = message;
        emit("reply");
      },
    },
    mine && { label: "Edit message", run: () => startEditing(message) },
    threadable && { label: "Start thread", run: () => startThread(message.channel_id, message) },
    { label: "Copy link", run: () => copyLink(message) },
    { label: "Copy text", run: () => copy(message.content) },
    (mine || may(message.channel_id, MANAGE_MESSAGES)) && {
      label: "Delete message",
      danger: true,
      run: () => removeMessage(message),
    },
  ].filter(Boolean);
}

/** Begin editing a message in its place. */
export function startEditing(message) {
  const before = state.editing;
  state.editing = message.id;
  emit("messages", message.channel_id);
  if (before) emit("messages", message.channel_id);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    emit("notice", "Copied.");
  } catch {
    emit("notice", text);
  }
}

const copyLink = (message) => copy(messageUrl(message.channel_id, message.id));

async function removeMessage(message) {
  const sure = await confirmBox("Delete message", "The message is deleted for everybody.", "Delete");
  if (sure) await api.remove(message.channel_id, message.id).catch(problem);
}

/** Ask for a name and start a thread, from a message when one is given. */
export async function startThread(channelId, message) {
  const suggestion = (message?.content ?? "").split("\n")[0].slice(0, 60);
  const name = await askForText("Start thread", "Thread name", {
    value: suggestion,
    max: 100,
    action: "Create thread",
  });
  if (!name) return;
  try {
    const thread = await api.startThread(channelId, message ? { name, message_id: message.id } : { name });
    emit("open", thread);
  } catch (error) {
    problem(error);
  }
}

async function runCommand(command, message) {
  const body = { type: 2, channel_id: message.channel_id, command_id: command.id, target_id: message.id };
  try {
    await interact(body, { kind: "command", channelId: message.channel_id, label: command.name });
  } catch (error) {
    problem(error);
  }
}

/** The commands one may use on a person, for the members list. */
export function openPersonMenu(user, anchor) {
  const commands = state.commands.filter((one) => one.type === 2 && mayUse(one, state.channelId));
  const box = h(
    "div",
    { class: "popover menu", role: "menu", "aria-label": user.username },
    menuItem({ label: "Mention", run: () => emit("insert", `<@${user.id}> `) }),
    commands.map((command) => menuItem({ label: command.name, run: () => runOnPerson(command, user) })),
  );
  arrowKeys(box, "button");
  openPopover(box, anchor);
}

async function runOnPerson(command, user) {
  const body = { type: 2, channel_id: state.channelId, command_id: command.id, target_id: user.id };
  await interact(body, { kind: "command", channelId: state.channelId, label: command.name }).catch(problem);
}

/** Right click and the Menu key anywhere on a message. */
export function startMenus(list, find) {
  list.addEventListener("contextmenu", (event) => {
    const item = event.target.closest(".message[data-message-id]");
    if (!item || event.target.closest("textarea, a[target]") || String(getSelection())) return;
    const message = find(item.dataset.messageId);
    if (!message) return;
    event.preventDefault();
    // The Menu key reports no pointer position: open beside the message then.
    openMenu(message, event.button === 2 && event.clientX ? { x: event.clientX + 180, y: event.clientY } : item);
  });
}
