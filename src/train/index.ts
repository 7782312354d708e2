export type { DecoderConfiguration } from "./configuration.ts";
export { parameterCount, parameterSpecs } from "./parameters.ts";
export { type BatchOptions, batches } from "./tokens/batches.ts";
export { bytesToTokens, byteVocabulary, tokensToText, writeByteTokens } from "./tokens/bytes.ts";
export { openTokens } from "./tokens/open.ts";
export type { BatchSource, BatchWindow, TokenFile, TokenFingerprint, TokenType } from "./tokens/types.ts";
export { type TokenHeader, writeTokens } from "./tokens/write.ts";
