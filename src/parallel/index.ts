export { coreCount, makePool, type Pool, type PoolOptions, type RunOptions } from "./pool.ts";
export { sharedFloats, toShared } from "./shared.ts";
export type { Task } from "./task.ts";
