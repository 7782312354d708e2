/** Files of a model folder, under Hugging Face's names. */
export const configFile = "config.json";
/** The weights, where they are in one file. */
export const weightsFile = "model.safetensors";
/** Which tensor is in which shard, where they are in several. */
export const indexFile = "model.safetensors.index.json";
/** Name of one shard of several; counted from 1. */
export const shardFile = (at: number, count: number): string =>
  `model-${String(at).padStart(5, "0")}-of-${String(count).padStart(5, "0")}.safetensors`;
