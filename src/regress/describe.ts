/** What a value is in words, under the keys by which notebooks (`Jupyter.display`) and Node ask for them. */
export function described(text: () => string): object {
  return {
    [Symbol.for("Jupyter.display")]: () => ({ "text/plain": text() }),
    [Symbol.for("nodejs.util.inspect.custom")]: text,
  };
}
