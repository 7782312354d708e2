/** An error as it travels between threads: structured clone alone would drop its name and its fields. */
export interface Failure {
  readonly message: string;
  readonly name: string;
  readonly stack: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Takes an error apart. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) {
    return { message: `a task threw ${String(thrown)}`, name: "Error", stack: undefined, fields: {} };
  }
  const fields = Object.entries(thrown).filter(([, value]) => value === undefined || Object(value) !== value);
  return {
    message: thrown.message,
    name: thrown.name,
    stack: thrown.stack,
    fields: Object.fromEntries(fields),
  };
}

const kinds: Readonly<Record<string, typeof Error>> = { RangeError, TypeError, SyntaxError, ReferenceError };

/** Puts an error together again, with the stack of the thread it was thrown in. */
export function fromFailure({ message, name, stack, fields }: Failure): Error {
  const error = new (kinds[name] ?? Error)(message);
  if (stack !== undefined) error.stack = stack;
  if (error.name !== name) error.name = name;
  return Object.assign(error, fields);
}
