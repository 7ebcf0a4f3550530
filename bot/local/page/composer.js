/** The field at the bottom: messages, replies, files, slash commands, and errors in plain words. */

import { api, plainWords } from "./api.js";
import { CommandForm } from "./command_form.js";
import { nestOptions } from "./commands.js";
import { byId, fill, h, icon } from "./dom.js";
import { typists } from "./dispatch.js";
import { interact } from "./interactions.js";
import { startEditing } from "./menu.js";
import { leavesOf } from "./option_values.js";
import { channelName, displayName } from "./names.js";
import { maySpeak } from "./permissions.js";
import { Picker, withMentions } from "./picker.js";
import { sendTyping, typingEnded } from "./socket.js";
import { channel, isThread, log, on, state } from "./state.js";

const NOTICE_MS = 8000;
const view = {};
const drafts = new Map(); // channel id -> text
let files = [];
let noticeTimer = 0;

/** Find the page's parts and listen. */
export function startComposer() {
  for (const name of [
    "composer",
    "field",
    "popups",
    "command-form",
    "replying",
    "files",
    "notice",
    "typing",
    "attach",
    "file-input",
  ]) {
    view[name] = byId(name);
  }
  view.picker = new Picker(view.field, view.popups, (entry) => startCommand(entry));
  view.form = new CommandForm(view["command-form"], view.popups, {
    send: sendCommand,
    leave: leaveCommand,
    complain: problem,
  });
  view.field.addEventListener("input", typed);
  view.field.addEventListener("keydown", keyed);
  view.field.addEventListener("paste", (event) => addFiles([...event.clipboardData.files]));
  view.attach.addEventListener("click", () => view["file-input"].click());
  view["file-input"].addEventListener("change", () => {
    addFiles([...view["file-input"].files]);
    view["file-input"].value = "";
  });
  acceptDrops();
  listen();
}

function listen() {
  on("problem", problem);
  on("notice", (text) => notice(text));
  on("reply", () => {
    drawReply();
    if (state.replyTo) view.field.focus();
  });
  on("typing", drawTyping);
  on("focus-composer", () => view.field.focus());
  on("commands", () => document.activeElement === view.field && view.picker.update());
  on("insert", (text) => {
    view.field.setRangeText(text, view.field.selectionStart, view.field.selectionEnd, "end");
    view.field.focus();
  });
  on("compose", (text) => {
    view.field.value = text;
    view.field.focus();
    typed();
  });
}

function acceptDrops() {
  const area = byId("conversation");
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    addFiles([...event.dataTransfer.files]);
  });
}

/** Make ready for another channel, keeping what was being written in the last. */
export function composerFor(channelId, before) {
  if (before) drafts.set(before, view.field.value);
  leaveCommand({ quiet: true });
  view.picker.close();
  view.field.value = drafts.get(channelId) ?? "";
  files = [];
  drawFiles();
  state.replyTo = null;
  drawReply();
  notice("");
  const here = channel(channelId);
  const name = isThread(here) ? channelName(channelId) : `#${channelName(channelId)}`;
  const allowed = maySpeak(channelId);
  view.field.disabled = !allowed;
  view.field.placeholder = allowed ? `Message ${name}` : "You cannot write in this channel.";
  view.field.setAttribute("aria-label", view.field.placeholder);
  grow();
  drawTyping();
}

function grow() {
  view.field.style.height = "auto";
  view.field.style.height = `${Math.min(view.field.scrollHeight, 260)}px`;
}

function typed() {
  grow();
  view.picker.update();
  if (view.field.value && !view.field.value.startsWith("/")) sendTyping(state.channelId);
}

function keyed(event) {
  if (view.picker.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && state.replyTo) {
    state.replyTo = null;
    drawReply();
  } else if (event.key === "ArrowUp" && !view.field.value) {
    const mine = log(state.channelId).messages.filter(
      (message) => message.author.id === state.me.id && [0, 19].includes(message.type),
    );
    if (mine.length) startEditing(mine.at(-1));
  }
}

function submit() {
  const spelled = view.picker.command();
  if (spelled && !files.length) return submitTyped(spelled);
  return sendMessage();
}

