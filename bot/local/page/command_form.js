/** A chosen command as chips above the composer: one field an option, required ones first. */

import { fill, h, icon } from "./dom.js";
import { localised } from "./commands.js";
import { Latest, Listbox } from "./listbox.js";
import { closedSet, leavesOf, suggestionsFor, TYPE, valueOf } from "./option_values.js";

const DEBOUNCE_MS = 150;

/** The form; `send(entry, leaves, files)` and `leave()` are the composer's. */
export class CommandForm {
  constructor(root, popups, { send, leave, complain }) {
    this.root = root;
    this.send = send;
    this.leave = leave;
    this.complain = complain;
    this.popup = new Listbox(popups, "Suggestions");
    this.latest = new Latest(DEBOUNCE_MS);
    this.entry = null;
    root.addEventListener("keydown", (event) => this.keyed(event));
  }

  /** Begin with a command and what is already known of its options. */
  start(entry, texts = new Map(), picks = new Map()) {
    Object.assign(this, { entry, texts: new Map(texts), picks: new Map(picks), files: new Map(), fields: new Map() });
    this.chosen = entry.options.filter((option) => option.required || texts.has(option.name));
    this.draw();
    this.root.hidden = false;
    this.focusFirst();
  }

  stop() {
    this.latest.cancel();
    this.popup.hide();
    this.entry = null;
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  focusFirst() {
    const empty = this.chosen.find((option) => !this.texts.get(option.name) && !this.files.has(option.name));
    const field = empty ? this.fields.get(empty.name) : [...this.fields.values()].at(-1);
    (field ?? this.root.querySelector(".send-command")).focus();
  }

  draw() {
    this.fields.clear();
    const free = this.entry.options.filter((option) => !this.chosen.includes(option));
    this.hint = h("span", { class: "hint" }, this.entry.description);
    fill(
      this.root,
      h(
        "div",
        { class: "chips", role: "group", "aria-label": `Command /${this.entry.shown}` },
        h("strong", { class: "command-name" }, `/${this.entry.shown}`),
        this.chosen.map((option) => this.chip(option)),
        free.length
          ? h(
              "span",
              { class: "offers" },
              free.map((option) => this.offer(option)),
            )
          : null,
      ),
      h(
        "div",
        { class: "command-actions" },
        this.hint,
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Leave the command", onClick: () => this.leave() },
          icon("close"),
        ),
        h(
          "button",
          {
            type: "button",
            class: "icon-button send-command",
            "aria-label": "Send command",
            testid: "command-send",
            onClick: () => this.submit(),
          },
          icon("send"),
        ),
      ),
    );
  }

  offer(option) {
    return h(
      "button",
      {
        type: "button",
        class: "offer",
        title: localised(option, "description"),
        testid: `offer-${option.name}`,
        onClick: () => {
          this.chosen.push(option);
          this.draw();
          this.fields.get(option.name).focus();
        },
      },
      `+ ${localised(option, "name")}`,
    );
  }

  chip(option) {
    const isFile = option.type === TYPE.attachment;
    const field = h("input", {
      type: isFile ? "file" : "text",
      testid: `option-${option.name}`,
      autocomplete: "off",
      spellcheck: "false",
      "aria-required": String(Boolean(option.required)),
      placeholder: isFile ? null : placeholder(option),
      "aria-label": `${option.name}${option.required ? ", required" : ""}: ${localised(option, "description")}`,
    });
    this.fields.set(option.name, field);
    if (!isFile) {
      field.value = this.texts.get(option.name) ?? "";
      size(field);
    }
    field.addEventListener("input", () => this.typed(option, field));
    field.addEventListener("change", () => isFile && this.files.set(option.name, field.files[0]));
    field.addEventListener("focus", () => this.entered(option, field));
    field.addEventListener("blur", () => this.left(option, field));
    return h("label", { class: "chip" }, h("span", { class: "chip-name" }, localised(option, "name")), field);
  }

