import { inspect, stripVTControlCharacters } from "node:util";
import type { JsonObject } from "../wire/index.ts";

/** What a value looks like, by MIME type. */
export interface Bundle {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** The method by which a value describes itself; other kernels share this convention. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

const tableRows = 30;

/** What Node 20 hangs upon promises while contexts are tracked. */
const trackingFields =
  /,\n?\s*\[Symbol\((?:async_id_symbol|trigger_async_id_symbol|kResourceStore)\)\]: [^,\n}]+/g;

/** Describes a value: its own description if it gives one, else tables and plotly figures as such, else its text. */
export function bundleOf(value: unknown): Bundle | Promise<Bundle> {
  const own = ownDescription(value);
  if (own instanceof Promise) return own.then(toBundle);
  if (own !== undefined) return toBundle(own);
  if (isPlotly(value))
    return toBundle({ "application/vnd.plotly.v1+json": value, "text/plain": textOf(value) });
  if (isTable(value))
    return toBundle({
      "text/html": value.toHTML({ limit: tableRows }),
      "text/plain": value.toMarkdown({ limit: tableRows }),
    });
  return toBundle({ "text/plain": textOf(value) });
}

/** Gives the text of a value, without colours. */
export function textOf(value: unknown): string {
  if (value instanceof Error && typeof value.stack === "string" && Object.keys(value).length === 0)
    return value.stack;
  const text = inspect(value, { colors: false, maxArrayLength: 100, maxStringLength: 10_000 });
  return stripVTControlCharacters(text).replace(trackingFields, "");
}

/**
 * Turns data by MIME type into what JSON can carry: bytes become base64, typed arrays become lists.
 *
 * @throws {TypeError} if it is not an object
 */
export function toBundle(value: unknown): Bundle {
  if (typeof value !== "object" || value === null)
    throw new TypeError(
      `display: a description must be an object of MIME types, got ${textOf(value).slice(0, 80)}`,
    );
  const entries = Object.entries(value).map(([type, data]) => [
    type,
    data instanceof Uint8Array ? Buffer.from(data).toString("base64") : data,
  ]);
  return { data: plain(Object.fromEntries(entries)), metadata: {} };
}

/** Gives a copy of a value that JSON and a message between threads can carry. */
export function plain(value: unknown): JsonObject {
  const replace = (_: string, item: unknown): unknown => {
    if (typeof item === "bigint") return String(item);
    return ArrayBuffer.isView(item) && !(item instanceof DataView) ? Array.from(item as Float64Array) : item;
  };
  return JSON.parse(JSON.stringify(value, replace)) as JsonObject;
}

function ownDescription(value: unknown): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const describe: unknown = Reflect.get(value, displaySymbol);
  return typeof describe === "function" ? describe.call(value) : undefined;
}

const plotlyFields = new Set(["data", "layout", "config", "frames"]);

function isPlotly(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { data, layout } = value as { data?: unknown; layout?: unknown };
  const areTraces = Array.isArray(data) && data.every((trace) => typeof trace === "object" && trace !== null);
  return (
    areTraces &&
    typeof layout === "object" &&
    layout !== null &&
    Object.keys(value).every((key) => plotlyFields.has(key))
  );
}

interface Table {
  toHTML(options: { readonly limit: number }): string;
  toMarkdown(options: { readonly limit: number }): string;
}

function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null) return false;
  return ["toHTML", "toMarkdown", "numRows", "columnNames"].every(
    (name) => typeof Reflect.get(value, name) === "function",
  );
}
