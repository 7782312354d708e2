import process from "node:process";

/** Makes the ways to end the process refuse, and gives back the one the kernel itself uses. */
export function refuseExit(): (code: number) => never {
  const exit = process.exit.bind(process);
  const refuse = (name: string) => (): never => {
    throw new Error(
      `${name} is refused in a cell, because it would end the kernel and lose every variable. ` +
        "Use throw to stop the cell, or the notebook's Restart to end the kernel.",
    );
  };
  process.exit = refuse("process.exit()");
  process.abort = refuse("process.abort()");
  return exit;
}

const unwanted = [/vm\.USE_MAIN_CONTEXT_DEFAULT_LOADER/, /Importing JSON modules/];

/** Keeps Node's warnings about features that the kernel itself relies on out of the notebook. */
export function quietWarnings(): void {
  const emit = process.emitWarning.bind(process) as (...parts: unknown[]) => void;
  process.emitWarning = (...parts: unknown[]): void => {
    if (!unwanted.some((pattern) => pattern.test(String(parts[0])))) emit(...parts);
  };
}
