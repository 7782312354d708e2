import type { Parameters } from "../../../src/regress/index.ts";

const irregular: Readonly<Record<string, string>> = { lambda_l1: "lambdaL1", lambda_l2: "lambdaL2" };

/** LightGBM's own parameter names turned into ours. */
export function parametersNamed(given: Readonly<Record<string, unknown>>): Partial<Parameters> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      irregular[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
