import { spawn } from "node:child_process";
import { tensor } from "../index.ts";
import { explainVulkan, graphicsFiles } from "./vulkan.ts";

const secondsToTry = 60;

/** All engines; those that load drivers or libraries of others are tried in a process of their own. */
export function listEngines(): Promise<tensor.EngineReport[]> {
  return tensor.listEngines({
    attempt: (engine) => (engine === "webgpu" ? tryWebGpu() : tensor.tryEngine(engine)),
  });
}

/** Tries the WebGPU provider where its end would be ours too if a driver took the process down. */
async function tryWebGpu(): Promise<string> {
  const { description, said, ending } = await tryElsewhere("webgpu");
  if (description !== undefined) return description;
  if (ending !== undefined) throw new tensor.MissingEngine("webgpu", `${ending}: ${said.slice(-160)}`);
  if (process.platform !== "linux" || !/adapter/i.test(said)) throw new tensor.MissingEngine("webgpu", said);
  const { reason, remedy } = explainVulkan(said, graphicsFiles());
  throw new tensor.MissingEngine("webgpu", reason, remedy);
}

interface Attempt {
  readonly description?: string;
  /** All it wrote as errors. */
  readonly said: string;
  /** How the process ended, where it did so out of turn. */
  readonly ending?: string;
}

function tryElsewhere(engine: tensor.EngineName): Promise<Attempt> {
  const index = new URL("../index.js", import.meta.url).href;
  const program = `
    const { tensor } = await import(${JSON.stringify(index)});
    try { console.log("works " + await tensor.tryEngine(${JSON.stringify(engine)})); }
    catch (error) { console.error(error.reason ?? error.message); }
  `;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: secondsToTry * 1000,
      windowsHide: true,
    });
    let out = "";
    let said = "";
    child.stdout.on("data", (piece) => {
      out += piece;
    });
    child.stderr.on("data", (piece) => {
      said += piece;
    });
    child.once("error", (error) => resolve({ said: error.message }));
    child.once("close", (code, signal) => {
      const description = /^works (.*)$/m.exec(out)?.[1];
      if (description !== undefined) resolve({ description, said });
      else if (signal === "SIGTERM") resolve({ said, ending: `it took longer than ${secondsToTry} s` });
      else if (signal !== null || code !== 0)
        resolve({ said, ending: `its driver ended the process (${signal ?? `exit code ${code}`})` });
      else resolve({ said: said.trim() });
    });
  });
}
