import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Request } from "zeromq";
import {
  channelAddress,
  encodeMessage,
  type JsonObject,
  newHeader,
} from "../../../kernels/mixlab/wire/index.ts";
import { resultOf, startKernel, streamOf, type TestKernel, typesOf } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel();
});
after(() => kernel.close());

test("kernel: kernel_info_reply names language, protocol and features", async () => {
  const { reply } = await kernel.request("shell", "kernel_info_request");
  const language = reply.language_info as JsonObject;
  assert.equal(reply.status, "ok");
  assert.match(String(reply.protocol_version), /^5\.[45]$/);
  assert.deepEqual(reply.supported_features, []);
  assert.deepEqual([language.name, language.file_extension], ["typescript", ".ts"]);
  assert.ok(
    language.mimetype &&
      language.version &&
      language.codemirror_mode &&
      reply.banner &&
      reply.implementation_version,
  );
});

test("kernel: a subscriber is welcomed", async () => {
  const welcome = await kernel.wait(({ header }) => header.msg_type === "iopub_welcome", "welcome");
  assert.equal(welcome.content.subscription, "");
});

test("kernel: busy first, then input, text and result, idle last", async () => {
  const answer = await kernel.execute("console.log('a'); console.error('b'); 1 + 1");
  assert.deepEqual(typesOf(answer), ["busy", "execute_input", "stream", "stream", "execute_result", "idle"]);
  assert.equal(streamOf(answer), "a\n");
  assert.equal(streamOf(answer, "stderr"), "b\n");
  assert.equal(resultOf(answer), "2");
  assert.equal(answer.reply.status, "ok");
});

test("kernel: the counter moves by one a cell, and not for silent or unstored cells", async () => {
  const count = async (options: JsonObject): Promise<number> =>
    Number((await kernel.execute("1", options)).reply.execution_count);
  const first = await count({});
  await count({ silent: true });
  await count({ store_history: false });
  assert.equal(await count({}), first + 1);
});

test("kernel: a silent cell shows neither input nor result", async () => {
  const answer = await kernel.execute("globalThis.quiet = 5; quiet", { silent: true });
  assert.deepEqual(typesOf(answer), ["busy", "idle"]);
  assert.equal(resultOf(await kernel.execute("quiet")), "5");
});

test("kernel: user_expressions are evaluated after success, each with its own fate", async () => {
  const { reply } = await kernel.execute("const w = 20", {
    user_expressions: { good: "w + 1", bad: "nowhere.x" },
  });
  const { good, bad } = reply.user_expressions as { good: JsonObject; bad: JsonObject };
  assert.equal(reply.status, "ok");
  assert.deepEqual(good, { status: "ok", data: { "text/plain": "21" }, metadata: {} });
  assert.deepEqual([bad.status, bad.ename], ["error", "ReferenceError"]);
});

test("kernel: an error aborts the queue, and what is asked after its reply runs", async () => {
  const ids = [
    "await new Promise((done) => setTimeout(done, 100)); throw new Error('first')",
    "'second'",
    "'third'",
  ].map((code) => kernel.send("shell", "execute_request", { code, stop_on_error: true }));
  const [first, second, third] = await Promise.all(ids.map(kernel.finish));
  assert.equal(first!.reply.status, "error");
  for (const answer of [second!, third!]) {
    assert.equal(answer.reply.status, "aborted");
    assert.deepEqual(typesOf(answer), ["busy", "idle"]);
  }
  assert.equal(resultOf(await kernel.execute("'fourth'")), "'fourth'");
});

test("kernel: with stop_on_error off the queue goes on", async () => {
  const first = kernel.send("shell", "execute_request", { code: "throw 1", stop_on_error: false });
  const second = kernel.send("shell", "execute_request", { code: "'on'" });
  assert.equal((await kernel.finish(first)).reply.status, "error");
  assert.equal(resultOf(await kernel.finish(second)), "'on'");
});

test("kernel: a queued cell waits for an awaiting one and is not busy before its turn", async () => {
  const first = kernel.send("shell", "execute_request", {
    code: "await new Promise((done) => setTimeout(done, 100))",
  });
  const second = kernel.send("shell", "execute_request", { code: "2" });
  await Promise.all([kernel.finish(first), kernel.finish(second)]);
  const order = kernel.heard
    .filter(({ header }) => header.msg_type === "status")
    .map(({ parent, content }) => `${parent.msg_id} ${content.execution_state}`);
  assert.ok(order.indexOf(`${first} idle`) < order.indexOf(`${second} busy`));
});

