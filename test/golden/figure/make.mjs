// Writes the golden pictures anew from the compiled samples: node scripts/build.mjs && node test/golden/figure/make.mjs
// They are our own output, kept so that a change of any byte is seen and looked at before it is accepted.
import { writeFileSync } from "node:fs";
import { figureSvg } from "../../../dist/src/figure/index.js";
import { sampleFigures } from "../../../dist/test/figure/samples.js";
import { curveFigures } from "../../../dist/test/figure/scaling/curve-samples.js";
import { errorFigures } from "../../../dist/test/figure/scaling/error-samples.js";

const goldens = [
  [sampleFigures, ["predictedVersusTrue", "compareMixtures", "lossTaskHeatmap"]],
  [errorFigures, ["relativeErrorHeatmaps", "exponents", "gridSearch"]],
  [curveFigures, ["overTrainingExtrapolation", "trainingPlan"]],
];
for (const [samples, names] of goldens) {
  for (const name of names) {
    writeFileSync(new URL(`${name}.svg`, import.meta.url), figureSvg(samples[name]()));
  }
}
