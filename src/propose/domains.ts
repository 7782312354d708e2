import { shown } from "../table/index.ts";

/**
 * Refuses mixtures over other domains than the surrogate was fitted on: it would pass over a share it has never seen,
 * and the recommendation would spend tokens on it without any run to say what they do.
 */
export function requireSameDomains(
  where: string,
  argument: string,
  domains: readonly string[],
  features: readonly string[],
): void {
  const strange = domains.filter((domain) => !features.includes(domain));
  const lacking = features.filter((domain) => !domains.includes(domain));
  if (strange.length + lacking.length === 0) return;
  const list = (names: readonly string[]) =>
    `${names.slice(0, 5).map(shown).join(", ")}${names.length > 5 ? ", …" : ""}`;
  const got = [
    ...(strange.length > 0 ? [`${list(strange)} beside them`] : []),
    ...(lacking.length > 0 ? [`none for ${list(lacking)}`] : []),
  ];
  throw new RangeError(
    `${where}: ${argument} must be over the ${features.length} domains of the surrogate, got ${got.join(" and ")}. Give a prior over the domains that the runs were trained on.`,
  );
}