test("kernel: history gives tail, range and search, with output when asked", async () => {
  await kernel.execute("'needle' + 1");
  const ask = async (content: JsonObject): Promise<[number, number, unknown][]> =>
    (await kernel.request("shell", "history_request", { raw: true, output: false, ...content })).reply
      .history as never;
  const [[session, line, input]] = (await ask({ hist_access_type: "tail", n: 1 })) as [
    [number, number, unknown],
  ];
  assert.equal(input, "'needle' + 1");
  assert.deepEqual(await ask({ hist_access_type: "range", session, start: line, stop: line + 1 }), [
    [session, line, input],
  ]);
  assert.deepEqual(await ask({ hist_access_type: "search", pattern: "*needle*", output: true }), [
    [session, line, [input, "'needle1'"]],
  ]);
});

for (const [code, status] of [
  ["1 + 1", "complete"],
  ["function f() {", "incomplete"],
  ["const a = `open", "incomplete"],
  ["/* open", "incomplete"],
  ["f(1,", "incomplete"],
  ["1 +", "incomplete"],
  ["const x: number = await f()", "complete"],
  ["let 1a", "invalid"],
  [")", "invalid"],
] as const)
  test(`kernel: is_complete judges ${JSON.stringify(code)} ${status}`, async () => {
    const { reply } = await kernel.request("shell", "is_complete_request", { code });
    assert.equal(reply.status, status);
  });

test("kernel: an incomplete block asks for an indent", async () => {
  const { reply } = await kernel.request("shell", "is_complete_request", { code: "  if (a) {" });
  assert.equal(reply.indent, "    ");
});

test("kernel: completion, inspection, comms and connection are answered, politely if emptily", async () => {
  const ask = async (type: string, content: JsonObject = {}): Promise<JsonObject> =>
    (await kernel.request("shell", type, content)).reply;
  assert.equal((await ask("complete_request", { code: "a", cursor_pos: 1 })).status, "ok");
  assert.deepEqual(await ask("inspect_request", { code: "a", cursor_pos: 1 }), {
    status: "ok",
    found: false,
    data: {},
    metadata: {},
  });
  assert.deepEqual(await ask("comm_info_request"), { status: "ok", comms: {} });
  assert.equal((await ask("connect_request")).shell_port, kernel.connection.shell_port);
});

test("kernel: an unknown comm target is closed", async () => {
  kernel.send("shell", "comm_open", { comm_id: "c1", target_name: "none", data: {} });
  const closed = await kernel.wait(({ header }) => header.msg_type === "comm_close", "comm_close");
  assert.equal(closed.content.comm_id, "c1");
});

test("kernel: malformed frames and unknown requests are dropped with a line in the log, and nothing of them runs", async () => {
  const header = newHeader("execute_request", { session: "s", id: "evil" });
  const message = {
    identities: [],
    header,
    parent: {},
    metadata: {},
    content: { code: "globalThis.evil = 1" },
    buffers: [],
  };
  const forged = encodeMessage(message, { sign: () => "0".repeat(64), verify: () => true });
  const unsigned = encodeMessage(message, { sign: () => "", verify: () => true });
  for (const frames of [forged, unsigned, ["nonsense"], ["<IDS|MSG>"], ["<IDS|MSG>", "", "", "", "", ""]])
    for (const socket of [kernel.shell, kernel.control]) await socket.send(frames as string[]);
  kernel.send("shell", "no_such_request", {});
  kernel.send("shell", "execute_request", {});
  assert.equal(resultOf(await kernel.execute("typeof evil")), "'undefined'");
  assert.match(kernel.log(), /shell: dropped a message: .*signature/);
  assert.match(kernel.log(), /passed over a message of type "no_such_request"/);
});

test("kernel: heartbeat, control and history answer while a cell loops", async () => {
  const id = kernel.send("shell", "execute_request", {
    code: "for (const end = Date.now() + 1500; Date.now() < end; );",
  });
  await kernel.wait(
    ({ header, parent }) => header.msg_type === "execute_input" && parent.msg_id === id,
    "input",
  );
  const heart = new Request({ linger: 0 });
  heart.connect(channelAddress(kernel.connection, "hb"));
  await heart.send("beat");
  assert.equal(String((await heart.receive())[0]), "beat");
  heart.close();
  await kernel.request("control", "kernel_info_request");
  await kernel.request("shell", "history_request", { hist_access_type: "tail", n: 1 });
  assert.ok(
    !kernel.heard.some(({ parent, content }) => parent.msg_id === id && content.execution_state === "idle"),
  );
  await kernel.finish(id);
});
