import type { FigureWords } from "../compose.ts";
import { type Table, table } from "../table.ts";

export interface PublishedAverage {
  /** Version of the paper that prints the number. */
  readonly version: "v1" | "v2";
  readonly method: string;
  /** Average score in per cent, as printed. */
  readonly average: number;
  /** Standard deviation over the seeds, where printed. */
  readonly deviation?: number;
}

/**
 * The averages of the paper's main comparison, quoted, its two versions apart.
 *
 * Units   per cent, mean over the tasks
 * Source  Liu et al. 2024, arXiv:2407.01492, Table 4 (v2; 3 or 4 in v1)
 * Differs nothing here is recomputed: the models behind it are not public
 *
 * @example publishedAverages([{ version: "v2", method: "RegMix", average: 47.3 }])
 */
export function publishedAverages(rows: readonly PublishedAverage[], words: FigureWords = {}): Table {
  const methods = [...new Set(rows.map(({ method }) => method))];
  const versions = (["v1", "v2"] as const).filter((version) => rows.some((row) => row.version === version));
  const printed = methods.map((method) => ({
    method,
    ...Object.fromEntries(
      versions.map((version) => {
        const row = rows.find((candidate) => candidate.method === method && candidate.version === version);
        return [
          version,
          row &&
            `${row.average.toFixed(1)}${row.deviation === undefined ? "" : ` ± ${row.deviation.toFixed(1)}`}`,
        ];
      }),
    ),
  }));
  return table(printed, {
    title: words.title ?? "Average score by method (Table 4, quoted)",
    caption:
      words.caption ??
      "Quoted from the paper, not recomputed: the models are not public. The two versions report different experiments; numbers of one must not be compared with those of the other.",
    columns: [
      "method",
      ...versions.map((version) => ({
        name: version,
        label: `${version} (quoted)`,
        align: "right" as const,
      })),
    ],
  });
}
