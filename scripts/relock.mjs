// Renews package-lock.json without the addresses of the registry it was made from, so that the lock file serves any
// registry; versions and integrity hashes stay. Run after changing dependencies: node scripts/relock.mjs
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const made = spawnSync("npm", ["install", "--package-lock-only", "--omit-lockfile-registry-resolved=false"], {
  stdio: "inherit",
});
if (made.status !== 0) process.exit(made.status ?? 1);
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);

const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter(
      (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
    )
    .map((name) => `${path} → ${name}`),
);
if (missing.length > 0) {
  console.error(
    `relock: the registry lacks optional packages, so npm ci will refuse this lock file:\n${missing.join("\n")}`,
  );
  process.exitCode = 1;
}
