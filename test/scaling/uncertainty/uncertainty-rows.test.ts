import assert from "node:assert/strict";
import { test } from "node:test";
import { uncertaintyTable } from "../../../src/figure/index.ts";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  bootstrap,
  covariance,
  fitLaw,
  overTraining,
  profile,
  uncertaintyRows,
} from "../../../src/scaling/index.ts";
import { redPajama } from "../points.ts";

test("uncertaintyRows: standard errors, intervals with open sides, draws, and the figure takes them", () => {
  const fit = fitLaw(overTraining, redPajama);
  const draws = bootstrap(fit, {
    resample: "measurement",
    standardErrors: redPajama.map(() => 0.004),
    count: 100,
    random: new NumpyRandomState(1),
  });
  const rows = uncertaintyRows(fit, { draws });
  assert.deepEqual(
    rows.map(({ parameter }) => parameter),
    ["E", "a", "b", "eta"],
  );
  assert.equal(rows[3].standardError, covariance(fit).standardErrors?.eta);
  assert.deepEqual(rows[3].profile, profile(fit, "eta"));
  assert.deepEqual(rows[3].bootstrap, draws.intervals.eta);
  assert.match(uncertaintyTable(rows).title, /Uncertainty/);
});

test("uncertaintyRows: sentences where nothing exists, and covariance for a robust fit", () => {
  const exact = uncertaintyRows(fitLaw(overTraining, [...redPajama.slice(0, 3), redPajama[4]]));
  assert.equal(exact[0].standardError, undefined);
  assert.match(exact[0].reason ?? "", /leaves nothing to tell the scatter of runs from/);
  assert.equal(exact[0].profile?.reason, exact[0].reason);
  const robust = fitLaw(overTraining, redPajama, { residuals: "logarithm", loss: { huber: 0.01 } });
  assert.equal(uncertaintyRows(robust)[0].profile, undefined);
});
