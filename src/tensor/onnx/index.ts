export { valueIdOf } from "./emission.ts";
export { inputName, lowerToOnnx, outputName } from "./lower.ts";
export { identityModel } from "./model.ts";
