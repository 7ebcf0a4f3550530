/** Select menus: strings, people, roles, mentionables and channels, one or several values. */

import { h, icon } from "./dom.js";
import { displayName } from "./names.js";
import { state } from "./state.js";

const people = () =>
  [...state.members.values()].map(({ user }) => ({ value: user.id, label: `@${displayName(user)}` }));
const roles = () =>
  state.guild.roles
    .filter((role) => role.id !== state.guild.id)
    .map((role) => ({ value: role.id, label: `@${role.name}` }));
const channels = (types) =>
  [...state.channels.values(), ...state.threads.values()]
    .filter((one) => !types?.length || types.includes(one.type))
    .map((one) => ({ value: one.id, label: `#${one.name}` }));

function optionsOf(data) {
  if (data.type === 3) return data.options ?? [];
  if (data.type === 5) return people();
  if (data.type === 6) return roles();
  if (data.type === 7) return [...people(), ...roles()];
  return channels(data.channel_types);
}

function preset(data) {
  if (data.type === 3) return (data.options ?? []).filter((option) => option.default).map((option) => option.value);
  return (data.default_values ?? []).map((one) => one.id);
}

let serial = 0;

/**
 * A select as a button that opens a list box. A single choice is reported at once, several when the list closes.
 * `onChoose(values)`; `onChange(values)` is called at every step (for modals).
 */
export function selectMenu(data, { disabled = false, onChoose, onChange } = {}) {
  const least = data.min_values ?? 1;
  const most = data.max_values ?? 1;
  const options = optionsOf(data);
  const id = `select-${(serial += 1)}`;
  const view = {
    data,
    options,
    most,
    least,
    id,
    onChoose,
    onChange,
    chosen: new Set(preset(data)),
    before: "",
    at: -1,
  };
  view.button = h("button", {
    type: "button",
    class: "select",
    id,
    disabled,
    role: "combobox",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    testid: `select-${data.custom_id}`,
  });
  view.list = h("ul", {
    class: "select-list",
    id: `${id}-list`,
    role: "listbox",
    hidden: true,
    "aria-multiselectable": most > 1 ? "true" : null,
  });
  view.root = h("div", { class: "select-box" }, view.button, view.list);
  label(view);
  view.button.addEventListener("click", () => (view.list.hidden ? open(view) : close(view)));
  view.button.addEventListener("keydown", (event) => keyed(view, event));
  view.root.addEventListener("focusout", (event) => {
    if (!view.root.contains(event.relatedTarget)) close(view);
  });
  return view.root;
}

function label(view) {
  const names = view.options.filter((option) => view.chosen.has(option.value)).map((option) => option.label);
  view.button.replaceChildren(
    h(
      "span",
      { class: names.length ? "" : "placeholder" },
      names.join(", ") || view.data.placeholder || "Make a selection",
    ),
    icon("down"),
  );
}

function open(view) {
  view.before = [...view.chosen].join();
  view.list.hidden = false;
  view.button.setAttribute("aria-expanded", "true");
  view.at = Math.max(
    0,
    view.options.findIndex((option) => view.chosen.has(option.value)),
  );
  drawOptions(view);
  view.list.scrollIntoView({ block: "nearest" });
}

function drawOptions(view) {
  view.list.replaceChildren(
    ...view.options.map((option, index) =>
      h(
        "li",
        {
          id: `${view.id}-${index}`,
          role: "option",
          class: index === view.at ? "active" : "",
          testid: "select-item",
          "aria-selected": String(view.chosen.has(option.value)),
          // Keep the focus on the button: losing it would close the list before the click counts.
          onMousedown: (event) => event.preventDefault(),
          onClick: () => toggle(view, option),
        },
        h(
          "span",
          {},
          option.emoji?.name ? `${option.emoji.name} ` : "",
          option.label,
          option.description && h("small", {}, option.description),
        ),
        view.most > 1 || view.least === 0
          ? h("span", { class: "tick", "aria-hidden": "true" }, view.chosen.has(option.value) ? "\u2713" : "")
          : null,
      ),
    ),
  );
  view.button.setAttribute("aria-activedescendant", `${view.id}-${view.at}`);
  view.list.children[view.at]?.scrollIntoView({ block: "nearest" });
}

function toggle(view, option) {
  if (view.most === 1) {
    const again = view.chosen.has(option.value) && view.least === 0;
    view.chosen = new Set(again ? [] : [option.value]);
    label(view);
    close(view, true);
    return;
  }
  if (view.chosen.has(option.value)) view.chosen.delete(option.value);
  else if (view.chosen.size < view.most) view.chosen.add(option.value);
  label(view);
  view.onChange?.([...view.chosen]);
  drawOptions(view);
}

function close(view, picked = false) {
  if (view.list.hidden) return;
  view.list.hidden = true;
  view.button.setAttribute("aria-expanded", "false");
  view.button.removeAttribute("aria-activedescendant");
  const changed = view.before !== [...view.chosen].join();
  view.onChange?.([...view.chosen]);
  if ((picked || changed) && view.chosen.size >= view.least) view.onChoose?.([...view.chosen]);
}

function keyed(view, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (event.key in steps) {
    event.preventDefault();
    if (view.list.hidden) return open(view);
    view.at = Math.min(view.options.length - 1, Math.max(0, view.at + steps[event.key]));
    return drawOptions(view);
  }
  if (view.list.hidden) return undefined;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    view.chosen = new Set(view.before ? view.before.split(",") : []);
    label(view);
    return close(view);
  }
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (view.options[view.at]) toggle(view, view.options[view.at]);
  }
  return undefined;
}
