/** A shape: sizes of axes, outermost first. */
export type Shape = readonly number[];

/** How many numbers a shape holds. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Whether two shapes are the same. */
export const sameShape = (left: Shape, right: Shape): boolean =>
  left.length === right.length && left.every((size, axis) => size === right[axis]);

/** A shape as messages show it. */
export const shapeText = (shape: Shape): string => `[${shape.join(", ")}]`;

/** The shape with ones in front until it has `rank` axes. */
export const withRank = (shape: Shape, rank: number): number[] => [
  ...new Array<number>(Math.max(0, rank - shape.length)).fill(1),
  ...shape,
];

/** The shape two shapes broadcast to as numpy does, or undefined where they do not fit. */
export function broadcastShape(left: Shape, right: Shape): number[] | undefined {
  const rank = Math.max(left.length, right.length);
  const [a, b] = [withRank(left, rank), withRank(right, rank)];
  if (a.some((size, axis) => size !== b[axis] && size !== 1 && b[axis] !== 1)) return undefined;
  return a.map((size, axis) => (size === 1 ? b[axis] : size));
}

/** Steps between neighbours along each axis of row-major numbers. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/** The shape that is left when axes are reduced. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepDims: boolean): number[] =>
  shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));

/** Whether a permutation leaves every axis where it is. */
export const isIdentity = (permutation: readonly number[]): boolean =>
  permutation.every((axis, place) => axis === place);
