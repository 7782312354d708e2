export { type ModelText, type ReadModelTextOptions, readModelText } from "./read-text.ts";
export { type ModelTextOptions, writeModelText } from "./write-text.ts";
