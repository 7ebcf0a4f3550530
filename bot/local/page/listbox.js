/** The list that opens above a text field: commands, suggestions, people. The field keeps the focus. */

import { fill, h } from "./dom.js";

let serial = 0;

/** A list box that belongs to `holder`; each item is {label, detail?, hint?, testid, pick()}. */
export class Listbox {
  constructor(holder, label) {
    this.id = `list-${(serial += 1)}`;
    this.items = [];
    this.active = -1;
    this.heading = h("p", { class: "popup-heading" });
    this.list = h("ul", { role: "listbox", id: this.id, "aria-label": label });
    this.box = h("div", { class: "popup", hidden: true }, this.heading, this.list);
    holder.append(this.box);
  }

  get open() {
    return !this.box.hidden;
  }

  /** Show items for `field`; `first` is highlighted (-1 for none). */
  show(field, items, { heading = "", first = -1 } = {}) {
    if (!items.length) return this.hide();
    this.field = field;
    this.items = items;
    this.heading.textContent = heading;
    this.heading.hidden = !heading;
    this.box.hidden = false;
    fill(
      this.list,
      items.map((item, index) => this.draw(item, index)),
    );
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-expanded", "true");
    return this.mark(first);
  }

  draw(item, index) {
    return h(
      "li",
      {
        role: "option",
        id: `${this.id}-${index}`,
        testid: item.testid,
        "aria-selected": "false",
        onMousedown: (event) => event.preventDefault(),
        onClick: () => this.pick(index),
      },
      h("span", { class: "popup-label" }, item.label, item.hint && h("small", {}, item.hint)),
      item.detail && h("span", { class: "popup-detail" }, item.detail),
    );
  }

  mark(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const item = this.list.children[index];
    if (!item) return this.field.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    return this.field.setAttribute("aria-activedescendant", item.id);
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.items = [];
    this.active = -1;
    this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-expanded", "false");
  }

  pick(index) {
    const item = this.items[index];
    this.hide();
    item?.pick();
  }

  /** Handle a key of the field; true when it was meant for the list. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const last = this.items.length - 1;
    if (event.key === "ArrowDown") this.mark(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.mark(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Tab" && !event.shiftKey) this.pick(Math.max(0, this.active));
    else if (event.key === "Enter" && !event.shiftKey && this.active >= 0) this.pick(this.active);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

/** Runs only the last of several requests made in quick succession, and drops answers that come too late. */
export class Latest {
  constructor(waitMs) {
    this.waitMs = waitMs;
    this.turn = 0;
  }

  cancel() {
    this.turn += 1;
    clearTimeout(this.timer);
  }

  /** Wait, run `work`, then hand its result to `use` unless something newer was asked meanwhile. */
  run(work, use, { now = false } = {}) {
    this.cancel();
    const turn = this.turn;
    const go = async () => {
      const result = await work().catch(() => []);
      if (turn === this.turn) use(result);
    };
    if (now) go();
    else this.timer = setTimeout(go, this.waitMs);
  }
}
