import { isRecord, type JsonRecord, type Output } from "./document.ts";

/** A message of the IOPub channel, as far as outputs are concerned. */
export interface OutputMessage {
  readonly type: string;
  readonly content: JsonRecord;
}

type Stream = Extract<Output, { output_type: "stream" }>;

/**
 * Turns the messages of a run into the outputs that Jupyter would store: neighbouring streams merged, carriage
 * returns applied, displays updated by id wherever they stand, `clear_output` with and without wait.
 */
export class OutputCollector {
  readonly #cells: Output[][] = [];
  readonly #displays = new Map<string, { outputs: Output[]; output: Output }[]>();
  #clearNext = false;
  #lineOpen = false;

  /** Begins the next cell; messages go to it until the next call. */
  begin(): void {
    this.#cells.push([]);
    this.#clearNext = false;
  }

  /** The outputs of the cell begun as the `at`th. */
  outputsOf(at: number): readonly Output[] {
    return this.#cells[at] ?? [];
  }

  /** Takes a message whose parent is the running cell. */
  take({ type, content }: OutputMessage): void {
    if (type === "update_display_data") {
      this.update(content);
      return;
    }
    if (type === "clear_output") {
      if (content.wait === true) this.#clearNext = true;
      else this.#current.length = 0;
      return;
    }
    const output = outputOf(type, content);
    if (output === undefined) return;
    if (this.#clearNext) {
      this.#current.length = 0;
      this.#clearNext = false;
    }
    const outputs = this.#current;
    if (output.output_type === "stream") {
      this.#append(outputs, output);
      return;
    }
    outputs.push(output);
    const id = displayId(content);
    if (id === undefined) return;
    const places = this.#displays.get(id) ?? [];
    this.#displays.set(id, [...places, { outputs, output }]);
  }

  /** Takes a display update, which reaches every display of its id, also in earlier cells. */
  update(content: JsonRecord): void {
    const places = this.#displays.get(displayId(content) ?? "") ?? [];
    for (const place of places) {
      const at = place.outputs.indexOf(place.output);
      if (at < 0 || !("data" in place.output)) continue;
      place.output = { ...place.output, data: record(content.data), metadata: record(content.metadata) };
      place.outputs[at] = place.output;
    }
  }

  #append(outputs: Output[], { output_type, name, text }: Stream): void {
    const last = outputs.at(-1);
    const merges = last?.output_type === "stream" && last.name === name;
    // Joining without looking at what is there keeps a hundred thousand small writes cheap.
    const plain = !text.includes("\r") && !(merges && this.#lineOpen);
    const whole = merges ? last.text + text : text;
    this.#lineOpen = text.endsWith("\r");
    const output = { output_type, name, text: plain ? whole : overwritten(whole) };
    if (merges) outputs[outputs.length - 1] = output;
    else outputs.push(output);
  }

  get #current(): Output[] {
    const current = this.#cells.at(-1);
    if (current === undefined) throw new Error("OutputCollector: begin() must come before take().");
    return current;
  }
}

function outputOf(type: string, content: JsonRecord): Output | undefined {
  const text = (value: unknown): string => (typeof value === "string" ? value : String(value ?? ""));
  if (type === "stream") return { output_type: type, name: text(content.name), text: text(content.text) };
  const data = record(content.data);
  const metadata = record(content.metadata);
  if (type === "display_data") return { output_type: type, data, metadata };
  if (type === "execute_result") {
    const count = typeof content.execution_count === "number" ? content.execution_count : null;
    return { output_type: type, data, metadata, execution_count: count };
  }
  if (type !== "error") return undefined;
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(text) : [];
  return { output_type: type, ename: text(content.ename), evalue: text(content.evalue), traceback };
}

function displayId(content: JsonRecord): string | undefined {
  const id = record(content.transient).display_id;
  return typeof id === "string" ? id : undefined;
}

const record = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

/** What a terminal would show of text in which lines are written over with `\r`. */
function overwritten(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => {
      const parts = line.split("\r");
      const tail = parts.length > 1 && parts.at(-1) === "" ? "\r" : "";
      return parts.reduce((shown, part) => part + shown.slice(part.length)) + tail;
    })
    .join("\n");
}
