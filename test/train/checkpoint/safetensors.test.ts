import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { DataError } from "../../../src/table/index.ts";
import type { HostTensor } from "../../../src/tensor/index.ts";
import { openSafetensors, writeSafetensors } from "../../../src/train/index.ts";

const golden = fileURLToPath(new URL("../../../../test/golden/train/", import.meta.url));
let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-safetensors-"));
});
after(() => rm(folder, { recursive: true }));

async function readAll(file: string): Promise<Record<string, HostTensor>> {
  const opened = await openSafetensors(file);
  try {
    const tensors: Record<string, HostTensor> = {};
    for (const name of opened.tensors.keys()) tensors[name] = await opened.read(name);
    return tensors;
  } finally {
    await opened.close();
  }
}

/** Bit patterns, so that -0 and NaN count too. */
const bitsOf = ({ data }: HostTensor): readonly number[] => [
  ...(data instanceof Float32Array ? new Uint32Array(data.buffer, data.byteOffset, data.length) : data),
];

/** A file of this header and so many bytes of data. */
async function fileOf(
  header: string,
  dataBytes: number,
  length = Buffer.byteLength(header),
): Promise<string> {
  const file = join(folder, "made.safetensors");
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(length));
  await writeFile(file, Buffer.concat([head, Buffer.from(header), Buffer.alloc(dataBytes)]));
  return file;
}

test("openSafetensors: reads every type that Python wrote", async () => {
  const tensors = await readAll(join(golden, "types.safetensors"));
  assert.deepEqual(
    Object.entries(tensors)
      .map(([name, { dtype, shape }]) => `${name} ${dtype} ${shape}`)
      .toSorted(),
    [
      "byte int32 3",
      "double float32 3,5",
      "float float32 3,5",
      "größe float32 2",
      "half float32 9",
      "int int32 3",
      "long int32 1,3",
      "nothing float32 0,4",
      "scalar float32 ",
      "truth bool 3",
    ],
  );
  assert.deepEqual([...tensors.long.data], [-(2 ** 31), 2 ** 31 - 1, 0]);
  assert.deepEqual([...tensors.int.data], [-(2 ** 31), 2 ** 31 - 1, 7]);
  assert.deepEqual([...tensors.byte.data], [0, 128, 255]);
  assert.deepEqual([...tensors.truth.data], [1, 0, 1]);
  assert.deepEqual([...tensors.scalar.data], [1.5]);
  assert.deepEqual(tensors.double.data, tensors.float.data);
  const smallest = 2 ** -24;
  const normal = 1023 * smallest;
  assert.deepEqual([...tensors.half.data], [0, -0, 1, -2.5, 65504, smallest, normal, Infinity, -Infinity]);
});

test("openSafetensors: widens each pattern of bfloat16 and float16 as torch does", async () => {
  const tensors = await readAll(join(golden, "rounding.safetensors"));
  const numbers = (name: string) => [...tensors[name].data];
  assert.deepEqual(numbers("bf16_patterns"), numbers("bf16_wide"));
  assert.deepEqual(numbers("f16_patterns"), numbers("f16_wide"));
  assert.ok(numbers("f16_patterns").some(Number.isNaN));
});

for (const [type, source, rounded] of [
  ["BF16", "floats", "floats_bf16"],
  ["F16", "floats", "floats_f16"],
  ["BF16", "ties", "ties_bf16"],
  ["F16", "halves", "halves_f16"],
] as const) {
  test(`writeSafetensors: ${source} are rounded to ${type} as torch rounds them`, async () => {
    const tensors = await readAll(join(golden, "rounding.safetensors"));
    const file = join(folder, "rounded.safetensors");
    await writeSafetensors(file, { numbers: tensors[source] }, { dtype: type });
    assert.deepEqual(bitsOf((await readAll(file)).numbers), bitsOf(tensors[rounded]));
  });
}

