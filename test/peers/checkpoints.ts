import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DecoderConfiguration,
  initialParameters,
  loadModel,
  type StoredFloat,
  saveModel,
} from "../../src/train/index.ts";
import { logitsOf } from "../train/checkpoint/logits.ts";

/**
 * `save FOLDER JSON`: saves a model of the shape, type and shard size that the JSON names.
 * `logits FOLDER IDS`: loads a model and leaves the logits of the ids, a JSON of lists, in FOLDER/logits.bin.
 */
const [verb, folder, json] = process.argv.slice(2);

interface Wanted {
  readonly configuration: DecoderConfiguration;
  readonly dtype: StoredFloat;
  readonly shardBytes: number;
}

if (verb === "save") {
  const { configuration, ...options }: Wanted = JSON.parse(json);
  const parameters = initialParameters(configuration, { seed: 7 });
  // Gains other than 1, so that a norm that is left out would show.
  for (const [name, { data }] of Object.entries(parameters))
    if (name.includes("norm")) data.set(data.map((gain, at) => gain + Math.sin(at) / 2));
  await saveModel(folder, { configuration, parameters, specialTokens: { begin: 1, end: [2] } }, options);
} else {
  const ids: readonly (readonly number[])[] = JSON.parse(readFileSync(json, "utf8"));
  const logits = await logitsOf(await loadModel(folder), ids);
  writeFileSync(
    join(folder, "logits.bin"),
    new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength),
  );
}
