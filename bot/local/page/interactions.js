/** Commands, buttons, selects and modals on their way to the application, and what became of them. */

import { api } from "./api.js";
import { emit, on, state } from "./state.js";

/** What Discord says when three seconds pass without an answer. */
export const NO_ANSWER = "The application did not respond";

/**
 * Send an interaction. `context` is {kind: "command" | "component" | "modal", channelId, label?, messageId?,
 * customId?, settled?(state)}. Throws ApiError when the server refuses it.
 */
export async function interact(body, context, files = []) {
  const key = `${context.messageId}:${context.customId}`;
  if (context.kind === "component") {
    state.busy.add(key);
    state.failedOn.delete(context.messageId);
    emit("messages", context.channelId);
  }
  try {
    const { id } = await api.interact(body, files);
    const early = state.interactions.get(id);
    state.interactions.set(id, { id, state: early?.state ?? "sent", context });
    settle(id);
    return id;
  } catch (error) {
    state.busy.delete(key);
    emit("messages", context.channelId);
    throw error;
  }
}

/** Put a failed command away. */
export function dismissInteraction(id) {
  state.interactions.delete(id);
  emit("interactions");
}

/** Commands of mine in a channel that still wait or have failed. */
export function openCommands(channelId) {
  return [...state.interactions.values()].filter(
    (one) => one.context?.kind === "command" && one.context.channelId === channelId,
  );
}

function settle(id) {
  const one = state.interactions.get(id);
  const { context } = one;
  // The frame may overtake the answer to the POST: then the context is not known yet.
  if (!context || one.state === "sent") return emit("interactions");
  if (context.kind === "component") {
    state.busy.delete(`${context.messageId}:${context.customId}`);
    if (one.state === "failed") state.failedOn.set(context.messageId, NO_ANSWER);
    emit("messages", context.channelId);
  }
  context.settled?.(one.state);
  if (context.kind !== "command" || one.state !== "failed") state.interactions.delete(id);
  return emit("interactions");
}

on("interaction", (d) => {
  const known = state.interactions.get(d.id);
  state.interactions.set(d.id, { id: d.id, context: known?.context, state: d.state });
  settle(d.id);
});