  entered(option, field) {
    this.hint.textContent = localised(option, "description");
    if (option.type !== TYPE.attachment) this.suggest(option, field, true);
  }

  left(option, field) {
    this.latest.cancel();
    this.popup.hide();
    if (!this.entry || !field.isConnected || !field.value.trim() || option.type === TYPE.attachment) return;
    this.mark(option.name, valueOf(option, field.value, this.picks.get(option.name)).problem);
  }

  typed(option, field) {
    if (option.type === TYPE.attachment) return;
    const next = this.nextOption(field);
    this.texts.set(option.name, field.value);
    this.mark(option.name, null);
    size(field);
    if (next) return this.move(next);
    return this.suggest(option, field, false);
  }

  /** "Her lens:" typed into one chip goes on in the chip of that name. */
  nextOption(field) {
    const found = /(?:^|\s)([\p{L}\p{N}_-]+):$/u.exec(field.value);
    const option = found && this.entry.options.find((one) => one.name === found[1].toLowerCase());
    if (!option || this.texts.get(option.name)) return null;
    field.value = field.value.slice(0, found.index).trimEnd();
    return option;
  }

  move(option) {
    if (!this.chosen.includes(option)) this.chosen.push(option);
    this.draw();
    this.fields.get(option.name).focus();
  }

  suggest(option, field, now) {
    const known = Boolean(closedSet(option));
    this.latest.run(
      () => suggestionsFor(this.entry, option, field.value, this.texts, this.picks),
      (items) => {
        if (document.activeElement !== field || !this.entry) return;
        this.popup.show(
          field,
          items.map((item) => ({
            label: item.name,
            testid: "autocomplete-item",
            pick: () => this.pick(option, field, item),
          })),
          { heading: `${option.name}: ${localised(option, "description")}`, first: known && field.value ? 0 : -1 },
        );
      },
      { now: now || known },
    );
  }

  pick(option, field, item) {
    this.latest.cancel();
    field.value = item.name;
    this.texts.set(option.name, item.name);
    this.picks.set(option.name, item);
    this.mark(option.name, null);
    size(field);
    const empty = this.chosen.find((one) => one.required && !this.texts.get(one.name) && !this.files.has(one.name));
    if (empty) this.fields.get(empty.name).focus();
  }

  mark(name, problem) {
    const field = this.fields.get(name);
    field?.closest(".chip").classList.toggle("wrong", Boolean(problem));
    if (problem) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }

  keyed(event) {
    if (!this.entry || this.popup.key(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT" && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Backspace" && event.target.value === "" && event.target.tagName === "INPUT") {
      event.preventDefault();
      this.drop(event.target);
    }
  }

  /** Backspace in an empty optional chip takes it away; in the last one it leaves the command. */
  drop(field) {
    const [name] = [...this.fields].find(([, one]) => one === field);
    const option = this.entry.options.find((one) => one.name === name);
    if (option.required) return this.leave();
    this.chosen = this.chosen.filter((one) => one !== option);
    this.texts.delete(name);
    this.draw();
    return this.focusFirst();
  }

  submit() {
    const { leaves, problems } = leavesOf(this.entry, this.texts, this.picks);
    const files = [];
    for (const option of this.chosen.filter((one) => one.type === TYPE.attachment)) {
      const file = this.files.get(option.name);
      if (!file) continue;
      problems.delete(option.name);
      leaves.push({ name: option.name, type: option.type, value: String(files.length) });
      files.push(file);
    }
    if (problems.size) {
      for (const [name, problem] of problems) this.mark(name, problem);
      const first = this.fields.get([...problems.keys()][0]);
      if (document.activeElement !== first) first?.focus();
      this.complain([...problems.values()].join(" "));
      return;
    }
    this.send(this.entry, leaves, files);
  }
}

function placeholder(option) {
  if (option.type === TYPE.boolean) return "True or False";
  return option.required ? "" : "optional";
}

function size(field) {
  field.size = Math.min(60, Math.max(10, field.value.length + 1));
}
