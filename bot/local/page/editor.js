/** Editing one's own message in its place: Enter saves, Escape leaves it as it was. */

import { api, plainWords } from "./api.js";
import { h } from "./dom.js";
import { emit, state } from "./state.js";

/** The editing field for a message. */
export function editor(message) {
  const field = h("textarea", {
    class: "edit-field",
    "aria-label": "Edit message",
    testid: "edit-field",
    maxlength: 4000,
    rows: 2,
  });
  field.value = message.content;
  const problem = h("p", { class: "failure", role: "alert", hidden: true });
  const leave = () => {
    state.editing = null;
    emit("messages", message.channel_id);
    emit("focus-composer");
  };
  const save = async () => {
    const content = field.value.trim();
    if (!content || content === message.content) return leave();
    try {
      await api.edit(message.channel_id, message.id, content);
      return leave();
    } catch (error) {
      problem.textContent = plainWords(error);
      problem.hidden = false;
      return undefined;
    }
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  queueMicrotask(() => {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  return h(
    "div",
    { class: "editor" },
    field,
    problem,
    h(
      "p",
      { class: "hint" },
      "Esc to ",
      h("button", { type: "button", class: "quiet-link", onClick: leave }, "cancel"),
      " \u2022 Enter to ",
      h("button", { type: "button", class: "quiet-link", onClick: save }, "save"),
    ),
  );
}
