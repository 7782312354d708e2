// Writes the golden pictures anew from the compiled samples: node scripts/build.mjs && node test/golden/figure/make.mjs
// They are our own output, kept so that a change of any byte is seen and looked at before it is accepted.
import { writeFileSync } from "node:fs";
import { figureSvg } from "../../../dist/src/figure/index.js";
import { sampleFigures } from "../../../dist/test/figure/samples.js";

for (const name of ["predictedVersusTrue", "compareMixtures", "lossTaskHeatmap"]) {
  writeFileSync(new URL(`${name}.svg`, import.meta.url), figureSvg(sampleFigures[name]()));
}
