/**
 * The Pile's shares of tokens over the 17 domains used, with the 8 decimals of the authors' regression notebook; sums
 * to exactly 1 in doubles. Reproducing the recommended mixture needs these digits.
 *
 * Source  sail-sg/regmix, regression_fitting/regression.ipynb
 */
export const regmixPrior: Readonly<Record<string, number>> = {
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
