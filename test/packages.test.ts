import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageFolder } from "../src/dataset/index.ts";

interface Entry {
  readonly version?: string;
  readonly name?: string;
  readonly dependencies?: Record<string, string>;
  readonly resolved?: string;
}
const root = packageFolder();
const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
const locked = json("package-lock.json").packages as Record<string, Entry>;
const entry = (name: string): Entry => locked[`node_modules/${name}`] ?? {};

test("override xlsx: danfojs names an address outside the registry, which closed networks refuse", () => {
  const asked = json("node_modules/danfojs-node/package.json").dependencies.xlsx as string;
  assert.match(asked, /^https:/, "danfojs no longer needs the override: remove it");
  assert.equal(entry("xlsx").name, "@e965/xlsx");
});

test("override @uwdata/flechette: its later releases depend on a package that cannot be installed", () => {
  assert.equal(entry("@uwdata/flechette").version, "2.3.0");
  assert.deepEqual(entry("@uwdata/flechette").dependencies ?? {}, {});
});

test("override @tensorflow/tfjs-node under danfojs: plain tfjs stands in for the package that downloads", () => {
  const inside = Object.entries(locked).filter(([path]) =>
    path.endsWith("node_modules/@tensorflow/tfjs-node"),
  );
  assert.deepEqual(
    inside.map(([, { name }]) => name),
    ["@tensorflow/tfjs"],
  );
  assert.ok(existsSync(join(root, "node_modules/danfojs-node/dist")));
});

test("lock file: names no registry and keeps every hash", () => {
  assert.deepEqual(
    Object.entries(locked).filter(([, { resolved }]) => resolved !== undefined),
    [],
  );
  const unhashed = Object.entries(locked).filter(([path, item]) => path !== "" && !("integrity" in item));
  assert.deepEqual(
    unhashed.map(([path]) => path),
    [],
  );
});
