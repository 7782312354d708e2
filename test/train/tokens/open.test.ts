import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { train } from "../../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-tokens-"));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: Uint8Array | string) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const ids = Array.from({ length: 1000 }, (_, at) => (at * 7919) % 50_432);
const bytesOf = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** As `lit_gpt/packed_dataset.py` writes: "LITPKDS", version <Q, type <B, tokens <Q, tokens. */
function packed(values: readonly number[], { code = 8, count = values.length, version = 1n } = {}): Buffer {
  const head = Buffer.alloc(24);
  head.write("LITPKDS", 0, "latin1");
  head.writeBigUInt64LE(version, 7);
  head.writeUInt8(code, 15);
  head.writeBigUInt64LE(BigInt(count), 16);
  return Buffer.concat([head, bytesOf(code === 4 ? Int32Array.from(values) : Uint16Array.from(values))]);
}

/** As `numpy.save` writes: magic, version 1.0, length <H, a Python dictionary, blanks to 64, data. */
function npy(descr: string, shape: string, data: ArrayBufferView): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = `${text.padEnd(117)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${padded}`, "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, bytesOf(data)]);
}

const layouts: readonly [string, string, Uint8Array, train.TokenType | undefined][] = [
  ["bare uint16, as nanoGPT writes", "a.bin", bytesOf(Uint16Array.from(ids)), undefined],
  ["bare uint32", "b.bin", bytesOf(Uint32Array.from(ids)), "uint32"],
  ["bare uint16 of another ending", "c.dat", bytesOf(Uint16Array.from(ids)), "uint16"],
  ["lit-gpt's packing, uint16", "train_0.bin", packed(ids), undefined],
  ["lit-gpt's packing, int32", "train_1.bin", packed(ids, { code: 4 }), undefined],
  ["numpy's uint16", "d.npy", npy("<u2", "1000,", Uint16Array.from(ids)), undefined],
  ["numpy's int64", "e.npy", npy("<i8", "1000,", BigInt64Array.from(ids.map(BigInt))), undefined],
];
for (const [title, name, content, type] of layouts)
  test(`openTokens: reads ${title}`, async () => {
    const tokens = await train.openTokens(write(name, content), type === undefined ? {} : { type });
    assert.equal(tokens.count, 1000);
    assert.deepEqual(Array.from(await tokens.read(0, 1000)), ids);
    assert.deepEqual(Array.from(await tokens.read(501, 3)), ids.slice(501, 504));
    const [{ sha256, largest, largestAt, isWhole }] = await tokens.fingerprints();
    assert.equal(sha256, createHash("sha256").update(content).digest("hex"));
    assert.deepEqual([isWhole, largest, ids[largestAt]], [true, Math.max(...ids), Math.max(...ids)]);
    await tokens.close();
  });

test("openTokens: several files are one stream, and places are told by file", async () => {
  const files = [0, 300, 301].map((from, at) =>
    write(`part_${at}.bin`, packed(ids.slice(from, [300, 301, 1000][at]))),
  );
  const tokens = await train.openTokens(files);
  assert.deepEqual(Array.from(await tokens.read(290, 20)), ids.slice(290, 310));
  assert.deepEqual(tokens.placeOf(299), { file: files[0], token: 299 });
  assert.deepEqual(tokens.placeOf(300), { file: files[1], token: 0 });
  assert.deepEqual(tokens.placeOf(999), { file: files[2], token: 698 });
  await assert.rejects(
    tokens.read(990, 11),
    /^RangeError: read: tokens must end at 1000, got 990 to 1001\.$/,
  );
  await tokens.close();
});

test("writeTokens: what it writes is read back with vocabulary and tokenizer, in the least width", async () => {
  for (const [vocabularySize, width] of [
    [256, 1],
    [50_432, 2],
    [128_256, 4],
  ]) {
    const file = join(folder, `own-${vocabularySize}.tokens`);
    const values = ids.map((id) => (id * 3) % vocabularySize);
    const { count } = await train.writeTokens(file, [values.slice(0, 1), values.slice(1)], {
      vocabularySize,
      tokenizer: "test",
    });
    const tokens = await train.openTokens(file);
    assert.deepEqual(
      [count, tokens.count, tokens.vocabularySize, tokens.tokenizer],
      [1000, 1000, vocabularySize, "test"],
    );
    assert.deepEqual(Array.from(await tokens.read(0, 1000)), values);
    assert.equal(readFileSync(file).length, 512 + 1000 * width);
    await tokens.close();
  }
});

test("writeTokens: an id outside the vocabulary leaves no file behind", async () => {
  const file = join(folder, "none.tokens");
  await assert.rejects(
    train.writeTokens(
      file,
      [
        [1, 2],
        [3, 9],
      ],
      { vocabularySize: 9 },
    ),
    /below the vocabulary's 9, got 9 at token 3 of .*none\.tokens/,
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("none.tokens")),
    [],
  );
});

test("writeByteTokens: texts become bytes, each ended by 256; tokensToText gives them back", async () => {
  const texts = [write("one.txt", "naïve\n"), write("two.txt", "x")];
  const file = join(folder, "text.tokens");
  assert.deepEqual(await train.writeByteTokens(file, texts), { count: 10 });
  const tokens = await train.openTokens(file);
  assert.deepEqual([tokens.vocabularySize, tokens.tokenizer], [257, "bytes"]);
  const read = await tokens.read(0, 10);
  assert.deepEqual([read[7], read[9]], [256, 256]);
  assert.equal(train.tokensToText(read), "naïve\nx");
  assert.deepEqual(train.bytesToTokens("naïve\n"), read.subarray(0, 7));
  await tokens.close();
  await assert.rejects(
    train.writeByteTokens(file, [write("no.txt", "")]),
    /a text that is not empty, got none/,
  );
});

