export type { Candidates, Mixture } from "./types.ts";
