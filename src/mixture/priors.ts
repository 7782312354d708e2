import type { Mixture } from "./types.ts";

/**
 * Shares of The Pile's tokens over the 17 domains that RegMix uses, as its regression notebook has them.
 *
 * Reproducing the recommended mixture needs exactly these 8 decimals; in doubles they sum to exactly 1.
 *
 * Source  sail-sg/regmix, regression_fitting/regression.ipynb
 */
export const regmixNotebookPrior: Mixture = {
  arxiv: 0.11328527,
  freelaw: 0.07960865,
  nih_exporter: 0.00391349,
  pubmed_central: 0.1853759,
  wikipedia_en: 0.05108136,
  dm_mathematics: 0.01596293,
  github: 0.10175077,
  philpapers: 0.00370752,
  stackexchange: 0.06652935,
  enron_emails: 0.00175077,
  gutenberg_pg_19: 0.02708548,
  pile_cc: 0.23686921,
  ubuntu_irc: 0.01184346,
  europarl: 0.00792997,
  hackernews: 0.00803296,
  pubmed_abstracts: 0.03882595,
  uspto_backgrounds: 0.04644696,
};

/**
 * The same shares as RegMix's mixture sampler has them: 9 decimals, normalised by the sampler itself.
 *
 * Source  sail-sg/regmix, mixture_config/synthesize_mixture.py
 */
export const regmixSamplerPrior: Mixture = {
  arxiv: 0.113285273,
  freelaw: 0.079608651,
  nih_exporter: 0.003913491,
  pubmed_central: 0.185375901,
  wikipedia_en: 0.051081359,
  dm_mathematics: 0.015962925,
  github: 0.101750772,
  philpapers: 0.003707518,
  stackexchange: 0.066529351,
  enron_emails: 0.001750772,
  gutenberg_pg_19: 0.027085479,
  pile_cc: 0.236869207,
  ubuntu_irc: 0.01184346,
  europarl: 0.007929969,
  hackernews: 0.008032956,
  pubmed_abstracts: 0.038825953,
  uspto_backgrounds: 0.046446962,
};
