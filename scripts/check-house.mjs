// House rules that no linter knows: file length, docstrings of the science rooms, thin notebooks, pinned versions.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const longestFile = 400;
const scienceRooms = ["random", "mixture", "regress", "propose", "scaling", "tensor", "train"];
const notebookCell = { longest: 8, median: 3 };
const complaints = [];
const complain = (place, rule) => complaints.push(`${place}: ${rule}`);

function* filesBelow(folder, ending) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !["golden", ".ipynb_checkpoints"].includes(entry.name))
      yield* filesBelow(path, ending);
    else if (entry.isFile() && entry.name.endsWith(ending)) yield path;
  }
}
const read = (path) => readFileSync(join(root, path), "utf8");

function checkLength() {
  for (const folder of ["src", "kernels", "scripts", "test"]) {
    for (const path of filesBelow(folder, ".ts")) {
      const lines = read(path).split("\n").length - 1;
      if (lines > longestFile) complain(path, `must have at most ${longestFile} lines, has ${lines}`);
    }
  }
}

const exported = (node) => node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);

/** Names that leave a room through its door; only these must say Shape, Random and @throws. */
function publicNames(room) {
  const source = ts.createSourceFile("index.ts", read(`src/${room}/index.ts`), ts.ScriptTarget.Latest, true);
  return new Set(
    source.statements.flatMap(
      (node) => node.exportClause?.elements?.map((element) => element.name.text) ?? [],
    ),
  );
}

function checkDocstrings() {
  for (const path of scienceRooms.flatMap((room) => [...filesBelow(`src/${room}`, ".ts")])) {
    if (path.includes("/assembly/") || /\/index\.ts$|\.generated\.ts$/.test(path)) continue;
    const open = publicNames(path.split("/")[1]);
    const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
    for (const node of source.statements) {
      if (!exported(node) || ts.isExportDeclaration(node)) continue;
      const name = node.name?.text ?? node.declarationList?.declarations[0]?.name.text ?? "?";
      const place = `${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${name}`;
      const doc = (node.jsDoc ?? []).map((block) => block.getText()).join("\n");
      if (doc === "") complain(place, "an export must have a docstring");
      else if (ts.isFunctionDeclaration(node) && open.has(name)) checkWords(node, doc, place);
    }
  }
}

function checkWords(node, doc, place) {
  const signature = node.getText().slice(0, (node.body?.getStart() ?? node.getEnd()) - node.getStart());
  if (
    /\b(Matrix|Float32Array|Float64Array|Int32Array|Tensor|Swarm|Candidates)\b/.test(signature) &&
    !/Shape|\bas `/.test(doc)
  ) {
    complain(place, "a docstring must say Shape where arrays or tables go in or out");
  }
  if (/\b(seed|random)\b/i.test(signature) && !/Random|\bas `/.test(doc))
    complain(place, "a docstring must say Random where a seed goes in");
  const throws = node.body?.statements.some((statement) =>
    /\bthrow new (Range|Type|Data)Error/.test(statement.getText()),
  );
  if (throws && !doc.includes("@throws"))
    complain(place, "a docstring must say @throws where the body throws");
}

function checkNotebooks() {
  for (const path of filesBelow("notebooks", ".ipynb")) {
    const code = JSON.parse(read(path)).cells.filter((cell) => cell.cell_type === "code");
    const sources = code.map((cell) => [cell.source].flat().join(""));
    const lengths = sources.map((text) => text.split("\n").filter((line) => line.trim() !== "").length);
    const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
    if (median > notebookCell.median)
      complain(path, `code cells must have a median of at most ${notebookCell.median} lines, has ${median}`);
    lengths.forEach((lines, at) => {
      if (lines > notebookCell.longest)
        complain(
          `${path} code cell ${at + 1}`,
          `must have at most ${notebookCell.longest} lines, has ${lines}`,
        );
      if (/\b(function|class|for|while)\b\s*[\w({*]/.test(sources[at].replaceAll(/\/\/.*|"[^"]*"/g, "")))
        complain(`${path} code cell ${at + 1}`, "must hold no function, class or loop: it belongs in src");
      if (at > 0 && /^\s*import\b/m.test(sources[at]))
        complain(`${path} code cell ${at + 1}`, "imports belong in the first cell");
    });
  }
}

function checkPins() {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json"));
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...peerDependencies,
  })) {
    if (!/^(npm:@?[^@]+@)?\d+\.\d+\.\d+$/.test(version))
      complain(`package.json ${name}`, `must be pinned exactly, is ${version}`);
  }
  if (/"resolved":/.test(read("package-lock.json")))
    complain("package-lock.json", "must name no registry: node scripts/relock.mjs");
}

checkLength();
checkDocstrings();
checkNotebooks();
checkPins();
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
