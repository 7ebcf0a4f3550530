/** The thread list of a channel, archived ones included, and deleting a thread. */

import { api, plainWords } from "./api.js";
import { confirmBox } from "./dialogs.js";
import { h } from "./dom.js";
import { localHref } from "./links.js";
import { startThread } from "./menu.js";
import { MANAGE_THREADS, may } from "./permissions.js";
import { arrowKeys, closePopover, openPopover } from "./popover.js";
import { channel, emit, isThread, state, threadsOf } from "./state.js";

/** Open the list beside the header's button. */
export function openThreads(anchor) {
  const here = channel(state.channelId);
  if (!here) return;
  const parentId = isThread(here) ? here.parent_id : here.id;
  const threads = threadsOf(parentId, { archived: true });
  const links = threads.map((thread) =>
    h(
      "a",
      { href: localHref(thread.id), role: "menuitem", onClick: closePopover },
      thread.name,
      thread.thread_metadata?.archived ? h("small", {}, " archived") : null,
    ),
  );
  const removable = isThread(here) && may(here.id, MANAGE_THREADS);
  const box = h(
    "div",
    { class: "popover menu", role: "menu", "aria-label": "Threads", testid: "threads" },
    h("p", { class: "menu-heading" }, threads.length ? "Threads" : "No threads yet"),
    links,
    channel(parentId)?.type === 0 &&
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          onClick: () => {
            closePopover();
            startThread(parentId, null);
          },
        },
        "Start thread",
      ),
    removable &&
      h(
        "button",
        { type: "button", role: "menuitem", class: "danger-item", onClick: () => remove(here) },
        "Delete this thread",
      ),
  );
  arrowKeys(box, "a, button");
  openPopover(box, anchor);
}

async function remove(thread) {
  closePopover();
  if (!(await confirmBox("Delete thread", `"${thread.name}" and its messages are deleted for everybody.`, "Delete")))
    return;
  try {
    await api.removeChannel(thread.id);
  } catch (error) {
    emit("problem", plainWords(error));
  }
}
