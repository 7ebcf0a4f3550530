/** The application's modals: text fields, selects in labels, text; errors beside the fields. */

import { plainWords } from "./api.js";
import { h, icon } from "./dom.js";
import { interact, NO_ANSWER } from "./interactions.js";
import { markdown } from "./markdown.js";
import { selectMenu } from "./selects.js";
import { on } from "./state.js";

const SELECTS = new Set([3, 5, 6, 7, 8]);
const PARAGRAPH = 2;
const MOST = 4000;

/** Listen for modals. */
export function startModals() {
  on("modal", open);
  on("session", () => document.querySelector("dialog.modal")?.close());
}

function open(data) {
  const fields = [];
  const problem = h("p", { class: "failure", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary", testid: "modal-submit" }, "Submit");
  const form = h(
    "form",
    { novalidate: true },
    (data.components ?? []).map((part) => formPart(part, data, fields)),
    problem,
    h(
      "footer",
      {},
      h("button", { type: "button", class: "button secondary", onClick: () => dialog.close() }, "Cancel"),
      submit,
    ),
  );
  const close = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", onClick: () => dialog.close() },
    icon("close"),
  );
  const dialog = h(
    "dialog",
    { class: "modal", testid: "modal", "aria-label": data.title },
    h("header", {}, h("h2", {}, data.title), close),
    form,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ data, fields, problem, submit, dialog });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector("dialog.modal")?.close();
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea, .select")?.focus();
}

/** One top-level part: a row, a label around a field, or text. */
function formPart(part, data, fields) {
  if (part.type === 10)
    return h("div", { class: "markdown" }, markdown(part.content, { key: `modal:${data.interaction_id}` }));
  const inner = part.type === 18 ? part.component : part.components?.[0];
  const field = inner?.type === 4 ? textField(inner) : SELECTS.has(inner?.type) ? selectField(inner) : null;
  if (!field) return h("p", { class: "hint" }, "This part cannot be shown here.");
  fields.push({ ...field, row: part.type, inner });
  const id = `modal-${data.interaction_id}-${inner.custom_id}`;
  if (field.input.matches("input, textarea")) field.input.id = id;
  field.error = h("p", { class: "failure", id: `${id}-error`, hidden: true });
  fields.at(-1).error = field.error;
  field.input.setAttribute("aria-describedby", `${id}-error`);
  return h(
    "div",
    { class: "modal-part" },
    h(
      "label",
      { for: id },
      part.label ?? inner.label ?? "",
      (inner.required ?? true) ? h("span", { class: "required", title: "required" }, " *") : null,
    ),
    part.description && h("p", { class: "hint" }, part.description),
    field.root,
    field.error,
  );
}

function textField(inner) {
  const long = inner.style === PARAGRAPH;
  const input = h(long ? "textarea" : "input", {
    type: long ? null : "text",
    rows: long ? 5 : null,
    placeholder: inner.placeholder,
    testid: `modal-field-${inner.custom_id}`,
    "aria-required": String(inner.required ?? true),
  });
  input.value = inner.value ?? "";
  const most = inner.max_length ?? MOST;
  const count = h("small", { class: "count", "aria-hidden": "true" });
  const recount = () => {
    count.textContent = `${input.value.length} / ${most}`;
    count.classList.toggle("over", input.value.length > most);
  };
  input.addEventListener("input", recount);
  recount();
  return {
    input,
    root: h("div", { class: "text-field" }, input, long || inner.max_length ? count : null),
    value: () => ({ value: input.value }),
    check: () => checkText(input.value, inner, most),
  };
}

function checkText(text, inner, most) {
  if (!text.trim()) return (inner.required ?? true) ? "This field is required." : null;
  if (text.length > most) return `At most ${most} characters, this is ${text.length}.`;
  if (text.length < (inner.min_length ?? 0))
    return `At least ${inner.min_length} characters, this is ${text.length}.`;
  return null;
}

function selectField(inner) {
  let values = (inner.options ?? []).filter((option) => option.default).map((option) => option.value);
  if (inner.default_values) values = inner.default_values.map((one) => one.id);
  const root = selectMenu(inner, {
    onChange: (chosen) => {
      values = chosen;
    },
  });
  root.dataset.testid = `modal-field-${inner.custom_id}`;
  const least = (inner.required ?? true) ? Math.max(1, inner.min_values ?? 1) : 0;
  const check = () => (values.length < least ? `Choose at least ${least === 1 ? "one" : least}.` : null);
  return { input: root.querySelector("button"), root, value: () => ({ values }), check };
}

/** True when every field passes; the first that does not gets the focus. */
function passes(fields) {
  let first = null;
  for (const field of fields) {
    const words = field.check();
    field.error.textContent = words ?? "";
    field.error.hidden = !words;
    if (words) field.input.setAttribute("aria-invalid", "true");
    else field.input.removeAttribute("aria-invalid");
    if (words) first ??= field.input;
  }
  first?.focus();
  return !first;
}

async function send({ data, fields, problem, submit, dialog }) {
  if (!passes(fields)) return;
  problem.hidden = true;
  submit.disabled = true;
  const failed = (words) => {
    problem.textContent = words;
    problem.hidden = false;
    submit.disabled = false;
  };
  const parts = fields.map(({ row, inner, value }) => {
    const filled = { type: inner.type, custom_id: inner.custom_id, ...value() };
    return row === 18 ? { type: 18, component: filled } : { type: 1, components: [filled] };
  });
  const body = {
    type: 5,
    interaction_id: data.interaction_id,
    channel_id: data.channel_id,
    custom_id: data.custom_id,
    components: parts,
  };
  const settled = (outcome) => (outcome === "failed" ? failed(NO_ANSWER) : dialog.close());
  try {
    await interact(body, { kind: "modal", channelId: data.channel_id, settled });
  } catch (error) {
    failed(plainWords(error));
  }
}
