import type { Graph, GraphNode } from "../graph/types.ts";
import { valueIdOf } from "../onnx/index.ts";

/** An error of onnxruntime in the words of the step: which operation failed and which line asked for it. */
export function failure(what: "load" | "run", graph: Graph, cause: unknown): Error {
  const told = cause instanceof Error ? cause.message : String(cause);
  const node = nodeOf(graph, told);
  const place = node === undefined ? "" : ` at ${node.kernel} asked for at ${node.caller}`;
  const status = /Status Message: ([\s\S]*)$/.exec(told)?.[1] ?? told;
  return new Error(
    `${graph.name}: the step must ${what} on onnxruntime, got ${JSON.stringify(brief(status))}${place}.`,
    { cause },
  );
}

/** The graph's node that a message of onnxruntime names, if it names one. */
function nodeOf(graph: Graph, message: string): GraphNode | undefined {
  const nodes = new Map(graph.nodes.map((node) => [node.output.id, node]));
  for (const [word] of message.matchAll(/\w+_\d+(?:\.\d+)?/g)) {
    const id = valueIdOf(word);
    const node = id === undefined ? undefined : nodes.get(id);
    if (node !== undefined && word.startsWith(`${node.kernel}_`)) return node;
  }
  return undefined;
}

/** Without the source file and function of onnxruntime's own that its messages start with, and cut. */
export function brief(text: string): string {
  const plain = text
    .replace(/^(?:Error: )?/, "")
    .replace(/^\/?\S+\.(?:cc|h):\d+ (?:.*(?:\)|<lambda\(\)>) )?/, "")
    .replace(/^.* was false\. /, "")
    .trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
