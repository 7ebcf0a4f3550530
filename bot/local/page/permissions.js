/** What the acting person may do, from the bit string the server gives for each channel. */

import { channel, isThread, state } from "./state.js";

/** Bits of Discord's permission integer that the page asks about. */
export const ADMINISTRATOR = 1n << 3n;
export const MANAGE_MESSAGES = 1n << 13n;
export const SEND_MESSAGES = 1n << 11n;
export const MANAGE_THREADS = 1n << 34n;
export const SEND_IN_THREADS = 1n << 38n;

/** My permissions in a channel; a thread has those of its parent. */
export function permissionsIn(channelId) {
  const here = channel(channelId);
  const id = isThread(here) && !(channelId in state.permissions) ? here.parent_id : channelId;
  return BigInt(state.permissions[id] ?? 0);
}

/** True when I have every one of `bits` in the channel. */
export function may(channelId, bits) {
  const mine = permissionsIn(channelId);
  return state.guild?.owner_id === state.me?.id || (mine & ADMINISTRATOR) !== 0n || (mine & bits) === bits;
}

/** True when I may use an application command here; a default of "0" leaves it to administrators. */
export function mayUse(command, channelId) {
  const wanted = command.default_member_permissions;
  if (wanted === null || wanted === undefined) return true;
  return may(channelId, BigInt(wanted) === 0n ? ADMINISTRATOR : BigInt(wanted));
}

/** True when I may write in the channel. */
export function maySpeak(channelId) {
  return may(channelId, isThread(channel(channelId)) ? SEND_IN_THREADS : SEND_MESSAGES);
}
