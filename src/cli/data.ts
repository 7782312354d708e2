import { dataset } from "../index.ts";
import { UsageError, type Verb } from "./verb.ts";

/** `mixlab data`: lists and fetches the public data. */
export const verb: Verb = {
  summary: "list or fetch the published data sets (checked against their SHA-256)",
  usage: ["data list [--json]", "data fetch [NAME …] [--json]"],
  details:
    "Files are looked for in MIXLAB_MIRROR, then in the cache (MIXLAB_CACHE, else data/cache), then in ../shared/data, then downloaded.",
  words: true,
  options: { json: { type: "boolean", help: "print JSON" } },
  async run(given) {
    const [action = "list", ...names] = given.words;
    const manifest = await dataset.readManifest();
    if (action === "list") return list(manifest, given.flag("json"));
    if (action !== "fetch") throw new UsageError(`the action must be list or fetch, got "${action}"`);
    const wanted = names.length > 0 ? names.map((name) => dataset.datasetEntry(manifest, name)) : manifest;
    for (const { name, files, licence } of wanted) {
      await dataset.fetchDataset(name, files.length < countedFiles ? { onProgress: show } : counting());
      if (!given.flag("json")) console.log(`${name}: ${files.length} files, hashes right (${licence})`);
    }
    if (given.flag("json"))
      console.log(JSON.stringify(wanted.map(({ name, files }) => ({ name, files: files.length }))));
    return 0;
  },
};

async function list(manifest: readonly dataset.PublicDataset[], json: boolean): Promise<number> {
  const rows = await Promise.all(
    manifest.map(async ({ name, title, licence, files }) => ({
      name,
      title,
      licence,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      here: await dataset.isAvailable(name),
    })),
  );
  if (json) console.log(JSON.stringify(rows, undefined, 2));
  else
    for (const row of rows)
      console.log(
        `${row.here ? "here   " : "missing"} ${row.name.padEnd(16)} ${row.title} (${row.bytes} bytes, ${row.licence})`,
      );
  return 0;
}

/** From so many files on, files are counted, not listed. */
const countedFiles = 20;

function show({ path, received, total }: dataset.DownloadProgress): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${path}: ${received} of ${total} bytes${received === total ? "\n" : ""}`);
  else if (received === total) console.error(`${path}: ${total} bytes`);
}

/** Counts files once one of them has to be downloaded. */
function counting(): Pick<dataset.FilesOptions, "onProgress" | "onFile"> {
  let downloading = false;
  return {
    onProgress: () => {
      downloading = true;
    },
    onFile: (done, of) => {
      if (!downloading) return;
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} files${done === of ? "\n" : ""}`);
      else if (done % countedFiles === 0 || done === of) console.error(`${done} of ${of} files`);
    },
  };
}
