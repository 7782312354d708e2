import assert from "node:assert/strict";
import { test } from "node:test";
import { channelAddress, channels, parseConnection } from "../../../../kernels/mixlab/wire/index.ts";

const fields = { shell_port: 1, control_port: 2, stdin_port: 3, iopub_port: 4, hb_port: 5, key: "k" };

test("parseConnection: absent fields take the protocol's defaults", () => {
  const { transport, ip, signature_scheme } = parseConnection(JSON.stringify(fields));
  assert.deepEqual([transport, ip, signature_scheme], ["tcp", "127.0.0.1", "hmac-sha256"]);
});

test("channelAddress: each channel has its own port, and ipc joins it with a dash", () => {
  const connection = parseConnection(JSON.stringify(fields));
  assert.deepEqual(
    channels.map((channel) => channelAddress(connection, channel)),
    [1, 2, 3, 4, 5].map((port) => `tcp://127.0.0.1:${port}`),
  );
  assert.equal(channelAddress({ ...connection, transport: "ipc", ip: "/tmp/k" }, "hb"), "ipc:///tmp/k-5");
});

for (const [fault, text, pattern] of [
  ["text that is not JSON", "{", /must be JSON/],
  [
    "a missing port",
    JSON.stringify({ ...fields, hb_port: undefined }),
    /hb_port must be a port from 1 to 65535/,
  ],
  ["a port above 65535", JSON.stringify({ ...fields, shell_port: 70000 }), /shell_port .* got 70000/],
  [
    "an unknown transport",
    JSON.stringify({ ...fields, transport: "udp" }),
    /transport must be "tcp" or "ipc", got "udp"/,
  ],
  ["a key that is not text", JSON.stringify({ ...fields, key: 1 }), /key must be text, got 1/],
] as [string, string, RegExp][])
  test(`parseConnection: ${fault} is refused, naming the field`, () => {
    assert.throws(() => parseConnection(text), pattern);
  });
