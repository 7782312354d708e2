/** The key under which a value offers its MIME bundle: the convention that notebook kernels share. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

/** MIME type → content, as in the Jupyter protocol. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A figure or table of a paper, ready to be shown. */
export interface Displayable {
  readonly title: string;
  /** text/plain always, richer types as the figure has them. */
  [displaySymbol](): MimeBundle;
}
