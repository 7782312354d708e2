import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputCollector } from "../../src/notebook/collect.ts";

const display = (id: string, text: string) => ({
  data: { "text/plain": text },
  metadata: {},
  transient: { display_id: id },
});
const shown = (text: string) => ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} });
const stream = (text: string) => ({ type: "stream", content: { name: "stdout", text } });
const stored = (text: string) => ({ output_type: "stream", name: "stdout", text });

test("collect: a display update reaches its display in an earlier cell and makes no output of its own", () => {
  const collector = new OutputCollector();
  collector.begin();
  collector.take({ type: "display_data", content: display("d", "one") });
  collector.begin();
  collector.take({ type: "update_display_data", content: display("d", "two") });
  collector.take({ type: "update_display_data", content: display("unknown", "x") });
  assert.deepEqual(collector.outputsOf(0), [shown("two")]);
  assert.deepEqual(collector.outputsOf(1), []);
});

test("collect: an id shown twice is updated twice", () => {
  const collector = new OutputCollector();
  collector.begin();
  for (const text of ["a", "b"]) collector.take({ type: "display_data", content: display("d", text) });
  collector.take({ type: "update_display_data", content: display("d", "c") });
  collector.take({ type: "update_display_data", content: display("d", "e") });
  assert.deepEqual(collector.outputsOf(0), [shown("e"), shown("e")]);
});

test("collect: clear_output clears at once, or with the next output when it waits", () => {
  const collector = new OutputCollector();
  collector.begin();
  collector.take(stream("gone"));
  collector.take({ type: "clear_output", content: { wait: false } });
  assert.deepEqual(collector.outputsOf(0), []);
  collector.take(stream("stays"));
  collector.take({ type: "clear_output", content: { wait: true } });
  assert.deepEqual(collector.outputsOf(0), [stored("stays")]);
  collector.take(stream("new"));
  assert.deepEqual(collector.outputsOf(0), [stored("new")]);
});

test("collect: a carriage return writes over the line, as in a terminal", () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["10 %\r", "20 %\r", "done\n"], "done\n"],
    [["longer\rab\n"], "abnger\n"],
    [["a\r\nb\r\n"], "a\nb\n"],
    [["half\r"], "half\r"],
  ];
  for (const [texts, expected] of cases) {
    const collector = new OutputCollector();
    collector.begin();
    for (const text of texts) collector.take(stream(text));
    assert.deepEqual(collector.outputsOf(0), [stored(expected)]);
  }
});
