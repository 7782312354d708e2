import type { LossName, ModelSize, TrainSet } from "../../dataset/index.ts";

/** A place in the testbed's grid of models. */
export interface ModelCell {
  readonly size: ModelSize;
  /** M. */
  readonly tokensPerParameter: number;
}

/**
 * The models that Eq 4 is fitted on. Eq 5 is fitted on these and 1.4B at M = 20.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 1
 */
export const defaultCells: readonly ModelCell[] = [
  { size: "0.011B", tokensPerParameter: 20 },
  { size: "0.079B", tokensPerParameter: 20 },
  { size: "0.154B", tokensPerParameter: 20 },
  { size: "0.411B", tokensPerParameter: 20 },
  { size: "0.011B", tokensPerParameter: 320 },
];

/** The sixth model of Eq 5. */
export const largestCell: ModelCell = { size: "1.4B", tokensPerParameter: 20 };

/**
 * The 17 tasks whose errors the paper averages: those on which a 0.154B model beats guessing by 10 points.
 *
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, App D; mlfoundations/scaling; `selectTasks` finds the same
 */
export const tasksAboveChance: readonly string[] = [
  "bigbench_operators",
  "pubmed_qa_labeled",
  "hellaswag_zeroshot",
  "boolq",
  "arc_easy",
  "coqa",
  "bigbench_dyck_languages",
  "lambada_openai",
  "bigbench_novel_concepts",
  "winograd",
  "bigbench_cs_algorithms",
  "commonsense_qa",
  "bigbench_qa_wikidata",
  "hellaswag",
  "copa",
  "squad",
  "piqa",
];

/** Train sets as the paper prints them. */
export const trainSetLabels: Readonly<Record<TrainSet, string>> = {
  c4_original: "C4",
  rpj: "RedPajama",
  rw_original: "RefinedWeb",
};

/** The Paloma loss on text of each train set's own kind (Figs 7 and 13). */
export const lossInDistribution: Readonly<Record<TrainSet, LossName>> = {
  c4_original: "paloma_c4_en",
  rpj: "paloma_redpajama",
  rw_original: "paloma_falcon-refinedweb",
};

/** Evaluation sets as the paper prints them. */
export const lossLabels: Readonly<Record<LossName, string>> = {
  openlm: "OpenLM",
  c4_val: "C4",
  paloma_c4_en: "C4 (Paloma)",
  paloma_dolma_100_programing_languages: "100 programming languages",
  "paloma_falcon-refinedweb": "RefinedWeb (Paloma)",
  paloma_ptb: "Penn Treebank",
  paloma_redpajama: "RedPajama (Paloma)",
  "val_de-en_100": "German C4",
};

/** Columns of Tables 2 and 7, and the tasks of the testbed behind them; HellaSwag is the one without shots. */
export const singleTaskColumns: Readonly<Record<string, string | readonly string[]>> = {
  "ARC-E": "arc_easy",
  LAMBADA: "lambada_openai",
  OpenBookQA: "openbook_qa",
  HellaSwag: "hellaswag_zeroshot",
  "17 tasks": tasksAboveChance,
};