test("writeSafetensors: gives the very bytes of Python's safetensors", async () => {
  const theirs = await readFile(join(golden, "llama-f32/model.safetensors"));
  const file = join(folder, "same.safetensors");
  const { bytes } = await writeSafetensors(file, await readAll(join(golden, "llama-f32/model.safetensors")), {
    metadata: { format: "pt" },
  });
  assert.equal(bytes, theirs.length);
  assert.ok(theirs.equals(await readFile(file)));
});

const float32 = fc.float({ noDefaultInfinity: false }).map(Math.fround);
const tensor: fc.Arbitrary<HostTensor> = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.constantFrom("float32", "int32", "bool"))
  .chain(([shape, dtype]) => {
    const size = shape.reduce((product, each) => product * each, 1);
    const some = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: size, maxLength: size });
    if (dtype === "float32")
      return some(float32).map((data): HostTensor => ({ shape, dtype, data: Float32Array.from(data) }));
    if (dtype === "int32")
      return some(fc.integer()).map((data): HostTensor => ({ shape, dtype, data: Int32Array.from(data) }));
    return some(fc.nat(1)).map((data): HostTensor => ({ shape, dtype: "bool", data: Uint8Array.from(data) }));
  });
const names = fc.string({ unit: "binary", minLength: 1 }).filter((name) => name !== "__metadata__");

test("writeSafetensors: what is written is read again, bit for bit, whatever the names", async () => {
  const file = join(folder, "law.safetensors");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, tensor), { maxLength: 6 }), async (entries) => {
      const written = new Map(entries);
      await writeSafetensors(file, Object.fromEntries(written), { metadata: { made: "here" } });
      const opened = await openSafetensors(file);
      try {
        assert.deepEqual(opened.metadata, { made: "here" });
        assert.equal(opened.tensors.size, written.size);
        for (const [name, { dtype, shape, data }] of written) {
          const read = await opened.read(name);
          assert.deepEqual({ ...read, data: [] }, { dtype, shape, data: [] });
          assert.deepEqual(bitsOf(read), bitsOf({ dtype, shape, data }));
        }
      } finally {
        await opened.close();
      }
    }),
    { numRuns: 60 },
  );
});

