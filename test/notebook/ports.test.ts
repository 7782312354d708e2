import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { KernelDeath, KernelSession } from "../../src/notebook/client.ts";
import { freePorts, type PortPicker, quietRange, releasePorts } from "../../src/notebook/ports.ts";
import { mixlabKernel } from "../../src/notebook/root.ts";
import { fakeKernel, temporaryFolder } from "./made.ts";

/** A port that a server of this test holds until the test ends. */
async function takenPort(context: TestContext): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => {}).destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

/** Picks free ports, with a taken one among them on the first so many calls. */
function pickerWith(
  taken: number,
  calls: number,
): { readonly pick: PortPicker; readonly called: () => number } {
  let called = 0;
  const pick: PortPicker = async (count) => {
    called += 1;
    const ports = await freePorts(count);
    return called > calls ? ports : [...ports.slice(0, 3), taken, ...ports.slice(4)];
  };
  return { pick, called: () => called };
}

for (const [name, kernel] of [
  ["the fake kernel", fakeKernel],
  ["the own kernel", mixlabKernel()],
] as const)
  test(`ports: ${name} that finds a port taken is started again with others`, async (context) => {
    const { pick, called } = pickerWith(await takenPort(context), 1);
    const session = await KernelSession.start(kernel, temporaryFolder(context), pick);
    try {
      assert.equal(called(), 2);
      const { status } = await session.execute("", () => {});
      assert.equal(status, "ok");
    } finally {
      await session.close();
    }
  });

test("ports: after five starts with a port taken one error says what happened and what to do", async (context) => {
  const taken = await takenPort(context);
  const { pick, called } = pickerWith(taken, 5);
  await assert.rejects(KernelSession.start(fakeKernel, temporaryFolder(context), pick), (error) => {
    assert.ok(error instanceof KernelDeath);
    assert.match(error.message, /^the kernel could not start: 5 times other programs took a port/);
    assert.ok(error.message.includes(String(taken)));
    assert.match(error.message, /Run it again when .*\n.*Address already in use/s);
    return true;
  });
  assert.equal(called(), 5);
});

test("ports: a kernel that ends for another reason is started once", async (context) => {
  const { pick, called } = pickerWith(0, 0);
  const kernel = { argv: [process.execPath, "-e", "console.error('no such kernel'); process.exit(4)"] };
  await assert.rejects(KernelSession.start(kernel, temporaryFolder(context), pick), /no such kernel/);
  assert.equal(called(), 1);
});

test("freePorts: no port is handed out twice until it is given back", async () => {
  const range = { first: 21_000, last: 21_999 };
  const picked = await Promise.all(Array.from({ length: 40 }, () => freePorts(5, range)));
  try {
    assert.equal(new Set(picked.flat()).size, 200);
  } finally {
    releasePorts(picked.flat());
  }
  const [only = 0] = await freePorts(1, range);
  releasePorts([only]);
  const again = await freePorts(1, { first: only, last: only });
  releasePorts(again);
  assert.deepEqual(again, [only]);
});

test("freePorts: where the range has no free port any other will do", async (context) => {
  const taken = await takenPort(context);
  const ports = await freePorts(2, { first: taken, last: taken });
  releasePorts(ports);
  assert.equal(new Set([...ports, taken, 0]).size, 4);
});

for (const [name, range, expected] of [
  ["Linux", { first: 32_768, last: 60_999 }, { first: 16_384, last: 32_767 }],
  ["macOS and Windows", { first: 49_152, last: 65_535 }, { first: 32_768, last: 49_151 }],
  ["a system that begins low", { first: 1_500, last: 60_000 }, { first: 60_001, last: 65_535 }],
  ["a system that takes all", { first: 1_024, last: 65_535 }, undefined],
] as const)
  test(`quietRange: on ${name} it lies beside the ports of outgoing connections`, () => {
    assert.deepEqual(quietRange(range), expected);
  });

const linuxRange = "/proc/sys/net/ipv4/ip_local_port_range";
const skip = existsSync(linuxRange) ? false : "only Linux says which ports it gives to outgoing connections";
test("freePorts: unless told otherwise they keep off the ports of outgoing connections", {
  skip,
}, async () => {
  const [first = 0, last = 0] = readFileSync(linuxRange, "utf8").trim().split(/\s+/).map(Number);
  const quiet = quietRange({ first, last }) ?? { first: 1, last: 65_535 };
  const ports = await freePorts(20);
  releasePorts(ports);
  assert.deepEqual(
    ports.filter((port) => port < quiet.first || port > quiet.last),
    [],
  );
});
