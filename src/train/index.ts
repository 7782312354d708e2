export type { DecoderConfiguration } from "./configuration.ts";
