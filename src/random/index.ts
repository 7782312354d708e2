export { type ChoiceOptions, NumpyRandomState } from "./numpy-random-state.ts";
export { type ChoicesOptions, PythonRandom } from "./python-random.ts";
