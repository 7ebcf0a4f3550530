/** A slash command typed by hand: "/salon start film:Her lens:queer". Pure text work, no DOM. */

const escapePattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The entry whose whole name the text begins with (the longest such), or null. */
export function entryIn(text, entries) {
  if (!text.startsWith("/")) return null;
  const typed = text.slice(1).toLowerCase();
  const fits = (name) => typed === name || typed.startsWith(`${name} `) || typed.startsWith(`${name}\n`);
  return (
    entries
      .flatMap((entry) =>
        [...new Set([entry.name, entry.shown])].map((name) => ({ entry, name: name.toLowerCase() })),
      )
      .filter(({ name }) => fits(name))
      .sort((a, b) => b.name.length - a.name.length)
      .map(({ entry, name }) => ({ entry, rest: text.slice(1 + name.length) }))[0] ?? null
  );
}

/**
 * Split what follows the command's name into values. Returns {values: Map(option name -> text), open: the name of
 * the last option (its value may still grow), stray: text that belongs to no option}.
 */
export function splitValues(rest, options) {
  const values = new Map();
  let open = null;
  if (!options.length) return { values, open, stray: rest.trim() };
  const names = options.map((option) => escapePattern(option.name)).join("|");
  const pattern = new RegExp(`(?:^|\\s)(${names}):`, "giu");
  const marks = [...rest.matchAll(pattern)];
  marks.forEach((mark, index) => {
    const start = mark.index + mark[0].length;
    const end = marks[index + 1]?.index ?? rest.length;
    open = options.find((option) => option.name.toLowerCase() === mark[1].toLowerCase()).name;
    values.set(open, rest.slice(start, end).trim());
  });
  const stray = rest.slice(0, marks[0]?.index ?? rest.length).trim();
  return { values, open, stray };
}

/** The whole text as a command: {entry, values, open, stray} or null. Stray words go to the first free option. */
export function parseCommand(text, entries) {
  const found = entryIn(text, entries);
  if (!found) return null;
  const split = splitValues(found.rest, found.entry.options);
  const free = found.entry.options.find((option) => !split.values.has(option.name) && option.type === 3);
  if (split.stray && free) {
    split.values.set(free.name, split.stray);
    split.stray = "";
  }
  return { entry: found.entry, ...split, rest: found.rest };
}
