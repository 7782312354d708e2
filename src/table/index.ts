export {
  type CsvText,
  matrixToCsv,
  maximumCsvCharacters,
  type NumericCsv,
  numericCsv,
  parseCsv,
  toCsv,
} from "./csv.ts";
export { printScientific, roundHalfUp } from "./decimal.ts";
export { DataError, type DataPlace, shown } from "./errors.ts";
export {
  type ArqueroTable,
  asMatrix,
  type ColumnValues,
  columnNamesOf,
  type DanfoFrame,
  idsOf,
  matrixToArquero,
  matrixToDanfo,
  type TableLike,
  toArquero,
} from "./frames.ts";
export { type IdTable, joinSwarm, largestSumDeviation, orderedIds, renameColumns, rowsById } from "./join.ts";
export { column, type Matrix, matrix, rowRecord, selectColumns, selectRows } from "./matrix.ts";
export { nearestName, unknownName } from "./names.ts";
export { type Nested, nested } from "./nested.ts";
export { columnMeans, type Histogram, histogram, placeOfSmallest } from "./summaries.ts";
export type { Swarm } from "./swarm.ts";
export { parseYaml, type YamlText } from "./yaml.ts";