const own = (header: string, tokens = 0) => {
  const head = Buffer.alloc(512 + tokens, " ");
  head.write("MIXTOKEN", "latin1");
  head.writeUInt32LE(500, 8);
  head.write(header, 12);
  return head;
};
const bad: readonly [string, string, Uint8Array | string, RegExp][] = [
  ["text", "text.txt", "Call me Ishmael.", /text\.txt must be a file of tokens .* got another kind.*--bytes/],
  ["an empty file", "empty.bin", "", /empty\.bin must hold at least one token, got none/],
  ["half a token", "odd.bin", "abc", /whole tokens of 2 bytes \(uint16\), got 3 bytes/],
  [
    "a packed file cut short",
    "cut.bin",
    packed(ids).subarray(0, 900),
    /2024 bytes its header speaks of, got 900/,
  ],
  [
    "a packed file of many tokens claimed",
    "lie.bin",
    packed(ids, { count: 2 ** 50 }),
    /header speaks of, got 2024/,
  ],
  [
    "a packed file of floats",
    "float.bin",
    packed(ids, { code: 6 }),
    /hold integers .*8 uint16.*, got type 6/,
  ],
  ["a packed file of version 2", "v2.bin", packed(ids, { version: 2n }), /version 1, got 2/],
  ["a packed header cut short", "head.bin", packed(ids).subarray(0, 20), /a header of 24 bytes, got 20/],
  ["numpy's floats", "f.npy", npy("<f4", "2,", Float32Array.of(1, 2)), /hold integers .* got "<f4"/],
  ["numpy's big-endian integers", "g.npy", npy(">u2", "2,", Uint16Array.of(1, 2)), /got ">u2"/],
  [
    "a numpy table",
    "h.npy",
    npy("<u2", "2, 2", Uint16Array.of(1, 2, 3, 4)),
    /one dimension, got shape \(2, 2\)/,
  ],
  [
    "a numpy file cut short",
    "i.npy",
    npy("<u2", "3,", Uint16Array.of(1, 2)),
    /134 bytes its header speaks of, got 132/,
  ],
  ["our header without JSON", "j.tokens", own("nonsense"), /a header in JSON, got something else/],
  ["our header of null", "k.tokens", own("null"), /whose version is 1, got undefined/],
  ["our header of a later version", "l.tokens", own('{"version":2}'), /whose version is 1, got 2/],
  [
    "our header of floats",
    "m.tokens",
    own('{"version":1,"dtype":"f4"}'),
    /dtype is uint8 or uint16 or int32, got "f4"/,
  ],
  [
    "our header without a count",
    "n.tokens",
    own('{"version":1,"dtype":"uint8","count":-1,"vocabularySize":9}'),
    /count is a whole number, got -1/,
  ],
  [
    "our file with more than it says",
    "o.tokens",
    own('{"version":1,"dtype":"uint8","count":3,"vocabularySize":9}', 4),
    /515 bytes its header speaks of, got 516/,
  ],
];
for (const [title, name, content, message] of bad)
  test(`openTokens: refuses ${title} and names the file`, async () => {
    const file = write(name, content);
    await assert.rejects(train.openTokens(file), (error: Error & { file?: string }) => {
      assert.match(error.message, message);
      assert.deepEqual([error.name, error.file], ["DataError", file]);
      return true;
    });
  });

test("openTokens: refuses what is not there, a folder, no file at all, and two tokenizers in one stream", async () => {
  await assert.rejects(
    train.openTokens(join(folder, "nothing.bin")),
    /nothing\.bin must be a readable file, got ENOENT/,
  );
  await assert.rejects(train.openTokens(folder), /must be a file, got a folder or device/);
  await assert.rejects(train.openTokens([]), /^RangeError: openTokens: files must be 1 to 4096, got 0/);
  const one = join(folder, "tokenizer.tokens");
  await train.writeTokens(one, [[1]], { vocabularySize: 257, tokenizer: "x" });
  await assert.rejects(
    train.openTokens([one, write("bare.bin", "ab")]),
    /of one tokenizer, got x and one unnamed/,
  );
});

test("read: an id that the vocabulary does not have is told with file, place and value", async () => {
  const files = [write("first.bin", packed([1, 2, 3])), write("second.bin", packed([4, 500, 6]))];
  const tokens = await train.openTokens(files);
  assert.deepEqual(Array.from(await tokens.read(0, 4, 500)), [1, 2, 3, 4]);
  await assert.rejects(tokens.read(2, 4, 500), (error: Error & { file?: string; row?: number }) => {
    assert.match(error.message, /below the vocabulary's 500, got 500 at token 1 of .*second\.bin/);
    assert.deepEqual([error.file, error.row], [files[1], 1]);
    return true;
  });
  await tokens.close();
  const negative = await train.openTokens(write("negative.npy", npy("<i2", "2,", Int16Array.of(1, -1))));
  await assert.rejects(negative.read(0, 2, 9), /got -1 at token 1/);
  await negative.close();
});

test("read: a file that becomes shorter while it is open is told", async () => {
  const file = write("shrinks.bin", bytesOf(Uint16Array.from(ids)));
  const tokens = await train.openTokens(file);
  truncateSync(file, 100);
  await assert.rejects(
    tokens.read(40, 20),
    /must stay as it was when it was opened, got its end at token 50/,
  );
  await tokens.close();
});
