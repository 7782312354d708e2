export * as dataset from "./dataset/index.ts";
export * as figure from "./figure/index.ts";
export * as mixture from "./mixture/index.ts";
export * as notebook from "./notebook/index.ts";
export * as propose from "./propose/index.ts";
export * as random from "./random/index.ts";
export * as regress from "./regress/index.ts";
export * as table from "./table/index.ts";
