import { createRequire } from "node:module";
import process from "node:process";
import { type JsonObject, protocolVersion } from "../wire/index.ts";

/** Gives the content of kernel_info_reply. */
export function kernelInfo(): JsonObject {
  const version = "0.1.0";
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "mixlab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescriptVersion(),
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `mixlab ${version}: TypeScript on Node ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest-v20.x/api/" },
    ],
  };
}

let known: string | undefined;

function typescriptVersion(): string {
  known ??= String(
    (createRequire(import.meta.url)("typescript/package.json") as { version: unknown }).version,
  );
  return known;
}
