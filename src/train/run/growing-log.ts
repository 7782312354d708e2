import type { TrainingLog } from "../../dataset/index.ts";
import type { TrainingRecord } from "./log.ts";

/** Numbers that grow at the end; a view of them costs nothing. */
class Growing {
  #numbers = new Float64Array(256);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count] = value;
    this.#count += 1;
  }

  get view(): Float64Array {
    return this.#numbers.subarray(0, this.#count);
  }
}

/** The log of a run as it stands, in memory, for curves that are drawn while it trains. */
export class GrowingLog {
  readonly #about: Pick<TrainingLog, "name" | "parameters" | "details">;
  readonly #columns = {
    steps: new Growing(),
    tokens: new Growing(),
    lossNats: new Growing(),
    learningRate: new Growing(),
    seconds: new Growing(),
    validationTokens: new Growing(),
    validationLossNats: new Growing(),
  };

  constructor(about: Pick<TrainingLog, "name" | "parameters" | "details">) {
    this.#about = about;
  }

  add(record: TrainingRecord): void {
    const columns = this.#columns;
    columns.steps.push(record.step);
    columns.tokens.push(record.tokens);
    columns.lossNats.push(record.lossNats);
    columns.learningRate.push(record.learningRate);
    columns.seconds.push(record.seconds);
    if (record.validationLossNats === undefined) return;
    columns.validationTokens.push(record.tokens);
    columns.validationLossNats.push(record.validationLossNats);
  }

  /** The records so far, as `trainingLog` would read them from the file. */
  get log(): TrainingLog {
    const { steps, tokens, lossNats, learningRate, seconds, ...validation } = this.#columns;
    return {
      ...this.#about,
      steps: steps.view,
      tokens: tokens.view,
      lossNats: lossNats.view,
      learningRate: learningRate.view,
      seconds: seconds.view,
      validation: {
        tokens: validation.validationTokens.view,
        lossNats: validation.validationLossNats.view,
      },
      isCutShort: false,
    };
  }
}
