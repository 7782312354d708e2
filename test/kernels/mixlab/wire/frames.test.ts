import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  createSigner,
  decodeMessage,
  encodeMessage,
  FrameError,
  type JsonObject,
  type Message,
  newHeader,
} from "../../../../kernels/mixlab/wire/index.ts";

const signer = createSigner({ key: "secret", signature_scheme: "hmac-sha256" });
const header = newHeader("execute_request", { session: "s", id: "1", date: new Date(0) });
const message: Message = {
  identities: [],
  header,
  parent: {},
  metadata: {},
  content: { code: "1" },
  buffers: [],
};

test("encodeMessage: the signature is HMAC-SHA-256 over the four dictionaries in order", () => {
  const [delimiter, signature, ...parts] = encodeMessage(message, signer).map(String);
  assert.equal(delimiter, "<IDS|MSG>");
  assert.equal(signature, createHmac("sha256", "secret").update(parts.join("")).digest("hex"));
  assert.deepEqual(
    parts.map((part) => JSON.parse(part)),
    [header, {}, {}, { code: "1" }],
  );
});

test("decodeMessage: what encodeMessage wrote comes back, identities and buffers byte for byte", () => {
  const bytes = fc.uint8Array({ maxLength: 20 });
  const identity = bytes.filter((id) => Buffer.from(id).toString() !== "<IDS|MSG>");
  const content = fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
  fc.assert(
    fc.property(
      fc.array(identity),
      fc.array(bytes),
      content,
      content,
      (identities, buffers, body, metadata) => {
        const sent: Message = { identities, header, parent: header, metadata, content: body, buffers };
        assert.deepEqual(decodeMessage(encodeMessage(sent, signer), signer), sent);
      },
    ),
  );
});

test("decodeMessage: unknown fields of a header are kept, so that a reply can echo them", () => {
  const sent = { ...message, header: { ...header, subshell_id: "a" } };
  assert.equal(decodeMessage(encodeMessage(sent, signer), signer).header.subshell_id, "a");
});

const good = encodeMessage(message, signer).map((frame) => Buffer.from(frame));
const signed = (...parts: string[]): Buffer[] => {
  const frames = parts.map((part) => Buffer.from(part, "latin1"));
  return [good[0]!, Buffer.from(signer.sign(frames)), ...frames];
};
const whole = JSON.stringify(header);
for (const [fault, frames, pattern] of [
  ["no frames", [], /delimiter/],
  ["no delimiter", good.slice(1), /delimiter/],
  ["nothing after the delimiter", good.slice(0, 1), /four dictionaries/],
  ["three dictionaries", good.slice(0, 5), /four dictionaries/],
  ["an empty signature", [good[0]!, Buffer.alloc(0), ...good.slice(2)], /signature/],
  ["another signature of the right length", [good[0]!, Buffer.alloc(64, "0"), ...good.slice(2)], /signature/],
  ["a content changed after signing", [...good.slice(0, 5), Buffer.from('{"code":"2"}')], /signature/],
  ["a header that is not JSON", signed("{", "{}", "{}", "{}"), /header must be JSON/],
  ["a content that is not UTF-8", signed(whole, "{}", "{}", '{"a":"\xff"}'), /content must be JSON in UTF-8/],
  ["a content that is a list", signed(whole, "{}", "{}", "[]"), /content must be a JSON object/],
  ["a header without a type", signed('{"msg_id":"1","session":"s"}', "{}", "{}", "{}"), /msg_type/],
] as [string, Buffer[], RegExp][])
  test(`decodeMessage: ${fault} is refused`, () => {
    assert.throws(
      () => decodeMessage(frames, signer),
      (error) => error instanceof FrameError && pattern.test(error.message),
    );
  });

test("createSigner: an empty key signs nothing and accepts everything", () => {
  const open = createSigner({ key: "", signature_scheme: "hmac-sha256" });
  assert.equal(String(encodeMessage(message, open)[1]), "");
  assert.deepEqual(decodeMessage(encodeMessage(message, open), open), message);
});

test("createSigner: a scheme other than hmac is refused", () => {
  assert.throws(
    () => createSigner({ key: "k", signature_scheme: "md5" }),
    /signature_scheme must be "hmac-<hash>", got "md5"/,
  );
});
