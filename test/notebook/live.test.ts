import assert from "node:assert/strict";
import { test } from "node:test";
import { displaySymbol } from "../../src/figure/types.ts";
import { live } from "../../src/notebook/live.ts";

const picture = (text: string) => ({ title: text, [displaySymbol]: () => ({ "text/plain": text }) });

function stage() {
  let time = 0;
  const shown: { readonly text: unknown; readonly id: string; readonly update: boolean }[] = [];
  return {
    shown,
    now: () => time,
    pass: (ms: number) => {
      time += ms;
    },
    display: (
      bundle: Readonly<Record<string, unknown>>,
      { displayId, update }: { readonly displayId: string; readonly update: boolean },
    ) => void shown.push({ text: bundle["text/plain"], id: displayId, update }),
  };
}

test("live: one output is changed in place, no more often than asked, and the last state stands", () => {
  const { shown, now, pass, display } = stage();
  const curve = live((step: number) => picture(`step ${step}`), { everyMs: 500, now, display });
  for (let step = 1; step <= 12; step++) {
    curve.update(step);
    pass(100);
  }
  curve.done();
  curve.done();
  assert.deepEqual(
    shown.map(({ text, update }) => [text, update]),
    [
      ["step 1", false],
      ["step 6", true],
      ["step 11", true],
      ["step 12", true],
    ],
  );
  assert.equal(new Set(shown.map(({ id }) => id)).size, 1);
});

test("live: drawing takes at most a tenth of the time", () => {
  const { shown, now, pass, display } = stage();
  const slow = (step: number) => {
    pass(200);
    return picture(`step ${step}`);
  };
  const curve = live(slow, { everyMs: 500, now, display });
  for (let step = 1; step <= 50; step++) {
    curve.update(step);
    pass(100);
  }
  assert.deepEqual(
    shown.map(({ text }) => text),
    ["step 1", "step 21", "step 41"],
  );
});

test("live: what cannot be drawn yet is passed over; at the end its error is told", () => {
  const { shown, now, display } = stage();
  const draw = (values: readonly number[]) => {
    if (values.length === 0) throw new RangeError("nothing to draw");
    return picture(String(values.length));
  };
  const curve = live(draw, { now, display });
  curve.update([]);
  assert.deepEqual(shown, []);
  assert.throws(() => curve.done(), /nothing to draw/);
});

test("live: where there is no notebook nothing is drawn", () => {
  const curve = live((): never => assert.fail("drawn"));
  curve.update(1);
  curve.done();
});
