export {
  type CellImport,
  CellSyntaxError,
  type CompiledCell,
  type Compiler,
  type Completeness,
  type Place,
} from "./compiler.ts";
export { createCompiler, warmUp } from "./create.ts";
export { placesOf } from "./places.ts";
export { hookName } from "./survey.ts";
export { loadTypescript } from "./typescript.ts";
