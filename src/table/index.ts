export { DataError, type DataPlace, shown } from "./errors.ts";
export { column, type Matrix, matrix, rowRecord, selectColumns, selectRows } from "./matrix.ts";
export { unknownName } from "./names.ts";
export type { Swarm } from "./swarm.ts";
