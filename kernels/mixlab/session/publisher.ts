import type { Header, JsonObject } from "../wire/index.ts";

/** Publishes on IOPub; joins pieces of text that follow each other. */
export interface Publisher {
  publish(type: string, content: JsonObject, parent: Header | undefined): void;
  /** Holds text back for a moment, so that many small writes become few messages. */
  stream(name: string, text: string, parent: Header | undefined): void;
  flush(): void;
}

const delayMilliseconds = 20;
const maximumCharacters = 1 << 20;

/** Makes the publisher upon a function that sends. Order is kept: anything else flushes the text before it. */
export function createPublisher(
  send: (type: string, content: JsonObject, parent: Header | undefined) => void,
): Publisher {
  let held: { name: string; texts: string[]; length: number; parent: Header | undefined } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = undefined;
    if (!held) return;
    const { name, texts, parent } = held;
    held = undefined;
    send("stream", { name, text: texts.join("") }, parent);
  };

  return {
    publish(type, content, parent) {
      flush();
      send(type, content, parent);
    },
    stream(name, text, parent) {
      if (held && (held.name !== name || held.parent !== parent)) flush();
      held ??= { name, texts: [], length: 0, parent };
      held.texts.push(text);
      held.length += text.length;
      if (held.length >= maximumCharacters) flush();
      else timer ??= setTimeout(flush, delayMilliseconds);
    },
    flush,
  };
}
