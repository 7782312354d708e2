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
