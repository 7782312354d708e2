export {
  type CellImport,
  CellSyntaxError,
  type CompiledCell,
  type Compiler,
  type Place,
} from "./compiler.ts";
export { createCompiler, warmUp } from "./create.ts";
export { hookName } from "./survey.ts";
export { loadTypescript } from "./typescript.ts";
