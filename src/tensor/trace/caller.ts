/** How many frames an error keeps while a step is recorded: tfjs calls itself through some twenty. */
export const framesKept = 60;

const ofTfjs = /@tensorflow[\\/]tfjs|tfjs-gradients\.js|tfjs-core/;
const place = /:\d+:\d+$/;

/** The name of the function that calls the step; what lies below it in a stack is not the step's. */
export const boundary = "callRecordedStep";

/** One line of a stack: the function, and file:line:column where it has them. */
function frame(line: string): { readonly name: string; readonly at: string } | undefined {
  const text = /^\s*at (?:async )?(.*)$/.exec(line)?.[1];
  if (text === undefined) return undefined;
  const open = text.endsWith(")") ? text.lastIndexOf("(") : -1;
  const at = open >= 0 ? text.slice(open + 1, -1) : text;
  const name = open >= 0 ? text.slice(0, open).trim() : "";
  if (!place.test(at) || at.startsWith("node:")) return { name, at: "" };
  const path = at.startsWith("file://") ? at.slice("file://".length) : at;
  return { name, at: path.includes("%") ? decoded(path) : path };
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/**
 * Where the step's own code called tfjs: the first frame above tfjs's own, searched no further than the step itself.
 * Undefined where the stack does not pass through tfjs, or tells no places.
 */
export function callerOf(stack: string | undefined): string | undefined {
  let insideTfjs = false;
  for (const line of (stack ?? "").split("\n")) {
    const found = frame(line);
    if (found === undefined) continue;
    if (found.name.endsWith(boundary)) return undefined;
    if (ofTfjs.test(found.at)) insideTfjs = true;
    else if (insideTfjs && found.at !== "") return found.at;
  }
  return undefined;
}

/** A function that says where tfjs is being called from, and works it out only when asked. */
export function rememberCaller(): () => string {
  const { stack } = capture();
  let known: string | undefined;
  return () => {
    known ??= callerOf(stack()) ?? "the step";
    return known;
  };
}

// The text of a stack is made when it is first read, which costs more than the rest of recording.
function capture(): { readonly stack: () => string | undefined } {
  const error = new Error();
  return { stack: () => error.stack };
}
