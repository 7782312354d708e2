import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  type DownloadProgress,
  download,
  type PublicFile,
  resolveFile,
  sha256,
} from "../../src/dataset/index.ts";

const bytes = Buffer.from("index,arxiv\n1,1\n".repeat(2000));
let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-download-"));
});
after(() => rm(folder, { recursive: true }));

async function served(listener: RequestListener, use: (file: PublicFile) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use({
      path: "x/runs.csv",
      address: `http://127.0.0.1:${port}/runs.csv`,
      bytes: bytes.length,
      sha256: sha256(bytes),
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("download: a broken transfer goes on where it stopped", async () => {
  const ranges: (string | undefined)[] = [];
  const target = join(folder, "resumed.csv");
  const seen: DownloadProgress[] = [];
  await served(
    (request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from });
      if (ranges.length === 1)
        response.write(bytes.subarray(0, 9000), () => setTimeout(() => response.destroy(), 50));
      else response.end(bytes.subarray(from));
    },
    (file) => download(file, target, { pauseMilliseconds: 1, onProgress: (progress) => seen.push(progress) }),
  );
  assert.deepEqual(ranges, [undefined, "bytes=9000-"]);
  assert.deepEqual(await readFile(target), bytes);
  assert.deepEqual(seen.at(-1), { path: "x/runs.csv", received: bytes.length, total: bytes.length });
});

test("download: a server that ignores the range is read from the start", async () => {
  const target = join(folder, "whole.csv");
  await writeFile(`${target}.partial`, "wrong start");
  await served(
    (_, response) => response.end(bytes),
    (file) => download(file, target, { pauseMilliseconds: 1 }),
  );
  assert.deepEqual(await readFile(target), bytes);
});

test("download: a left-over that spoils the file is dropped and the file fetched anew", async () => {
  const target = join(folder, "spoilt.csv");
  await writeFile(`${target}.partial`, "x".repeat(100));
  await served(
    (request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200).end(bytes.subarray(from));
    },
    (file) => download(file, target, { pauseMilliseconds: 1 }),
  );
  assert.deepEqual(await readFile(target), bytes);
});

test("download: other bytes than the manifest's are refused and leave nothing behind", async () => {
  const target = join(folder, "tampered/runs.csv");
  await served(
    (_, response) => response.end(Buffer.from(bytes).fill("9", 20, 21)),
    (file) =>
      assert.rejects(
        download(file, target, { pauseMilliseconds: 1 }),
        /runs\.csv must have SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}/,
      ),
  );
  assert.deepEqual(await readdir(join(folder, "tampered")), []);
});

test("download: more bytes than the manifest names are not taken", async () => {
  const target = join(folder, "long.csv");
  await served(
    (_, response) => response.end(Buffer.concat([bytes, bytes])),
    (file) =>
      assert.rejects(download(file, target, { pauseMilliseconds: 1 }), /must have 32000 bytes, got more/),
  );
});

test("download: a server that answers with an error is asked three times", async () => {
  let asked = 0;
  await served(
    (_, response) => {
      asked += 1;
      response.writeHead(503).end();
    },
    (file) =>
      assert.rejects(
        download(file, join(folder, "none.csv"), { pauseMilliseconds: 1 }),
        /must answer, got HTTP 503 after 3 tries/,
      ),
  );
  assert.equal(asked, 3);
});

test("download: a cache that cannot be written to is one error, not the end of the process", async () => {
  await mkdir(join(folder, "closed.csv.partial"));
  await served(
    (_, response) => {
      response.writeHead(200).write(bytes.subarray(0, 10));
      setTimeout(() => response.end(bytes.subarray(10)), 30);
    },
    (file) =>
      assert.rejects(download(file, join(folder, "closed.csv"), { pauseMilliseconds: 1 }), {
        name: "DataError",
        message: /closed\.csv\.partial must be a place to write to, got EISDIR.*MIXLAB_CACHE/,
      }),
  );
});

test("download: silence ends a try", async () => {
  await served(
    (_, response) => void response.writeHead(200).flushHeaders(),
    (file) =>
      assert.rejects(
        download(file, join(folder, "silent.csv"), { tries: 1, silenceMilliseconds: 50 }),
        /must answer, got silence after 1 tries/,
      ),
  );
});

const file: PublicFile = {
  path: "x/runs.csv",
  address: "http://127.0.0.1:9/runs.csv",
  bytes: bytes.length,
  sha256: sha256(bytes),
};

test("resolveFile: takes a mirror first, then the cache, then a neighbour", async () => {
  const places = { mirror: join(folder, "m"), cache: join(folder, "c"), neighbour: join(folder, "n") };
  const { writeWhole } = await import("../../src/dataset/index.ts");
  for (const place of [places.neighbour, places.cache, places.mirror]) {
    await writeWhole(join(place, file.path), bytes);
    assert.deepEqual(await resolveFile(file, { places, offline: true }), bytes);
    for (const [damaged, how] of [
      [Buffer.from(bytes).fill("9", 20, 21), "SHA-256"],
      ["damaged", "bytes"],
    ] as const) {
      await writeWhole(join(place, file.path), damaged);
      const what =
        place === places.mirror
          ? new RegExp(`must have .*${how}.*mirror holds another version or a damaged file`)
          : new RegExp(`was not found.*runs\\.csv \\((SHA-256 is|has 7 ${how})`, "s");
      await assert.rejects(resolveFile(file, { places, offline: true }), what);
    }
  }
});

test("resolveFile: with no network the error names the file, every place and the command", async () => {
  const places = { cache: join(folder, "empty"), neighbour: join(folder, "nobody") };
  await assert.rejects(resolveFile(file, { places, tries: 1 }), (error: Error) => {
    assert.match(error.message, /x\/runs\.csv was not found/);
    assert.ok(error.message.includes(join(folder, "empty/x/runs.csv")));
    assert.ok(error.message.includes(join(folder, "nobody/x/runs.csv")));
    assert.match(error.message, /127\.0\.0\.1:9\/runs\.csv .*must answer/);
    assert.match(error.message, /mixlab data fetch/);
    return true;
  });
});
