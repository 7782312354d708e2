import { escapeHtml } from "./escape.ts";

const tags = new Set(
  (
    "a b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i " +
    "img kbd li mark ol p pre progress s small span strong sub summary sup table tbody td tfoot th thead tr ul"
  ).split(" "),
);
const voidTags = new Set(["br", "col", "hr", "img"]);
const droppedWhole = /^(?:script|style|iframe|object|template|textarea|title|noscript|xmp|svg|math)$/;

const attributes: Readonly<Record<string, RegExp>> = {
  class: /^[\w -]*$/,
  style: /^(?![\s\S]*(?:url|expression|position|import))[\w\s:;.,%#()+-]*$/i,
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  width: /^[\d.]+%?$/,
  height: /^[\d.]+%?$/,
  value: /^[\d.]+$/,
  max: /^[\d.]+$/,
  start: /^\d+$/,
  scope: /^(?:row|col)$/,
  align: /^(?:left|right|center)$/,
  open: /^$/,
  title: /^/,
  alt: /^/,
  href: /^(?:https?:\/\/|mailto:|#)/i,
  src: /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[\w+/=\s]*$/,
};

const piece = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+|</g;
const attribute = /([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * HTML of a notebook, reduced to what a report may hold: known elements and attributes, nothing that runs or loads,
 * every element closed.
 */
export function safeHtml(html: string): string {
  let out = "";
  let dropping: string | undefined;
  const open: string[] = [];
  for (const [text, slash, name, rest = ""] of html.matchAll(piece)) {
    const tag = name?.toLowerCase();
    if (dropping !== undefined) {
      if (slash === "/" && tag === dropping) dropping = undefined;
    } else if (tag === undefined) {
      if (!text.startsWith("<!--")) out += text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    } else if (droppedWhole.test(tag)) {
      if (slash === "") dropping = tag;
    } else if (!tags.has(tag)) {
      out += escapeHtml(text);
    } else if (slash === "") {
      out += `<${tag}${safeAttributes(rest)}>`;
      if (!voidTags.has(tag)) open.push(tag);
    } else if (open.includes(tag)) {
      for (let last = open.pop(); last !== undefined; last = last === tag ? undefined : open.pop())
        out += `</${last}>`;
    }
  }
  return (
    out +
    open
      .reverse()
      .map((tag) => `</${tag}>`)
      .join("")
  );
}

function safeAttributes(text: string): string {
  let out = "";
  for (const [, name = "", double, single, bare] of text.matchAll(attribute)) {
    const key = name.toLowerCase();
    const value = double ?? single ?? bare ?? "";
    if (!Object.hasOwn(attributes, key) || !attributes[key]!.test(value)) continue;
    out += ` ${key}="${value.replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`;
  }
  return out;
}
