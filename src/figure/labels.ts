import { plainLabel } from "./svg/rich-text.ts";
import { fitText } from "./svg/text-width.ts";

const domainLabels: Readonly<Record<string, string>> = {
  arxiv: "ArXiv",
  freelaw: "FreeLaw",
  nih_exporter: "NIH ExPorter",
  pubmed_central: "PubMed Central",
  wikipedia_en: "Wikipedia (en)",
  dm_mathematics: "DM Mathematics",
  github: "GitHub",
  philpapers: "PhilPapers",
  stackexchange: "StackExchange",
  enron_emails: "Enron Emails",
  gutenberg_pg_19: "Gutenberg (PG-19)",
  pile_cc: "Pile-CC",
  ubuntu_irc: "Ubuntu IRC",
  europarl: "EuroParl",
  hackernews: "HackerNews",
  pubmed_abstracts: "PubMed Abstracts",
  uspto_backgrounds: "USPTO Backgrounds",
};

/** A domain as the papers print it (`pile_cc` → `Pile-CC`); a name not known here is printed as it is. */
export function domainLabel(name: string): string {
  return Object.hasOwn(domainLabels, name) ? domainLabels[name] : name;
}

/** The widest that a target's name may be in an axis title, in pixels. */
const titleRoom = 150;

/** A domain for use inside an axis title: safe in plotly's text and cut when very long. */
export const titleLabel = (name: string): string => plainLabel(fitText(domainLabel(name), 12, titleRoom));
