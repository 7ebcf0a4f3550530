/** A box that floats beside something and closes on Escape, on a press elsewhere or when the focus leaves. */

let closeOpen = null;

/** Close whatever is open. */
export function closePopover() {
  closeOpen?.();
}

/** Show `element` beside `anchor` (an element, or a point {x, y}); the focus returns to where it was. */
export function openPopover(element, anchor) {
  closePopover();
  const before = document.activeElement;
  document.body.append(element);
  place(element, anchor instanceof Element ? anchor.getBoundingClientRect() : pointBox(anchor));
  const outside = (event) => !element.contains(event.target) && close();
  const keys = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  function close() {
    closeOpen = null;
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", close);
    element.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
  closeOpen = close;
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", close);
  element.addEventListener("keydown", keys);
  element.querySelector("button, [tabindex]")?.focus({ preventScroll: true });
  return close;
}

const pointBox = ({ x, y }) => ({ left: x, right: x, top: y, bottom: y });

function place(element, box) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const left = Math.min(Math.max(8, box.right - width), window.innerWidth - width - 8);
  const below = box.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  element.style.left = `${Math.max(8, left)}px`;
  element.style.top = `${top}px`;
}

/** Arrow keys among the items of a menu. */
export function arrowKeys(element, selector) {
  element.addEventListener("keydown", (event) => {
    const items = [...element.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  });
}
