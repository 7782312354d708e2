import { DataError } from "../../../table/index.ts";

/** Bytes a number of each type takes in a file. Types of less than a byte are not known here. */
export const bytesOf = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  C64: 8,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
} as const;

/** Types that a header may name. */
export type StoredType = keyof typeof bytesOf;

/** Types that can be read into a tensor of the host. */
export const readableTypes = ["F32", "F16", "BF16", "F64", "I64", "I32", "U8", "BOOL"] as const;

/** Types that float32 numbers can be written as. */
export type StoredFloat = "F32" | "BF16" | "F16";

/** Where a tensor lies in a file. */
export interface StoredTensor {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  /** First byte and the one after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** Longest header, as the format's own reader has it. */
export const maximumHeaderBytes = 100_000_000;
/** Most tensors of one file; the largest published models have some ten thousands. */
export const maximumTensors = 200_000;
/** Most dimensions of a tensor. */
export const maximumRank = 32;

/** Makes the error of one file, all with the same place and form. */
export function damaged(
  file: string,
  rule: string,
  got: string,
  remedy = "The file is damaged or cut short; fetch or save it again.",
  tensor?: string,
): DataError {
  return new DataError(`openSafetensors: ${file} must ${rule}, got ${got}. ${remedy}`, {
    file,
    ...(tensor === undefined ? {} : { column: tensor }),
  });
}
