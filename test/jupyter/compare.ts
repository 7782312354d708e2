// Compares two notebooks, `compare.js COMMITTED FRESH`: prints what differs and exits 1, or prints nothing and exits 0.
import { readFileSync } from "node:fs";
import { compareNotebooks, parseNotebook } from "../../src/notebook/index.ts";

const [committed, fresh] = process.argv
  .slice(2)
  .map((file) => parseNotebook(readFileSync(file, "utf8"), file));
if (committed === undefined || fresh === undefined)
  throw new RangeError("compare: two notebooks are needed.");
const found = compareNotebooks(committed, fresh);
for (const { cell, output, what, line, committed: before, fresh: after } of found)
  console.log(`cell ${cell}, output ${output}, ${what}, line ${line}\n  - ${before}\n  + ${after}`);
process.exitCode = found.length > 0 ? 1 : 0;
