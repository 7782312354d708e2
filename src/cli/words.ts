/** What the library says in its own names, as the command line says it. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^(?:trainProxy|parseTrainingConfig|openTokens|batches|loadModel|readText|requireMemory): /, ""],
  [/, or give the standard errors of the measured values to bootstrap \(resample: "measurement"\)/g, ""],
  [/\bfit irreduciblePower\b/g, "take --law irreducible-power"],
  [/\btake a larger huber\b/g, "take a larger --huber"],
  [/; give starts near it\b/g, "; look at the points"],
  [/\bRaise iterations, give starts near the answer, or look\b/g, "Look"],
  [/\bName it with \{ id: "…" \}/g, "Name it with --id COLUMN"],
  [/\bwith writeLaw or mixlab laws fit\b/g, "with mixlab laws fit"],
  [/\ballow the change of (\w+)/g, "add --allow $1"],
  [/, the change of (\w+)/g, " --allow $1"],
  [/\btokensPerParameter\b/g, "tokens per parameter"],
];

/** A message of the library without names that mean nothing on a command line. */
export const inWords = (message: string): string =>
  words.reduce((text, [own, said]) => text.replace(own, said), message);
