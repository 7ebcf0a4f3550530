/** Discord's block markdown: headings, subtext, quotes, lists and code blocks around the inline kind. */

import { h } from "./dom.js";
import { inline } from "./markdown_inline.js";

const DEEPEST = 6;
const HEADING = /^(#{1,3}) +(?=\S)(.*)$/;
const SUBTEXT = /^-# +(?=\S)(.*)$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(?=\S)(.*)$/;

/** A code block that starts at `at`, or null: {language, code, end}. */
function fence(text, at) {
  const end = text.indexOf("```", at + 3);
  if (end < 0 || end === at + 3) return null;
  const body = text.slice(at + 3, end);
  const [, language = "", code] = /^(?:([\w+#.-]*)\n)?([\s\S]*)$/.exec(body);
  return { language, code: code.replace(/\n$/, ""), end: end + 3 };
}

function codeBlock({ language, code }) {
  return h("pre", { tabindex: "0", "aria-label": language ? `Code, ${language}` : "Code" }, h("code", {}, code));
}

/** Lines of a list from `start`: the element and the next line's index. */
function list(lines, start, indent, context) {
  const first = ITEM.exec(lines[start]);
  const ordered = /\d/.test(first[2]);
  const element = h(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(first[2], 10) } : {});
  let i = start;
  while (i < lines.length) {
    const item = ITEM.exec(lines[i]);
    if (!item || item[1].length < indent) break;
    // Bullets after numbers (or the other way round) begin a list of their own.
    if (item[1].length <= indent + 1 && /\d/.test(item[2]) !== ordered) break;
    if (item[1].length > indent + 1 && element.lastElementChild && indent < 20) {
      const [inner, next] = list(lines, i, item[1].length, context);
      element.lastElementChild.append(inner);
      i = next;
      continue;
    }
    element.append(h("li", {}, inline(item[3], context)));
    i += 1;
  }
  return [element, i];
}

function quoted(lines, start, context, depth) {
  if (lines[start].startsWith(">>> ")) {
    const body = [lines[start].slice(4), ...lines.slice(start + 1)].join("\n");
    return [h("blockquote", {}, blocks(body, context, depth + 1)), lines.length];
  }
  let end = start;
  while (end < lines.length && (lines[end].startsWith("> ") || lines[end] === ">")) end += 1;
  const body = lines
    .slice(start, end)
    .map((line) => line.slice(2))
    .join("\n");
  return [h("blockquote", {}, blocks(body, context, depth + 1)), end];
}

/** One block element that starts at a line, or null for running text. */
function blockAt(lines, i, context, depth) {
  const line = lines[i];
  if (depth < DEEPEST && (line.startsWith("> ") || line.startsWith(">>> "))) return quoted(lines, i, context, depth);
  const heading = HEADING.exec(line);
  if (heading)
    return [
      h(`h${heading[1].length + 2}`, { class: `md-h${heading[1].length}` }, inline(heading[2], context)),
      i + 1,
    ];
  const sub = SUBTEXT.exec(line);
  if (sub) return [h("p", { class: "subtext" }, inline(sub[1], context)), i + 1];
  if (ITEM.test(line)) return list(lines, i, ITEM.exec(line)[1].length, context);
  return null;
}

function lineBlocks(text, context, depth) {
  const lines = text.split("\n");
  const out = [];
  let run = [];
  const flush = () => {
    if (run.join("").trim()) out.push(h("p", {}, inline(run.join("\n").replace(/^\n+|\n+$/g, ""), context)));
    run = [];
  };
  for (let i = 0; i < lines.length;) {
    const found = blockAt(lines, i, context, depth);
    if (found) {
      flush();
      out.push(found[0]);
      [, i] = found;
    } else {
      run.push(lines[i]);
      i += 1;
    }
  }
  flush();
  return out;
}

/** Where the next code block outside a quote begins, or -1. */
function nextFence(text) {
  let at = text.indexOf("```");
  while (at >= 0) {
    const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
    const inQuote = line.startsWith("> ") || /^>>> /m.test(text.slice(0, at));
    if (!inQuote && fence(text, at)) return at;
    at = text.indexOf("```", at + 3);
  }
  return -1;
}

function blocks(text, context, depth) {
  const out = [];
  let rest = text;
  for (let at = nextFence(rest); at >= 0; at = nextFence(rest)) {
    const block = fence(rest, at);
    if (at > 0) out.push(...lineBlocks(rest.slice(0, at), context, depth));
    out.push(codeBlock(block));
    rest = rest.slice(block.end).replace(/^\n/, "");
  }
  if (rest) out.push(...lineBlocks(rest, context, depth));
  return out;
}

/** Nodes for a text of Discord markdown. `key` tells spoilers of different texts apart; `message` resolves mentions. */
export function markdown(text, { key, message } = {}) {
  return blocks(String(text ?? ""), { key: key ?? "text", message, spoilers: 0 }, 0);
}

/** Nodes for one line (titles, labels, previews): inline marks only. */
export function markdownLine(text, { key, message, plain } = {}) {
  return inline(String(text ?? "").replace(/\n+/g, " "), { key: key ?? "line", message, plain, spoilers: 0 });
}
