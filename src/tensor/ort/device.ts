import type { InferenceSession, Tensor } from "onnxruntime-node";
import { identityModel } from "../onnx/index.ts";
import type { DataType, HostData } from "../types.ts";
import { dataOf, type Provider, type Runtime, sessionOptions } from "./runtime.ts";

/** Where tensors stay between runs, and how they come and go. */
export interface Device {
  /** Where a session leaves the tensors that stay. */
  readonly location: "cpu" | "gpu-buffer";
  /** The tensor where the provider computes; the host's own where that is the CPU. */
  place(tensor: Tensor): Promise<Tensor>;
  /** The numbers of a tensor, wherever it is; on the CPU its own memory, not a copy. */
  fetch(tensor: Tensor): Promise<HostData>;
  close(): Promise<void>;
}

const host: Device = {
  location: "cpu",
  place: async (tensor) => tensor,
  fetch: async (tensor) => dataOf(tensor),
  close: async () => {},
};

/** The device of a provider. */
export function openDevice(runtime: Runtime, provider: Provider): Device {
  return provider === "cpu" ? host : openGraphicsDevice(runtime, provider);
}

/**
 * Moves tensors through sessions of a single Identity: `getData()` of a tensor on a graphics device ends the whole
 * process in onnxruntime-node 1.30.
 */
function openGraphicsDevice(runtime: Runtime, provider: Provider): Device {
  const sessions = new Map<string, Promise<InferenceSession>>();
  const mover = (dtype: DataType, location: "cpu" | "gpu-buffer") => {
    const key = `${dtype} ${location}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const options = sessionOptions(provider, undefined, location);
    const made = runtime.InferenceSession.create(identityModel(dtype), options);
    sessions.set(key, made);
    return made;
  };
  const move = async (tensor: Tensor, location: "cpu" | "gpu-buffer") => {
    const session = await mover(tensor.type as DataType, location);
    return (await session.run({ x: tensor })).y as Tensor;
  };
  return {
    location: "gpu-buffer",
    place: async (tensor) => (tensor.location === "gpu-buffer" ? tensor : move(tensor, "gpu-buffer")),
    fetch: async (tensor) => dataOf(tensor.location === "gpu-buffer" ? await move(tensor, "cpu") : tensor),
    close: async () => {
      for (const session of sessions.values())
        await session.then(
          (opened) => opened.release(),
          () => undefined,
        );
      sessions.clear();
    },
  };
}
