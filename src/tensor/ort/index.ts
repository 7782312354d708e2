export { type OrtEngineOptions, openOrtEngine } from "./engine.ts";
