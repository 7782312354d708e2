import { escapeHtml } from "./escape.ts";

const words =
  "abstract|as|async|await|break|case|catch|class|const|continue|default|do|else|enum|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|return|satisfies|static|switch|this|throw|true|try|type|typeof|undefined|var|void|while|yield";

const token = new RegExp(
  [
    "(?<comment>//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))",
    "(?<text>\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?|`(?:\\\\.|[^`\\\\])*`?)",
    "(?<number>\\b(?:0[xob][\\da-fA-F_]+|\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?)n?\\b)",
    `(?<word>(?<![.\\w$])(?:${words})(?![\\w$]))`,
    "(?<call>[A-Za-z_$][\\w$]*(?=\\())",
  ].join("|"),
  "g",
);

/** TypeScript as HTML with its comments, texts, numbers, key words and calls marked; all of it escaped. */
export function highlight(code: string): string {
  let html = "";
  let at = 0;
  for (const found of code.matchAll(token)) {
    const kind = Object.entries(found.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    html += `${escapeHtml(code.slice(at, found.index))}<span class="${kind}">${escapeHtml(found[0])}</span>`;
    at = found.index + found[0].length;
  }
  return html + escapeHtml(code.slice(at));
}
