import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type PublicFile, resolveFiles, sha256 } from "../../src/dataset/index.ts";

const count = 40;
const content = (at: number): Buffer => Buffer.from(`file ${at}\n`.repeat(at + 1));

/** Serves 40 small files, and gives the places of an empty cache. */
async function served(
  listener: RequestListener,
  use: (files: readonly PublicFile[], places: { readonly cache: string }) => Promise<void>,
): Promise<void> {
  const cache = await mkdtemp(join(tmpdir(), "mixlab-fetch-"));
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const files = Array.from({ length: count }, (_, at) => ({
    path: `x/${at}.json`,
    address: `http://127.0.0.1:${port}/${at}`,
    bytes: content(at).length,
    sha256: sha256(content(at)),
  }));
  try {
    await use(files, { cache });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(cache, { recursive: true, force: true });
  }
}

test("resolveFiles: many files arrive in the order asked, a bounded number at a time", {
  timeout: 60_000,
}, async () => {
  // Nobody is answered before five ask, and a moment for a sixth to show itself.
  const waiting: (() => void)[] = [];
  let most = 0;
  await served(
    (request, response) => {
      waiting.push(() => response.end(content(Number(request.url?.slice(1)))));
      most = Math.max(most, waiting.length);
      if (waiting.length === 5)
        setTimeout(() => {
          for (const answer of waiting.splice(0)) answer();
        }, 5);
    },
    async (files, places) => {
      const told: number[] = [];
      const found = await resolveFiles(files, {
        places,
        concurrency: 5,
        onFile: (done, of) => told.push(done / of),
      });
      assert.deepEqual(
        found.map((bytes) => Buffer.from(bytes)),
        files.map((_, at) => content(at)),
      );
      assert.equal(most, 5);
      assert.deepEqual(
        told,
        files.map((_, at) => (at + 1) / count),
      );
    },
  );
});

test("resolveFiles: the first file that cannot be had ends the rest, and the next call fetches what is missing", async () => {
  const asked: string[] = [];
  let broken = true;
  await served(
    (request, response) => {
      const url = request.url ?? "";
      asked.push(url);
      if (broken && url === "/10") response.writeHead(404).end();
      else response.end(content(Number(url.slice(1))));
    },
    async (files, places) => {
      const options = { places, concurrency: 3, tries: 1 };
      await assert.rejects(resolveFiles(files, options), /x\/10\.json was not found.*HTTP 404/s);
      const first = asked.length;
      assert.ok(first < 20, `${first} files asked for`);
      broken = false;
      assert.equal((await resolveFiles(files, options)).length, count);
      assert.equal(
        asked.length - first,
        count - (first - 1),
        "files that had arrived are not asked for again",
      );
      await resolveFiles(files, { ...options, offline: true });
      assert.equal(asked.length, count + 1);
    },
  );
});

test("resolveFiles: no files are no bytes", async () => {
  assert.deepEqual(await resolveFiles([]), []);
});