test("openSafetensors: a header with any bytes changed is read or refused as bad data, nothing else", async () => {
  const sound = await readFile(join(golden, "types.safetensors"));
  const headerEnd = 8 + Number(sound.readBigUInt64LE());
  const file = join(folder, "changed.safetensors");
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(headerEnd - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      fc.option(fc.nat(sound.length - 1)),
      async (changes, cut) => {
        const bytes = Buffer.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        await writeFile(file, bytes.subarray(0, cut ?? bytes.length));
        try {
          await readAll(file);
        } catch (error) {
          assert.ok(error instanceof DataError, String(error));
          assert.ok(error.message.includes(file));
          refused++;
        }
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(refused > 200);
});

const one = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
for (const [what, header, dataBytes, message] of [
  [
    "cut short",
    `${one}}`,
    7,
    /must hold tensor "a" up to byte 8 of its data, got a file with 7 bytes of data\. The file is damaged or cut short/,
  ],
  ["too long", `${one}}`, 9, /must hold 8 bytes of data, as its header says, got 9/],
  ["no JSON", "{]", 0, /must have a header that is a JSON object, got "\{\]"/],
  ["a list", "[]", 0, /must have a header that is a JSON object/],
  [
    "a key twice",
    `${one},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}`,
    8,
    /got the key "a" twice/,
  ],
  [
    "dtype twice",
    '{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
    8,
    /got the key "dtype" twice/,
  ],
  [
    "a hole",
    `${one},"b":{"dtype":"U8","shape":[1],"data_offsets":[9,10]}}`,
    10,
    /must have tensor "b" begin at byte 8, where the one before ends, got 9, a hole/,
  ],
  [
    "an overlap",
    `${one},"b":{"dtype":"U8","shape":[1],"data_offsets":[7,8]}}`,
    8,
    /got 7, overlapping tensors/,
  ],
  [
    "bytes unlike the shape",
    '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}',
    8,
    /must have 12 bytes \(3 × 4, F32\) for tensor "a", got 8/,
  ],
  [
    "a huge shape",
    '{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,8]}}',
    8,
    /must have a shape that a file can hold/,
  ],
  [
    "a negative size",
    '{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}',
    8,
    /whole numbers for tensor "a", got \[-2\]/,
  ],
  [
    "an unknown type",
    '{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}',
    1,
    /must name a dtype of F64, .* for tensor "a", got "F4"\. Save it as F32/,
  ],
  ["no offsets", '{"a":{"dtype":"F32","shape":[2]}}', 8, /must have two offsets for tensor "a"/],
  [
    "numbers in the metadata",
    '{"__metadata__":{"a":1}}',
    0,
    /must have texts alone in __metadata__, got \{"a":1\}/,
  ],
  ["deep brackets", `${"[".repeat(90_000)}`, 0, /got brackets more than 3 deep/],
  ["a long list", `{"a":{"shape":[${"1,".repeat(40)}1]}}`, 0, /got a list of more than 32 numbers/],
] as const) {
  test(`openSafetensors: refuses ${what}`, async () => {
    const file = await fileOf(header, dataBytes);
    await assert.rejects(openSafetensors(file), (error: DataError) => {
      assert.equal(error.name, "DataError");
      assert.equal(error.file, file);
      assert.match(error.message, message);
      return true;
    });
  });
}

test("openSafetensors: refuses headers longer than the file or the format, missing files, folders and short files", async () => {
  await assert.rejects(
    openSafetensors(await fileOf("{}", 0, 3)),
    /must hold its header of 3 bytes, got a file of 10 bytes/,
  );
  await assert.rejects(
    openSafetensors(await fileOf("{}", 0, 1e15)),
    /header of at most 100000000 bytes, got 1000000000000000/,
  );
  await assert.rejects(openSafetensors(join(folder, "none")), /must be a readable file, got ENOENT/);
  await assert.rejects(openSafetensors(folder), /must be a file, got a folder/);
  await writeFile(join(folder, "short"), "abc");
  await assert.rejects(openSafetensors(join(folder, "short")), /must have at least 10 bytes, got 3/);
});

test("read: refuses types that are not read, numbers too large, other truths than 0 and 1, unknown names", async () => {
  const refuse = async (dtype: string, bytes: Buffer, message: RegExp) => {
    const file = await fileOf(`{"a":{"dtype":"${dtype}","shape":[1],"data_offsets":[0,${bytes.length}]}}`, 0);
    await writeFile(file, bytes, { flag: "a" });
    await assert.rejects(readAll(file), message);
  };
  await refuse("C64", Buffer.alloc(8), /must hold tensor "a" as one of F32, .* got C64\. Convert it/);
  await refuse("I64", Buffer.alloc(8, 1), /must hold 32-bit numbers in tensor "a", got 72340172838076673/);
  await refuse("BOOL", Buffer.of(2), /must hold 0 or 1 in tensor "a"/);
  const opened = await openSafetensors(join(golden, "types.safetensors"));
  await assert.rejects(opened.read("flaot"), /Did you mean "float"/);
  await opened.close();
});

test("writeSafetensors: refuses what does not fit and leaves nothing behind", async () => {
  const place = join(folder, "refused");
  const write = (data: HostTensor, dtype: "F32" | "F16" = "F32") =>
    writeSafetensors(join(place, "x.safetensors"), { x: data }, { dtype });
  const big = Float32Array.of(70_000);
  await assert.rejects(
    write({ shape: [1], dtype: "float32", data: big }, "F16"),
    /must be below 65520, got 70000/,
  );
  await assert.rejects(
    write({ shape: [2], dtype: "float32", data: big }),
    /must have 2 numbers \(2\), got 1/,
  );
  await assert.rejects(
    write({ shape: [1], dtype: "int32", data: big }),
    /int32 numbers in a Int32Array, got Float32Array/,
  );
  await assert.rejects(writeSafetensors(join(folder, "short/x"), {}), {
    name: "DataError",
    message: /got E/,
  });
  assert.deepEqual(await readdir(place), []);
});
