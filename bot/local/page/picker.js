/** Suggestions while a message is typed: slash commands, their options, people and channels. */

import { matching, slashEntries } from "./commands.js";
import { parseCommand } from "./command_text.js";
import { Latest, Listbox } from "./listbox.js";
import { displayName } from "./names.js";
import { suggestionsFor } from "./option_values.js";
import { state } from "./state.js";

const DEBOUNCE_MS = 150;
const MOST_PEOPLE = 10;

/** Watches the composer's text field. `choose(entry)` turns a command into chips. */
export class Picker {
  constructor(field, popups, choose) {
    this.field = field;
    this.choose = choose;
    this.popup = new Listbox(popups, "Suggestions");
    this.latest = new Latest(DEBOUNCE_MS);
    this.picks = new Map();
    field.addEventListener("blur", () => this.close());
  }

  close() {
    this.latest.cancel();
    this.popup.hide();
  }

  /** The command that the text spells out, or null. */
  command() {
    return parseCommand(this.field.value, slashEntries(state.channelId));
  }

  /** Look at the text again after it changed. */
  update() {
    this.latest.cancel();
    const text = this.field.value;
    if (!text) this.picks.clear();
    if (text.startsWith("/")) return this.commands(text);
    return this.mentions(text);
  }

  commands(text) {
    const spelled = this.command();
    if (spelled && spelled.rest) return this.options(spelled);
    const entries = matching(slashEntries(state.channelId), text.slice(1));
    return this.popup.show(
      this.field,
      entries.map((entry) => ({
        label: `/${entry.shown}`,
        hint: entry.options.map((option) => (option.required ? ` ${option.name}` : ` [${option.name}]`)).join(""),
        detail: entry.description,
        testid: "picker-item",
        pick: () => this.choose(entry),
      })),
      { heading: `${state.app.name} commands`, first: 0 },
    );
  }

  /** After the command's name: its options, or suggestions for the one being written. */
  options(spelled) {
    const { entry, values, open } = spelled;
    if (open && !/\s$/.test(this.field.value)) {
      const option = entry.options.find((one) => one.name === open);
      const text = values.get(open);
      return this.latest.run(
        () => suggestionsFor(entry, option, text, values, this.picks),
        (items) =>
          this.popup.show(
            this.field,
            items.map((item) => ({
              label: item.name,
              testid: "autocomplete-item",
              pick: () => this.complete(open, text, item),
            })),
            { heading: `${open}: ${option.description}` },
          ),
      );
    }
    const left = entry.options.filter((option) => !values.has(option.name));
    return this.popup.show(
      this.field,
      left.map((option) => ({
        label: option.name,
        hint: option.required ? " required" : "",
        detail: option.description,
        testid: "option-item",
        pick: () => this.replace(`${this.field.value.trimEnd()} ${option.name}:`),
      })),
      { heading: `/${entry.shown}` },
    );
  }

  complete(name, text, item) {
    this.picks.set(name, item);
    this.replace(`${this.field.value.slice(0, this.field.value.length - text.length)}${item.name} `);
  }

  replace(text) {
    this.field.value = text;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** "@Ine" or "#lob" just before the cursor. */
  mentions(text) {
    const before = text.slice(0, this.field.selectionStart);
    const found = /(?:^|\s)([@#])([^\s@#]{0,30})$/u.exec(before);
    if (!found) return this.popup.hide();
    const wanted = found[2].toLowerCase();
    const names = found[1] === "@" ? this.people() : this.places();
    const fits = names.filter(({ name, also }) => [name, also].some((one) => one?.toLowerCase().includes(wanted)));
    // A name written out in full becomes a mention on sending: nothing is left to choose.
    if (fits.length === 1 && fits[0].name.toLowerCase() === wanted) return this.popup.hide();
    const start = before.length - found[2].length - 1;
    return this.popup.show(
      this.field,
      fits.slice(0, MOST_PEOPLE).map(({ name, detail }) => ({
        label: `${found[1]}${name}`,
        detail,
        testid: "mention-item",
        pick: () => this.insert(start, before.length, `${found[1]}${name} `),
      })),
      { first: 0 },
    );
  }

  people() {
    return [...state.members.values()].map(({ user }) => ({
      name: displayName(user),
      also: user.username,
      detail: user.username,
    }));
  }

  places() {
    return [...state.channels.values()]
      .filter((one) => one.type !== 4)
      .map((one) => ({ name: one.name, detail: one.topic ?? "" }));
  }

  insert(start, end, text) {
    this.field.setRangeText(text, start, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Keys the open list takes: Enter on a command spelled out in full is left to the composer. */
  key(event) {
    if (event.key === "Enter" && this.popup.open && this.field.value.startsWith("/")) {
      const spelled = this.command();
      const whole = spelled && (spelled.rest || this.field.value.slice(1) === spelled.entry.name);
      if (whole && this.popup.active <= 0 && !(spelled.rest && this.popup.active === 0)) return false;
    }
    return this.popup.key(event);
  }
}

/** Write "@Name" and "#channel" as Discord's mentions, longest names first, outside code. */
export function withMentions(text) {
  const people = [...state.members.values()].flatMap(({ user }) =>
    [displayName(user), user.username].map((name) => [`@${name}`, `<@${user.id}>`]),
  );
  const roles = state.guild.roles
    .filter((role) => role.id !== state.guild.id)
    .map((role) => [`@${role.name}`, `<@&${role.id}>`]);
  const places = [...state.channels.values(), ...state.threads.values()].map((one) => [
    `#${one.name}`,
    `<#${one.id}>`,
  ]);
  const known = [...people, ...roles, ...places].sort((a, b) => b[0].length - a[0].length);
  return text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : replaceNames(part, known)))
    .join("");
}

function replaceNames(text, known) {
  let out = "";
  for (let i = 0; i < text.length;) {
    const free = i === 0 || /[\s(*_~|>"']/.test(text[i - 1]);
    const found = free && (text[i] === "@" || text[i] === "#") && known.find(([name]) => fitsAt(text, i, name));
    out += found ? found[1] : text[i];
    i += found ? found[0].length : 1;
  }
  return out;
}

function fitsAt(text, at, name) {
  const here = text.slice(at, at + name.length);
  return here.toLowerCase() === name.toLowerCase() && !/[\p{L}\p{N}_]/u.test(text[at + name.length] ?? " ");
}
