import { saveCheckpoint } from "../../../src/train/index.ts";
import { sampleCheckpoint } from "./samples.ts";

/** Saves step after step into a folder until it is killed, and says each step that is saved. */
const [folder, first] = process.argv.slice(2);
for (let step = Number(first); ; step++) {
  await saveCheckpoint(folder, sampleCheckpoint(step), { keepLast: 1 });
  process.stdout.write(`${step}\n`);
}
