import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostTensor } from "../../src/tensor/index.ts";
import { openSafetensors, type StoredFloat, writeSafetensors } from "../../src/train/index.ts";

/** `write FOLDER` saves random numbers in every type, and their bytes; `read FOLDER` gives the bytes of theirs.safetensors. */
const [verb, folder] = process.argv.slice(2);
const bytesOf = ({ data }: HostTensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

if (verb === "write") {
  let state = 1;
  const draw = () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    return state;
  };
  const bits = Int32Array.from({ length: 3000 }, draw);
  const tensors: Record<string, HostTensor> = {
    patterns: { shape: [30, 100], dtype: "float32", data: new Float32Array(bits.buffer) },
    whole: { shape: [3000], dtype: "int32", data: bits },
    truth: { shape: [2, 3, 1], dtype: "bool", data: Uint8Array.of(0, 1, 1, 0, 1, 0) },
    "größe.weight": { shape: [], dtype: "float32", data: Float32Array.of(0.1) },
    nothing: { shape: [0, 7], dtype: "float32", data: new Float32Array() },
  };
  await writeSafetensors(join(folder, "ours.safetensors"), tensors, { metadata: { format: "pt" } });
  for (const [name, tensor] of Object.entries(tensors))
    writeFileSync(join(folder, `${name}.bin`), bytesOf(tensor));
  const numbers = Float32Array.from({ length: 3000 }, () => draw() / 2 ** (10 + (draw() & 31)));
  writeFileSync(join(folder, "numbers.bin"), new Uint8Array(numbers.buffer));
  for (const dtype of ["F16", "BF16"] satisfies StoredFloat[]) {
    const fits = numbers.map((value) => (Math.abs(value) < 65_504 ? value : 1));
    await writeSafetensors(
      join(folder, `${dtype}.safetensors`),
      { numbers: { shape: [3000], dtype: "float32", data: dtype === "F16" ? fits : numbers } },
      { dtype },
    );
  }
} else {
  const file = await openSafetensors(join(folder, "theirs.safetensors"));
  const names: string[] = JSON.parse(readFileSync(join(folder, "names.json"), "utf8"));
  for (const name of names) writeFileSync(join(folder, `read-${name}.bin`), bytesOf(await file.read(name)));
  await file.close();
}
