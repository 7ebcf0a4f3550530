/** Light and dark: as the system says until the person chooses; the choice is remembered. */

const KEY = "salon.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** Apply the remembered choice and wire the button. */
export function startTheme(button) {
  const remembered = localStorage.getItem(KEY);
  if (remembered) document.documentElement.dataset.theme = remembered;
  const label = () => {
    button.setAttribute("aria-label", current() === "dark" ? "Use the light theme" : "Use the dark theme");
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
    label();
  });
  dark.addEventListener("change", label);
  label();
}

const current = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
