/** Option values: what may be picked, and from typed text to what Discord expects. */

import { api } from "./api.js";
import { localised, nestOptions } from "./commands.js";
import { displayName } from "./names.js";
import { state } from "./state.js";

export const TYPE = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

const MOST_SHOWN = 25;

const people = () =>
  [...state.members.values()].map(({ user }) => ({
    name: `@${displayName(user)}`,
    value: user.id,
    also: [user.username, `<@${user.id}>`, user.id],
  }));
const roles = () =>
  state.guild.roles.map((role) => ({
    name: `@${role.name}`.replace("@@", "@"),
    value: role.id,
    also: [`<@&${role.id}>`, role.id],
  }));
const channels = (types) =>
  [...state.channels.values(), ...state.threads.values()]
    .filter((one) => !types?.length || types.includes(one.type))
    .map((one) => ({ name: `#${one.name}`, value: one.id, also: [`<#${one.id}>`, one.id] }));

/** Everything an option can be, when that is a closed set; null for free values. */
export function closedSet(option) {
  if (option.choices?.length) {
    return option.choices.map((choice) => ({
      name: localised(choice, "name"),
      value: choice.value,
      also: [choice.name, String(choice.value)],
    }));
  }
  if (option.type === TYPE.boolean) {
    return [
      { name: "True", value: true, also: ["yes", "on"] },
      { name: "False", value: false, also: ["no", "off"] },
    ];
  }
  if (option.type === TYPE.user) return people();
  if (option.type === TYPE.role) return roles();
  if (option.type === TYPE.mentionable) return [...people(), ...roles()];
  if (option.type === TYPE.channel) return channels(option.channel_types);
  return null;
}

const bare = (text) => text.trim().toLowerCase().replace(/^[@#]/, "");

/** The item that typed text names exactly, or undefined. */
function named(set, text) {
  const wanted = bare(text);
  return set.find(
    (item) => bare(item.name) === wanted || (item.also ?? []).some((other) => bare(String(other)) === wanted),
  );
}

/** From text to value: {value} or {problem: sentence}. `picked` is the suggestion that was chosen, if any. */
export function valueOf(option, text, picked) {
  if (picked && picked.name === text) return { value: picked.value };
  const set = closedSet(option);
  if (set) {
    const found = named(set, text);
    return found ? { value: found.value } : { problem: `"${text}" is not one of the choices for ${option.name}.` };
  }
  if (option.type === TYPE.integer || option.type === TYPE.number) return numberOf(option, text);
  const { min_length: least = 0, max_length: most = 6000 } = option;
  if (text.length < least) return { problem: `${option.name} needs at least ${least} characters.` };
  if (text.length > most) return { problem: `${option.name} may have at most ${most} characters.` };
  return { value: text };
}

function numberOf(option, text) {
  const number = Number(text.trim().replace(",", "."));
  const whole = option.type === TYPE.integer;
  if (!text.trim() || Number.isNaN(number) || (whole && !Number.isInteger(number))) {
    return { problem: `${option.name} must be a ${whole ? "whole number" : "number"}.` };
  }
  if (number < (option.min_value ?? -Infinity))
    return { problem: `${option.name} must be at least ${option.min_value}.` };
  if (number > (option.max_value ?? Infinity))
    return { problem: `${option.name} must be at most ${option.max_value}.` };
  return { value: number };
}

/**
 * The leaves of Discord's option list from `texts` (Map name -> text) and `picks` (Map name -> suggestion).
 * Returns {leaves, problems: Map(name -> sentence)}.
 */
export function leavesOf(entry, texts, picks) {
  const leaves = [];
  const problems = new Map();
  for (const option of entry.options) {
    const text = texts.get(option.name) ?? "";
    if (!text.trim()) {
      if (option.required) problems.set(option.name, `${option.name} is required.`);
      continue;
    }
    const { value, problem } = valueOf(option, text, picks.get(option.name));
    if (problem) problems.set(option.name, problem);
    else leaves.push({ name: option.name, type: option.type, value });
  }
  return { leaves, problems };
}

/** Suggestions for an option while it is typed: from its closed set, or from the application. */
export async function suggestionsFor(entry, option, text, texts, picks) {
  const set = closedSet(option);
  if (set) {
    const wanted = bare(text);
    return set
      .filter(
        (item) =>
          bare(item.name).includes(wanted) ||
          (item.also ?? []).some((other) => bare(String(other)).startsWith(wanted)),
      )
      .slice(0, MOST_SHOWN);
  }
  if (!option.autocomplete) return [];
  const { leaves } = leavesOf(entry, texts, picks);
  const others = leaves.filter((leaf) => leaf.name !== option.name);
  const focused = { name: option.name, type: option.type, value: text, focused: true };
  const answer = await api.autocomplete({
    channel_id: state.channelId,
    command_id: entry.command.id,
    options: nestOptions(entry, [...others, focused]),
  });
  return answer.choices ?? [];
}