/** A command written out in full is sent; one with gaps becomes chips. */
function submitTyped({ entry, values, stray }) {
  const picks = view.picker.picks;
  const { leaves, problems } = leavesOf(entry, values, picks);
  if (problems.size || stray) {
    startCommand(entry, values, picks);
    const words = stray ? [`/${entry.name} has no place for "${stray}".`] : [];
    problem([...words, ...problems.values()].join(" "));
    return;
  }
  sendCommand(entry, leaves, []);
}

async function sendMessage() {
  const channelId = state.channelId;
  const text = view.field.value.trim();
  if (!text && !files.length) return;
  const sent = { text: view.field.value, files, replyTo: state.replyTo };
  reset();
  try {
    await api.send(channelId, withMentions(text), sent.replyTo?.id ?? null, sent.files);
    typingEnded();
  } catch (error) {
    problem(plainWords(error));
    if (state.channelId !== channelId || view.field.value) return;
    view.field.value = sent.text;
    files = sent.files;
    state.replyTo = sent.replyTo;
    drawFiles();
    drawReply();
    grow();
  }
}

function reset() {
  view.field.value = "";
  view.picker.picks.clear();
  view.picker.close();
  files = [];
  state.replyTo = null;
  drawFiles();
  drawReply();
  notice("");
  grow();
}

function startCommand(entry, texts = new Map(), picks = new Map()) {
  view.picker.close();
  notice("");
  view.composer.classList.add("commanding");
  view.form.start(entry, texts, picks);
}

function leaveCommand({ quiet = false } = {}) {
  if (!view.form.entry) return;
  const name = view.form.entry.shown;
  view.form.stop();
  view.composer.classList.remove("commanding");
  if (quiet) return;
  notice("");
  view.field.value = `/${name}`;
  view.field.focus();
  view.field.select();
}

async function sendCommand(entry, leaves, attached) {
  const channelId = state.channelId;
  const body = { type: 2, channel_id: channelId, command_id: entry.command.id, options: nestOptions(entry, leaves) };
  if (attached.length) body.attachments = attached.map((file, index) => ({ id: String(index), filename: file.name }));
  const typedText = view.field.value;
  leaveCommand({ quiet: true });
  reset();
  view.field.focus();
  try {
    await interact(body, { kind: "command", channelId, label: `/${entry.name}` }, attached);
  } catch (error) {
    problem(plainWords(error));
    if (!view.field.value) view.field.value = typedText;
    grow();
  }
}

function addFiles(more) {
  files = [...files, ...more].slice(0, 10);
  drawFiles();
}

function drawFiles() {
  view.files.hidden = !files.length;
  fill(
    view.files,
    files.map((file) =>
      h(
        "li",
        {},
        icon("file"),
        h("span", {}, file.name),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": `Remove ${file.name}`,
            onClick: () => {
              files = files.filter((one) => one !== file);
              drawFiles();
            },
          },
          icon("close"),
        ),
      ),
    ),
  );
}

function drawReply() {
  view.replying.hidden = !state.replyTo;
  if (!state.replyTo) return;
  fill(
    view.replying,
    h("span", {}, "Replying to ", h("strong", {}, displayName(state.replyTo.author))),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Cancel reply",
        onClick: () => {
          state.replyTo = null;
          drawReply();
        },
      },
      icon("close"),
    ),
  );
}

function drawTyping() {
  const names = state.channelId ? typists(state.channelId) : [];
  view.typing.hidden = !names.length;
  const who =
    names.length > 3
      ? "Several people are"
      : `${new Intl.ListFormat("en").format(names)} ${names.length === 1 ? "is" : "are"}`;
  fill(
    view.typing,
    names.length
      ? [
          h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
          h("span", {}, `${who} typing\u2026`),
        ]
      : [],
  );
}

const problem = (text) => notice(text, true);

function notice(text, isProblem = false) {
  clearTimeout(noticeTimer);
  view.notice.textContent = text;
  view.notice.classList.toggle("failure", isProblem);
  view.notice.hidden = !text;
  if (text) noticeTimer = setTimeout(() => notice(""), NOTICE_MS);
}
