import { openEngine } from "./open.ts";
import type { EngineOptions, HostTensor, Program, Step, TensorSpec, Variables } from "./types.ts";

/** What `compile` needs beside the step. */
export interface CompileStepOptions extends EngineOptions {
  /** First values of the variables the step reads or changes. */
  readonly variables?: Readonly<Record<string, HostTensor>>;
  readonly inputs?: Readonly<Record<string, TensorSpec>>;
  /** Name of the step in messages. */
  readonly name?: string;
}

/** A step made ready, with the variables that belong to it. Its `release` frees all that `compile` took. */
export interface CompiledStep extends Program {
  readonly variables: Variables;
  /** For people: where it computes. */
  readonly description: string;
}

/**
 * Makes a step in plain tfjs-core ready to run: opens an engine, places the variables there, compiles the step.
 *
 * For programs that share variables or an engine, take `openEngine` and its `variables` and `compile`.
 *
 * Shape   inputs as announced, the same at every run; variables keep theirs
 *
 * @throws {RangeError} if no engine has that name, or variables do not hold as many numbers as their shapes say
 * @throws {MissingEngine} if the engine cannot run here
 * @example const descent = await compile(step, { variables: { weight }, inputs: { x: { shape: [8, 2], dtype: "float32" } } })
 */
export async function compile(step: Step, options: CompileStepOptions = {}): Promise<CompiledStep> {
  const { variables: initial = {}, inputs = {}, name = "step", ...where } = options;
  const engine = await openEngine(where);
  try {
    const variables = engine.variables(initial);
    const program = await engine.compile(step, { variables: [variables], inputs, name });
    return {
      engine: program.engine,
      description: engine.description,
      ...(program.graph === undefined ? {} : { graph: program.graph }),
      variables,
      run: (given) => program.run(given),
      async release() {
        await program.release();
        variables.release();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
