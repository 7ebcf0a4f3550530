/** Small dialogs of the page itself (not the application's modals). */

import { h, icon } from "./dom.js";

/** Show a <dialog>; resolves with what `finish(value)` was given, or null when it was left. */
export function showDialog(title, build, { className = "", testid = "dialog" } = {}) {
  return new Promise((resolve) => {
    let answer = null;
    const finish = (value) => {
      answer = value;
      dialog.close();
    };
    const close = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close", onClick: () => finish(null) },
      icon("close"),
    );
    const dialog = h(
      "dialog",
      { class: className, testid, "aria-label": title },
      h("header", {}, h("h2", {}, title), close),
      build(finish),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input, textarea, .primary")?.focus();
  });
}

/** Ask for one line of text; null when the person leaves. */
export function askForText(title, label, { value = "", max = 100, action = "OK" } = {}) {
  return showDialog(title, (finish) => {
    const input = h("input", { type: "text", maxlength: max, value, required: true, testid: "dialog-text" });
    return h(
      "form",
      {
        onSubmit: (event) => {
          event.preventDefault();
          if (input.value.trim()) finish(input.value.trim());
        },
      },
      h("label", {}, label, input),
      actions(finish, action),
    );
  });
}

/** Ask for a yes; true or null. */
export function confirmBox(title, text, action) {
  return showDialog(title, (finish) =>
    h(
      "form",
      {
        onSubmit: (event) => {
          event.preventDefault();
          finish(true);
        },
      },
      h("p", {}, text),
      actions(finish, action, "danger"),
    ),
  );
}

/** Cancel and the deed itself. */
export function actions(finish, label, style = "primary") {
  return h(
    "footer",
    {},
    h("button", { type: "button", class: "button secondary", onClick: () => finish(null) }, "Cancel"),
    h("button", { type: "submit", class: `button ${style}`, testid: "dialog-ok" }, label),
  );
}
