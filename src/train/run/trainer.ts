import type { Engine, HostTensor, Program, Step, Variables } from "../../tensor/index.ts";
import { initialParameters } from "../model/initial-parameters.ts";
import { stepInputs } from "../optimise/adamw.ts";
import { learningRateAt } from "../optimise/schedule.ts";
import {
  accumulateStep,
  applyStep,
  batchSpec,
  evaluateStep,
  scalarSpecs,
  trainStep,
} from "../optimise/steps.ts";
import { parameterSpecs } from "../parameters.ts";
import { type ResolvedPlan, stepSettings } from "./plan.ts";

type HostTensors = Readonly<Record<string, HostTensor>>;

/** Numbers of one step. */
export interface StepNumbers {
  readonly lossNats: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** A model in training on an engine. Steps count from 0. */
export interface Trainer {
  readonly parameters: Variables;
  /** `first_moment.*` and `second_moment.*`. */
  readonly moments: Variables;
  /** One step of the optimiser on [sequences, length + 1] tokens; undefined if it was called off between parts. */
  step(batch: Int32Array, step: number, signal?: AbortSignal): Promise<StepNumbers | undefined>;
  /** Nats of each of [microSequences, length + 1] tokens' sequences, summed over their targets. */
  evaluate(batch: Int32Array): Promise<Float32Array>;
  /** Puts a state in place of the present one. */
  restore(parameters: HostTensors, moments: HostTensors): Promise<void>;
  /** Puts the state before the first step in place. */
  restart(): Promise<void>;
  /** Compiles a step over the parameters for a batch of micro-sequences. */
  compile(step: Step, name: string): Promise<Program>;
  release(): Promise<void>;
}

/** Zeros of the parameters' shapes, under names with a beginning of their own. */
export function zerosLike(plan: ResolvedPlan, ...beginnings: readonly string[]): Record<string, HostTensor> {
  const zeros: Record<string, HostTensor> = {};
  for (const beginning of beginnings)
    for (const [name, spec] of Object.entries(parameterSpecs(plan.configuration)))
      zeros[`${beginning}.${name}`] = {
        ...spec,
        data: new Float32Array(spec.shape.reduce((product, size) => product * size, 1)),
      };
  return zeros;
}

const initialState = (plan: ResolvedPlan) => ({
  parameters: initialParameters(plan.configuration, { seed: plan.seed, scheme: plan.initial }),
  moments: zerosLike(plan, "first_moment", "second_moment"),
});

/** Puts a plan's model on an engine and compiles its steps; it starts from a state, or from the plan's seed. */
export async function openTrainer(
  engine: Engine,
  plan: ResolvedPlan,
  state?: { readonly parameters: HostTensors; readonly moments: HostTensors },
): Promise<Trainer> {
  const { configuration, sequences, microSequences, length, schedule } = plan;
  const settings = stepSettings(plan);
  const parts = sequences / microSequences;
  const first = state ?? initialState(plan);
  const parameters = engine.variables(first.parameters);
  const moments = engine.variables(first.moments);
  const gradients = parts > 1 ? engine.variables(zerosLike(plan, "gradient")) : undefined;
  const tokens = batchSpec(microSequences, length);
  const programs: Program[] = [];
  const compile: Engine["compile"] = async (step, options) => {
    const program = await engine.compile(step, options);
    programs.push(program);
    return program;
  };
  const all = [parameters, moments, ...(gradients === undefined ? [] : [gradients])];
  const inputs =
    gradients === undefined
      ? { tokens, ...scalarSpecs }
      : { ...scalarSpecs, microBatches: scalarSpecs.learningRate };
  const make = gradients === undefined ? trainStep : applyStep;
  const apply = await compile(make(configuration, settings), { name: make.name, variables: all, inputs });
  const accumulate =
    gradients &&
    (await compile(accumulateStep(configuration, settings), {
      name: "accumulateStep",
      variables: [parameters, gradients],
      inputs: { tokens },
    }));
  let evaluate: Program | undefined;
  const partBatch = (batch: Int32Array, part: number) =>
    batch.subarray(part * microSequences * (length + 1), (part + 1) * microSequences * (length + 1));
  const trainer: Trainer = {
    parameters,
    moments,
    async step(batch, step, signal) {
      const learningRate = learningRateAt(schedule, step);
      const scalars = stepInputs(step, learningRate, settings.adamW);
      if (accumulate === undefined) {
        const { loss, gradientNorm } = await apply.run({ tokens: batch, ...scalars });
        return { lossNats: loss.data[0], gradientNorm: gradientNorm.data[0], learningRate };
      }
      let lossNats = 0;
      for (let part = 0; part < parts; part++) {
        if (signal?.aborted) return undefined;
        const { loss } = await accumulate.run({ tokens: partBatch(batch, part) });
        lossNats += loss.data[0] / parts;
      }
      const { gradientNorm } = await apply.run({ ...scalars, microBatches: Float32Array.of(parts) });
      return { lossNats, gradientNorm: gradientNorm.data[0], learningRate };
    },
    async evaluate(batch) {
      evaluate ??= await trainer.compile(evaluateStep(configuration), "evaluateStep");
      const { nats } = await evaluate.run({ tokens: batch });
      return nats.data as Float32Array;
    },
    async restore(before, momentsBefore) {
      await parameters.write(before);
      await moments.write(momentsBefore);
      await gradients?.write(zerosLike(plan, "gradient"));
    },
    async restart() {
      const fresh = initialState(plan);
      await trainer.restore(fresh.parameters, fresh.moments);
    },
    compile: (step, name) => compile(step, { name, variables: [parameters], inputs: { tokens } }),
    async release() {
      for (const program of programs) await program.release();
      for (const variables of all) variables.release();
    },
  };
  return trainer;
}
