export { exactLog10 } from "./exact/log.ts";
export { exactPow } from "./exact/pow.ts";
export { type FillNormalOptions, fillNormalInPlace } from "./fill-normal.ts";
export { type ChoiceOptions, NumpyRandomState } from "./numpy-random-state.ts";
export { type ChoicesOptions, PythonRandom } from "./python-random.ts";
