import { type EngineOptions, openEngine } from "../../tensor/index.ts";
import { loadModel } from "../checkpoint/load-model.ts";
import { type GenerateOptions, generate } from "../inference/generate.ts";
import { bytesToTokens, byteVocabulary, tokensToText } from "../tokens/bytes.ts";

/** Options of `continueText`. */
export interface ContinueTextOptions extends Omit<GenerateOptions, "stop"> {
  readonly engine?: EngineOptions;
}

/**
 * Continues a text with a model whose tokens are bytes, until it ends the text itself or enough is written.
 *
 * Random  reads only `seed`; the same seed gives the same text on one engine
 *
 * @throws {DataError} if the folder holds no model
 * @throws {RangeError} if the model has fewer than 256 tokens, or the prompt is empty or too long
 * @example await continueText(run.model, "export function ", { temperature: 0.8, seed: 1 })
 */
export async function continueText(
  model: string,
  prompt: string,
  { engine: wanted = {}, ...options }: ContinueTextOptions = {},
): Promise<string> {
  const { configuration, parameters } = await loadModel(model);
  const { endOfText } = byteVocabulary;
  if (configuration.vocabularySize < endOfText)
    throw new RangeError(
      `continueText: the model must have a token for each of 256 bytes, got a vocabulary of ${configuration.vocabularySize}. Use generate with token ids.`,
    );
  const engine = await openEngine(wanted);
  try {
    const decoder = { engine, configuration, parameters: engine.variables(parameters) };
    const stop = configuration.vocabularySize > endOfText ? [endOfText] : [];
    const { tokens } = await generate(decoder, [...bytesToTokens(prompt)], { ...options, stop });
    return prompt + tokensToText(tokens);
  } finally {
    await engine.close();
  }
}
