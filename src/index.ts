export * as dataset from "./dataset/index.ts";
export * as mixture from "./mixture/index.ts";
export * as random from "./random/index.ts";
export * as regress from "./regress/index.ts";
export * as table from "./table/index.ts";
