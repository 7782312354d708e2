import { installKernelSpec } from "../../kernels/mixlab/kernelspec.ts";
import { UsageError, type Verb } from "./verb.ts";

/** `mixlab kernel install`: tells Jupyter about the kernel. */
export const verb: Verb = {
  summary: "install the TypeScript kernel for Jupyter",
  usage: ["kernel install [--name mixlab]", "kernel install --prefix .venv"],
  details:
    "Without --prefix the kernel is installed for this user. The kernel runs from this folder: keep it in place.",
  words: true,
  options: {
    prefix: { type: "string", value: "FOLDER", help: "Python environment to install into" },
    name: {
      type: "string",
      value: "NAME",
      help: "name under which Jupyter knows the kernel (default mixlab)",
    },
    json: { type: "boolean", help: "print JSON" },
  },
  async run(given) {
    const action = given.words[0];
    if (action !== "install") throw new UsageError(`the action must be install, got "${action ?? ""}"`);
    const prefix = given.text("prefix");
    const name = given.text("name");
    const folder = await installKernelSpec({
      ...(prefix === undefined ? {} : { prefix }),
      ...(name === undefined ? {} : { name }),
    });
    console.log(given.flag("json") ? JSON.stringify({ folder }) : `kernel installed → ${folder}`);
    return 0;
  },
};
