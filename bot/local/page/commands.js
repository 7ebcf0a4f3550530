/** The application's commands as the picker needs them: subcommands flattened, hidden ones left out. */

import { mayUse } from "./permissions.js";
import { state } from "./state.js";

const SUBCOMMAND = 1;
const GROUP = 2;

const locale = () => navigator.language;

/** A text in the browser's language when the command brings one. */
export function localised(thing, field) {
  const translations = thing[`${field}_localizations`] ?? {};
  const wanted = locale();
  const near = Object.keys(translations).find((key) => key.split("-")[0] === wanted.split("-")[0]);
  return translations[wanted] ?? translations[near] ?? thing[field] ?? "";
}

/** Commands of a type (2 user, 3 message) that I may use here. */
export function commandsOfType(type, channelId) {
  return state.commands
    .filter((one) => (one.type ?? 1) === type && mayUse(one, channelId))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function flatten(command, node, path) {
  const nested = (node.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (nested.length) return nested.flatMap((option) => flatten(command, option, [...path, option]));
  const names = [command, ...path];
  return [
    {
      command,
      path,
      name: names.map((one) => one.name).join(" "),
      shown: names.map((one) => localised(one, "name")).join(" "),
      description: localised(node, "description"),
      options: node.options ?? [],
    },
  ];
}

/** Everything one can type after a slash in this channel, by name. */
export function slashEntries(channelId) {
  return commandsOfType(1, channelId)
    .flatMap((command) => flatten(command, command, []))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Discord's nested option objects for an entry: subcommands around the given leaves. */
export function nestOptions(entry, leaves) {
  return entry.path.reduceRight(
    (inner, option) => [{ name: option.name, type: option.type, options: inner }],
    leaves,
  );
}

/** Entries that fit what was typed, the best first: names that begin so, then names and descriptions that hold it. */
export function matching(entries, typed) {
  const wanted = typed.trim().toLowerCase();
  const rank = (entry) => {
    const names = [entry.name, entry.shown].map((name) => name.toLowerCase());
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.split(" ").some((word) => word.startsWith(wanted)))) return 1;
    if (names.some((name) => name.includes(wanted))) return 2;
    return wanted.length > 2 && entry.description.toLowerCase().includes(wanted) ? 3 : 4;
  };
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.entry);
}
