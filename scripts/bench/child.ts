import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program that answers requests line by line, both JSON. */
export interface Child {
  /** Asks for one thing; answers come in the order of the questions. */
  call<Answer>(request: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): void;
}

/** How a child is started. */
export interface ChildOptions {
  /** Its name in messages. */
  readonly name: string;
  /** What would help if it does not start. */
  readonly remedy: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program that reads requests from stdin and writes answers to stdout. */
export function startChild(
  command: string,
  args: readonly string[],
  { name, remedy, environment = {} }: ChildOptions,
): Child {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  return { call: caller(child, name, remedy), close: () => child.kill() };
}

function caller(child: ChildProcess, name: string, remedy: string): Child["call"] {
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = [];
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  child.on("error", (cause) => fail(new Error(`bench: ${name} did not start. ${remedy}`, { cause })));
  child.on("exit", (code) => fail(new Error(`bench: ${name} ended with code ${code}. ${remedy}`)));
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const answer = JSON.parse(line);
    const next = waiting.shift();
    if (typeof answer.error === "string") next?.reject(new Error(`bench: ${name} says ${answer.error}`));
    else next?.resolve(answer as never);
  });
  return <Answer>(request: Readonly<Record<string, unknown>>) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin!.write(`${JSON.stringify(request)}\n`, (error) => {
        if (error) fail(error);
      });
    });
}
