export { valueIdOf } from "./emission.ts";
export { lowerToOnnx } from "./lower.ts";
export { identityModel } from "./model.ts";
