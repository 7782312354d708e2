import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { after, test } from "node:test";
import { installKernelSpec, userDataFolder } from "../../../kernels/mixlab/kernelspec.ts";

const prefix = mkdtempSync(join(tmpdir(), "mixlab-kernelspec-"));
after(() => rmSync(prefix, { recursive: true, force: true }));

test("installKernelSpec: the spec names this Node, the kernel's own file, language and interrupt mode", () => {
  const folder = installKernelSpec({ prefix });
  assert.equal(folder, join(prefix, "share", "jupyter", "kernels", "mixlab"));
  const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
  const [node, main, file, ...rest] = spec.argv;
  assert.deepEqual([node, file, rest], [process.execPath, "{connection_file}", []]);
  assert.ok(isAbsolute(main) && existsSync(main));
  assert.deepEqual(
    [spec.display_name, spec.language, spec.interrupt_mode],
    ["TypeScript (mixlab)", "typescript", "message"],
  );
  assert.match(readFileSync(join(folder, "logo-svg.svg"), "utf8"), /^<svg /);
});

test("installKernelSpec: an older spec of the name is replaced whole, and no draft is left", () => {
  const options = { dataFolder: join(prefix, "data"), name: "my-kernel", node: "/opt/node" };
  const folder = installKernelSpec(options);
  writeFileSync(join(folder, "left-over.js"), "");
  assert.equal(installKernelSpec(options), folder);
  assert.deepEqual(readdirSync(folder).sort(), ["kernel.json", "logo-svg.svg"]);
  assert.deepEqual(readdirSync(join(prefix, "data", "kernels")), ["my-kernel"]);
  assert.equal(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")).argv[0], "/opt/node");
});

for (const name of ["", "a b", "../a", "..", "ä"])
  test(`installKernelSpec: the name ${JSON.stringify(name)} is refused`, () => {
    assert.throws(() => installKernelSpec({ prefix, name }), /name must have only letters/);
  });

for (const [platform, environment, expected] of [
  ["linux", {}, join("/home/u", ".local", "share", "jupyter")],
  ["linux", { XDG_DATA_HOME: "/data" }, join("/data", "jupyter")],
  ["linux", { XDG_DATA_HOME: "" }, join("/home/u", ".local", "share", "jupyter")],
  ["darwin", {}, join("/home/u", "Library", "Jupyter")],
  ["win32", { APPDATA: "/roaming" }, join("/roaming", "jupyter")],
  ["win32", { APPDATA: "" }, join("/home/u", "AppData", "Roaming", "jupyter")],
  ["linux", { JUPYTER_DATA_DIR: "/own" }, "/own"],
] as const)
  test(`userDataFolder: on ${platform} with ${JSON.stringify(environment)} it is ${expected}`, () => {
    assert.equal(userDataFolder(platform, environment, "/home/u"), expected);
  });
