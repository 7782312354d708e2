export { type OrtEngineOptions, openSessions } from "./engine.ts";
