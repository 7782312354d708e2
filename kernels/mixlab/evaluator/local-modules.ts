import { statSync } from "node:fs";
import { register } from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

/** Keeps local TypeScript modules current. */
export interface LocalModules {
  /** Call before an import of a local module: makes the loader ready, and forgets modules if one has changed. */
  refresh(specifier: string): void;
}

/** Makes the keeper; the loader's hooks start with the first import that may need them. */
export function createLocalModules(): LocalModules {
  const generation = new Int32Array(new SharedArrayBuffer(4));
  const seen = new Map<string, number>();
  const { port1, port2 } = new MessageChannel();
  let isRegistered = false;
  port1.unref();
  const refresh = (): void => {
    for (let heard = receiveMessageOnPort(port1); heard; heard = receiveMessageOnPort(port1)) {
      const [file, time] = heard.message as [string, number];
      if (!seen.has(file)) seen.set(file, time);
    }
    if (![...seen].some(([file, time]) => changedAt(file) !== time)) return;
    seen.clear();
    Atomics.add(generation, 0, 1);
  };
  return {
    refresh(specifier) {
      if (!/^(?:\.{1,2}\/|\/|file:)/.test(specifier) || /\.(?:json|cjs|node)$/.test(specifier)) return;
      if (isRegistered) {
        refresh();
        return;
      }
      isRegistered = true;
      register("./local-hooks.js", import.meta.url, {
        data: { port: port2, generation },
        transferList: [port2],
      });
    },
  };
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
