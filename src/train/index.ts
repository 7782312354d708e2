export type { DecoderConfiguration } from "./configuration.ts";
export { parameterCount, parameterSpecs } from "./parameters.ts";
