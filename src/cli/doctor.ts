import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { dataset } from "../index.ts";
import { listEngines } from "./engines.ts";
import type { Verb } from "./verb.ts";

/** One line of the report; `needed` ones that are missing make the exit status 1. */
interface Finding {
  readonly name: string;
  readonly found: boolean;
  readonly needed: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

const load = createRequire(import.meta.url);

/** Packages that are used where they are present, and what for. */
const optionalPackages = [
  ["danfojs-node", "data frames in and out", "npm install danfojs-node@1.2.0"],
  ["tslab", "the notebooks on another TypeScript kernel", "npm install tslab@1.0.22"],
] as const;

/** `mixlab doctor`: what this machine has, what is missing, and the command that would help. */
export const verb: Verb = {
  summary: "say what this machine has, what is missing and how to get it",
  usage: ["doctor [--json]"],
  options: { json: { type: "boolean", help: "print JSON" } },
  async run(given) {
    const findings = [...machine(), ...packages(), ...(await engines()), ...(await data()), ...jupyter()];
    if (given.flag("json")) console.log(JSON.stringify(findings, undefined, 2));
    else for (const finding of findings) console.log(line(finding));
    return findings.some(({ needed, found }) => needed && !found) ? 1 : 0;
  },
};

function line({ name, found, needed, detail, remedy }: Finding): string {
  const mark = found ? "ok      " : needed ? "MISSING " : "optional";
  return `${mark} ${name.padEnd(26)} ${detail}${found || remedy === undefined ? "" : `\n${" ".repeat(36)}→ ${remedy}`}`;
}

function machine(): Finding[] {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return [
    {
      name: "Node",
      found: major > 20 || (major === 20 && minor >= 19),
      needed: true,
      detail: `${process.version} on ${process.platform}-${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
      remedy: "install Node 20.19 or later",
    },
    { name: "mixlab", found: true, needed: true, detail: dataset.packageVersion() },
  ];
}

/** Version of an installed package; read from its folder, since not every package lets its package.json be imported. */
function versionOf(name: string): string | undefined {
  const found = (load.resolve.paths(name) ?? [])
    .map((folder) => join(folder, name, "package.json"))
    .find(existsSync);
  return found === undefined
    ? undefined
    : (JSON.parse(readFileSync(found, "utf8")) as { version: string }).version;
}

function packages(): Finding[] {
  const needed = ["zeromq", "typescript", "csv-parse", "yaml", "marked"].map((name): Finding => {
    const found = versionOf(name);
    return {
      name,
      found: found !== undefined,
      needed: true,
      detail: found ?? "not installed",
      remedy: "npm ci",
    };
  });
  const optional = optionalPackages.map(([name, purpose, remedy]): Finding => {
    const found = versionOf(name);
    return {
      name,
      found: found !== undefined,
      needed: false,
      detail: `${found ?? "not installed"}: ${purpose}`,
      remedy,
    };
  });
  return [...needed, ...optional];
}

/** Places that train proxies; the one that npm brings along is needed, the others are choices. */
async function engines(): Promise<Finding[]> {
  const cores = availableParallelism();
  return (await listEngines()).map(({ engine, available, version, reason, remedy }): Finding => {
    const beside = engine === "onnx" && available ? ` (${cores} cores: ${processor()})` : "";
    return {
      name: `engine ${engine}`,
      found: available,
      needed: engine === "cpu",
      detail: `${available || version === undefined ? "" : `${version}: `}${reason}${beside}`,
      ...(remedy === undefined ? {} : { remedy }),
    };
  });
}

const processor = (): string => cpus()[0]?.model.trim() || "processor unknown";

async function data(): Promise<Finding[]> {
  const manifest = await dataset.readManifest();
  return Promise.all(
    manifest.map(async ({ name, title }): Promise<Finding> => {
      const found = await dataset.isAvailable(name);
      return {
        name,
        found,
        needed: false,
        detail: found ? title : `not here: ${title}`,
        remedy: `mixlab data fetch ${name}`,
      };
    }),
  );
}

function jupyter(): Finding[] {
  const asked = spawnSync("jupyter", ["kernelspec", "list", "--json"], { encoding: "utf8", timeout: 30_000 });
  if (asked.error !== undefined || asked.status !== 0) {
    return [
      {
        name: "Jupyter",
        found: false,
        needed: false,
        detail: "not found; notebooks still run headless: mixlab reproduce",
        remedy: "pip install jupyterlab",
      },
    ];
  }
  const { kernelspecs = {} } = JSON.parse(asked.stdout) as {
    kernelspecs?: Record<string, { resource_dir: string }>;
  };
  const kernel = kernelspecs.mixlab;
  return [
    { name: "Jupyter", found: true, needed: false, detail: "found" },
    {
      name: "Jupyter kernel mixlab",
      found: kernel !== undefined,
      needed: false,
      detail: kernel?.resource_dir ?? "not installed",
      remedy: "mixlab kernel install",
    },
  ];
}
