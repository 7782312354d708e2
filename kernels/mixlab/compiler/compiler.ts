/** A place in the text of a cell; both count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One `import` statement of a cell, to be carried out before its script runs. */
export interface CellImport {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Local name → exported name. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly namespace?: string;
  /** Where the statement starts. */
  readonly place: Place;
}

/** A cell made ready for the engine. */
export interface CompiledCell {
  /** A script whose completion value is the cell's value, or a promise of it if `isAsync`. */
  readonly script: string;
  readonly isAsync: boolean;
  readonly imports: readonly CellImport[];
  /** Names the script declares, imports apart; they live on the global object, so that later cells may declare them again. */
  readonly names: readonly string[];
  /** Gives the place in the cell that a place in the script came from; undefined for text the cell does not hold. */
  locate(place: Place): Place | undefined;
}

/** Whether a text can be run as it stands. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  readonly indent?: string;
}

/** The one door to whatever parses and translates TypeScript. */
export interface Compiler {
  /** @throws {CellSyntaxError} if the cell does not parse */
  compile(source: string): CompiledCell;
  completeness(source: string): Completeness;
}

/** A cell that does not parse, with the first place where it fails. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly place: Place;
  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}
