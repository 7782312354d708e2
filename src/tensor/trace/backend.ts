import {
  type BackendValues,
  type DataId,
  engine,
  KernelBackend,
  type TensorInfo,
  type DataType as TfjsDataType,
  Variable,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import { allNumbers } from "../graph/evaluate.ts";
import type { DataType, HostData } from "../types.ts";
import { rememberCaller } from "./caller.ts";
import { capturedVariable, disposedTensor, noDtype, randomNumbers, readWhileTracing } from "./messages.ts";
import { Recorder, type Traced } from "./recorder.ts";

/** The name under which tfjs knows the backend while a step is recorded. */
export const backendName = "mixlab-trace";

const randomOps = new Set([
  "rand",
  "randomGamma",
  "randomNormal",
  "randomStandardNormal",
  "randomUniform",
  "randomUniformInt",
  "truncatedNormal",
  "dropout",
]);

/** A tfjs backend that computes nothing and writes down what it is asked to compute. */
export class TraceBackend extends KernelBackend {
  readonly record: Recorder;
  readonly stepName: string;
  /** What went wrong where it could not be thrown. */
  failure: unknown;
  readonly #tensors = new Map<DataId, { readonly traced: Traced; count: number }>();

  constructor(stepName: string, graph: GraphBuilder) {
    super();
    this.stepName = stepName;
    this.record = new Recorder(graph);
  }

  /** A tensor as tfjs's kernels hand it on. */
  hold(traced: Traced): TensorInfo {
    const dataId = {};
    this.#tensors.set(dataId, { traced, count: 1 });
    return { dataId, shape: [...traced.shape], dtype: traced.value.dtype };
  }

  /** What is known of a tensor; one that another backend holds takes part with its numbers as they are now. */
  find(info: TensorInfo): Traced {
    if (info instanceof Variable) throw capturedVariable(this.stepName, info.name, rememberCaller()());
    const held = this.#tensors.get(info.dataId)?.traced;
    if (held !== undefined) return { value: held.value, shape: info.shape };
    if (!engine().state.tensorInfo.has(info.dataId)) throw disposedTensor(this.stepName, rememberCaller()());
    return this.#constant(engine().readSync(info.dataId), info.shape, info.dtype);
  }

  #constant(values: BackendValues, shape: readonly number[], dtype: TfjsDataType): Traced {
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw noDtype(this.stepName, dtype, rememberCaller()());
    const kinds = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
    const data: HostData = kinds[dtype].from(values as ArrayLike<number>);
    return this.record.constant(data, shape, dtype as DataType);
  }

  override write(values: BackendValues, shape: number[], dtype: TfjsDataType): DataId {
    const scopes = engine().state.scopeStack.map(({ name }) => name.replace(/__op$/, ""));
    const random = scopes.findLast((name) => randomOps.has(name));
    if (random !== undefined) throw randomNumbers(this.stepName, random, rememberCaller()());
    return this.hold(this.#constant(values, shape, dtype)).dataId;
  }

  override readSync(dataId: DataId): BackendValues {
    const held = this.#tensors.get(dataId);
    if (held?.traced.value.constant === undefined) throw readWhileTracing(this.stepName, rememberCaller()());
    return allNumbers(this.record.full(held.traced)) as BackendValues;
  }

  override read(dataId: DataId): Promise<BackendValues> {
    try {
      return Promise.resolve(this.readSync(dataId));
    } catch (error) {
      // The step cannot wait for a promise, so nobody would hear of a rejection.
      this.failure ??= error;
      return new Promise(() => {});
    }
  }

  override incRef(dataId: DataId): void {
    const held = this.#tensors.get(dataId);
    if (held !== undefined) held.count += 1;
  }

  override refCount(dataId: DataId): number {
    return this.#tensors.get(dataId)?.count ?? 0;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const held = this.#tensors.get(dataId);
    if (held === undefined) return true;
    held.count -= 1;
    if (!force && held.count > 0) return false;
    return this.#tensors.delete(dataId);
  }

  override numDataIds(): number {
    return this.#tensors.size;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ["nothing is computed while a step is recorded"] };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {}
}
