/** A forum: its posts with tags and first message, and a form for a new one. */

import { api, plainWords, request } from "./api.js";
import { actions, showDialog } from "./dialogs.js";
import { byId, fill, h } from "./dom.js";
import { localHref } from "./links.js";
import { markdownLine } from "./markdown.js";
import { avatar, nameTag, userOf } from "./names.js";
import { channel, emit, log, on, state, threadsOf } from "./state.js";
import { relative } from "./time.js";
import { withMentions } from "./picker.js";

const FORUM = 15;
const firsts = new Map(); // thread id -> first message, or null while it is fetched

export const isForum = (one) => one?.type === FORUM;

/** Listen: posts arrive by themselves. */
export function startForum() {
  on("session", () => firsts.clear());
  on("channels arrived", () => isForum(channel(state.channelId)) && drawForum(state.channelId));
}

/** Draw the posts of a forum channel. */
export function drawForum(channelId) {
  const forum = channel(channelId);
  const posts = threadsOf(channelId, { archived: true });
  fill(
    byId("forum"),
    h(
      "div",
      { class: "forum-head" },
      h("p", {}, forum.topic || "Posts about films."),
      h(
        "button",
        { type: "button", class: "button primary", testid: "new-post", onClick: () => newPost(forum) },
        "New post",
      ),
    ),
    posts.length
      ? h(
          "ul",
          { class: "posts" },
          posts.map((post) => card(forum, post)),
        )
      : h("p", { class: "hint" }, "No posts yet."),
  );
}

function card(forum, post) {
  const first = firstMessage(post);
  const tags = (post.applied_tags ?? [])
    .map((id) => forum.available_tags?.find((tag) => tag.id === id)?.name)
    .filter(Boolean);
  const author = first?.author ?? userOf(post.owner_id);
  const last = post.last_message_id ?? post.id;
  // A snowflake begins with its time: milliseconds since 2015 above the lowest 22 bits.
  const moment = new Date(Number((BigInt(last) >> 22n) + 1420070400000n));
  return h(
    "li",
    {},
    h(
      "a",
      { class: "post", href: localHref(post.id), testid: `post-${post.name}` },
      tags.length
        ? h(
            "span",
            { class: "tags" },
            tags.map((name) => h("span", { class: "tag" }, name)),
          )
        : null,
      h("strong", {}, post.name, post.thread_metadata?.archived ? h("small", {}, " (archived)") : null),
      h(
        "span",
        { class: "post-first" },
        author ? [avatar(author, "tiny-avatar"), nameTag(author), ": "] : null,
        first
          ? markdownLine((first.content || "a picture or card").slice(0, 200), { plain: true, message: first })
          : "\u2026",
      ),
      h("small", {}, `${counted(post.message_count ?? 0)} \u2022 ${relative(moment)}`),
    ),
  );
}

const counted = (count) => (count === 1 ? "1 message" : `${count} messages`);

/** The first message of a post shares its id. */
function firstMessage(post) {
  const known = log(post.id).messages.find((message) => message.id === post.id) ?? post.message;
  if (known) return known;
  if (!firsts.has(post.id)) {
    firsts.set(post.id, null);
    fetchFirst(post);
  }
  return firsts.get(post.id);
}

async function fetchFirst(post) {
  try {
    const found = await request("GET", `/channels/${post.id}/messages?limit=2&around=${post.id}`);
    firsts.set(post.id, found.find((message) => message.id === post.id) ?? found.at(-1) ?? null);
    if (state.channelId === post.parent_id) drawForum(post.parent_id);
  } catch {
    // The post may have been deleted meanwhile; the list is drawn again when that arrives.
    firsts.delete(post.id);
  }
}

async function newPost(forum) {
  const thread = await showDialog("New post", (finish) => {
    const title = h("input", { type: "text", maxlength: 100, required: true, testid: "post-title" });
    const content = h("textarea", { rows: 5, required: true, testid: "post-content" });
    const problem = h("p", { class: "failure", role: "alert", hidden: true });
    const chosen = new Set();
    const tags = (forum.available_tags ?? []).map((tag) =>
      h(
        "button",
        {
          type: "button",
          class: "tag",
          "aria-pressed": "false",
          onClick: (event) => {
            if (!chosen.delete(tag.id)) chosen.add(tag.id);
            event.currentTarget.setAttribute("aria-pressed", String(chosen.has(tag.id)));
          },
        },
        tag.name,
      ),
    );
    const submit = async (event) => {
      event.preventDefault();
      const body = {
        name: title.value.trim(),
        content: withMentions(content.value.trim()),
        applied_tags: [...chosen],
      };
      try {
        finish(await api.startThread(forum.id, body));
      } catch (error) {
        problem.textContent = plainWords(error);
        problem.hidden = false;
      }
    };
    return h(
      "form",
      { onSubmit: submit },
      h("label", {}, "Title", title),
      tags.length ? h("div", { class: "tags", role: "group", "aria-label": "Tags" }, tags) : null,
      h("label", {}, "First message", content),
      problem,
      actions(finish, "Post"),
    );
  });
  if (thread) emit("open", thread);
}
