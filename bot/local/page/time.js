/** Dates and times as the browser's locale writes them. */

const DAY_MS = 86400000;

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const format = (date, style) => new Intl.DateTimeFormat(undefined, STYLES[style]).format(date);

/** "in 5 minutes", "2 days ago". */
export function relative(date, now = Date.now()) {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const steps = [
    ["year", 31536000],
    ["month", 2592000],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? steps.at(-1);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** A Discord timestamp style letter applied to seconds since 1970; null when the date is impossible. */
export function timestamp(unixSeconds, style = "f") {
  const date = new Date(Number(unixSeconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return { text: style === "R" ? relative(date) : format(date, style), full: format(date, "F"), date };
}

/** "Today at 20:14", "Yesterday at ...", or the date. */
export function messageTime(iso) {
  const date = new Date(iso);
  const midnight = new Date().setHours(0, 0, 0, 0);
  const time = format(date, "t");
  if (date.getTime() >= midnight && date.getTime() < midnight + DAY_MS) return `Today at ${time}`;
  if (date.getTime() >= midnight - DAY_MS && date.getTime() < midnight) return `Yesterday at ${time}`;
  return format(date, "s");
}

export const clockTime = (iso) => format(new Date(iso), "t");
export const fullTime = (iso) => format(new Date(iso), "F");
export const dayName = (iso) => format(new Date(iso), "D");
export const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();
