import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { makePool, type Pool, sharedFloats, toShared } from "../../src/parallel/index.ts";
import { addressOf } from "./tasks.ts";

async function withPools(check: (pool: Pool) => Promise<void>): Promise<void> {
  for (const threads of [1, 2]) {
    const pool = await makePool({ threads });
    try {
      await check(pool);
    } finally {
      await pool.close();
    }
  }
}

test("pool: results come back to the task they belong to", () =>
  withPools(async (pool) => {
    const inputs = Array.from({ length: 40 }, (_, at) => at);
    const outputs = await Promise.all(inputs.map((input) => pool.run(addressOf("square"), input)));
    assert.deepEqual(
      outputs,
      inputs.map((input) => input * input),
    );
  }));

test("pool: one thread is the caller's own, two are others", () =>
  withPools(async (pool) => {
    assert.equal(await pool.run(addressOf("onMainThread"), undefined), pool.threads === 1);
  }));

test("pool: shared memory is written in place", () =>
  withPools(async (pool) => {
    const values = sharedFloats(3);
    await pool.run(addressOf("fillInPlace"), values);
    assert.deepEqual([...values], [7, 7, 7]);
    assert.equal(toShared(values), values);
    assert.deepEqual([...toShared(Float64Array.of(1, 2))], [1, 2]);
  }));

test("pool: an error keeps its name, message, fields and stack", () =>
  withPools(async (pool) => {
    await assert.rejects(pool.run(addressOf("failBadly"), undefined), (error: Error) => {
      assert.equal(error.name, "DataError");
      assert.equal(error.message, "read: row must be short");
      assert.deepEqual([Reflect.get(error, "file"), Reflect.get(error, "row")], ["a.csv", 3]);
      assert.match(error.stack!, /failBadly/);
      return true;
    });
    assert.equal(await pool.run(addressOf("square"), 3), 9);
  }));

test("pool: a task that is not exported is named", () =>
  withPools(async (pool) => {
    await assert.rejects(pool.run(addressOf("cube"), 1), /must export a function "cube", got undefined/);
  }));

test("pool: what cannot be copied rejects its own task only", async () => {
  const pool = await makePool({ threads: 2 });
  await assert.rejects(pool.run(addressOf("uncloneable"), undefined), /could not be cloned/);
  await assert.rejects(pool.run(addressOf("square"), (() => 1) as never), /could not be cloned/);
  await assert.rejects(pool.run(addressOf("throwText"), undefined), /a task threw a word/);
  assert.equal(await pool.run(addressOf("square"), 4), 16);
  await pool.close();
});

test("pool: a thread that dies rejects its task, and the next task gets a new one", async () => {
  const pool = await makePool({ threads: 2 });
  await assert.rejects(pool.run(addressOf("leave"), undefined), /a thread ended with code 3/);
  assert.equal(await pool.run(addressOf("square"), 5), 25);
  await pool.close();
});

test("pool: an abort stops a busy loop, drops waiting tasks and leaves the pool usable", async () => {
  const pool = await makePool({ threads: 2 });
  const abort = new AbortController();
  const tasks = Array.from({ length: 5 }, () =>
    pool.run(addressOf("spin"), undefined, { signal: abort.signal }),
  );
  setTimeout(() => abort.abort(new Error("enough")), 50);
  for (const outcome of await Promise.allSettled(tasks)) {
    assert.equal(outcome.status === "rejected" && outcome.reason.message, "enough");
  }
  assert.equal(await pool.run(addressOf("square"), 6), 36);
  await assert.rejects(pool.run(addressOf("square"), 1, { signal: abort.signal }), /enough/);
  await pool.close();
});

test("pool: closing rejects what runs and what comes later", async () => {
  const pool = await makePool({ threads: 2 });
  const running = pool.run(addressOf("spin"), undefined);
  const outcome = assert.rejects(running, /the pool is closed/);
  await pool.close();
  await outcome;
  await assert.rejects(pool.run(addressOf("square"), 1), /Make another with makePool/);
});

test("pool: idle threads let the process end, busy ones hold it", () => {
  const parallel = new URL("../../src/parallel/index.js", import.meta.url).href;
  const { module } = addressOf("later");
  const script = `
    import { makePool } from ${JSON.stringify(parallel)};
    const pool = await makePool({ threads: 2 });
    await pool.run({ module: ${JSON.stringify(module)}, name: "square" }, 2);
    pool.run({ module: ${JSON.stringify(module)}, name: "later" }, 80).then((ms) => console.log("waited", ms));
  `;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.equal(child.stdout, "waited 80\n");
  assert.equal(child.status, 0);
});

test("makePool: a count that is no count is refused", async () => {
  await assert.rejects(makePool({ threads: 0 }), /threads must be a whole number from 1 to 256, got 0/);
  await assert.rejects(makePool({ threads: 1.5 }), RangeError);
});
