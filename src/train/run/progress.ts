/** What a line of progress tells. */
export interface ProgressState {
  readonly step: number;
  readonly steps: number;
  readonly lossNats: number;
  readonly validationLossNats?: number | undefined;
}

/** Least seconds between two lines. */
const everySeconds = 2;

/**
 * Lines that say how a run goes: step, loss, speed, time left. One that would come too soon after the one before is
 * left out, but for the last.
 *
 * Units   `clock` in seconds
 */
export function progressLines(
  say: (line: string) => void,
  { tokensPerStep, clock }: { readonly tokensPerStep: number; readonly clock: () => number },
): (state: ProgressState) => void {
  const began = clock();
  let said = { step: -1, at: began };
  let first: number | undefined;
  return ({ step, steps, lossNats, validationLossNats }) => {
    const now = clock();
    first ??= step - 1;
    const isLast = step === steps;
    if (!isLast && validationLossNats === undefined && said.step >= 0 && now - said.at < everySeconds) return;
    const since = said.step < 0 ? { step: first, at: began } : said;
    const perStep = (now - since.at) / Math.max(1, step - since.step);
    said = { step, at: now };
    const parts = [
      `step ${step}/${steps}`,
      `loss ${lossNats.toFixed(4)}`,
      ...(validationLossNats === undefined ? [] : [`validation ${validationLossNats.toFixed(4)}`]),
      ...(perStep > 0 ? [`${printCount(tokensPerStep / perStep)} tokens/s`] : []),
      isLast ? `done in ${printDuration(now - began)}` : `${printDuration(perStep * (steps - step))} left`,
    ];
    say(parts.join("  "));
  };
}

/** Prints a count for people: `18.9k`. */
export function printCount(count: number): string {
  if (count < 1000) return count.toFixed(count < 10 ? 1 : 0);
  const power = Math.min(4, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toPrecision(3)}${["", "k", "M", "G", "T"][power]}`;
}

/** Prints seconds for people: `2 min 10 s`. */
export function printDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 172_800) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}
