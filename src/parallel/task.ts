/**
 * A function that other threads can find: the address of its module and its exported name.
 *
 * The function takes one argument and gives a value or a promise; both travel by structured clone, so that typed
 * arrays over shared memory are shared and everything else is copied.
 *
 * @example { module: new URL("./predict-task.js", import.meta.url).href, name: "predictRows" }
 */
export interface Task<Input, Output> {
  readonly module: string;
  readonly name: string;
  /** Never set; carries the types from where the task is declared to where it is run. */
  readonly types?: (input: Input) => Output;
}

/** Loads the function of a task. */
export async function load(task: Task<never, unknown>): Promise<(input: unknown) => unknown> {
  const found: unknown = (await import(task.module))[task.name];
  if (typeof found !== "function") {
    throw new TypeError(
      `parallel: ${task.module} must export a function ${JSON.stringify(task.name)}, got ${typeof found}.`,
    );
  }
  return found as (input: unknown) => unknown;
}
