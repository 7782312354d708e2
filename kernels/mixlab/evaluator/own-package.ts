import { createRequire } from "node:module";
import { missingPackage, ownName } from "./missing-package.ts";

const requireOwn = createRequire(import.meta.url);

/** Tells whether an error says that a specifier of the package which holds this kernel was not found where it was looked for. */
export function isOwnMissing(specifier: string, error: unknown): boolean {
  const asksForOwn = specifier === ownName || String(specifier).startsWith(`${ownName}/`);
  return asksForOwn && missingPackage(error)?.name === ownName;
}

/** Gives the URL of a specifier of the package that holds this kernel: Node lets a package find itself by its `exports`. */
export function ownUrl(specifier: string): string {
  return import.meta.resolve(specifier);
}

/** Makes a `require` that finds the package which holds this kernel where the given one does not. */
export function requireWithOwn(given: NodeJS.Require): NodeJS.Require {
  const orOwn = <Found>(specifier: string, find: () => Found, findOwn: () => Found): Found => {
    try {
      return find();
    } catch (error) {
      if (!isOwnMissing(specifier, error)) throw error;
      return findOwn();
    }
  };
  const resolve = (specifier: string, options?: NodeJS.RequireResolveOptions): string =>
    orOwn(
      specifier,
      () => given.resolve(specifier, options),
      () => requireOwn.resolve(specifier),
    );
  const require = (specifier: string): unknown =>
    orOwn(
      specifier,
      () => given(specifier) as unknown,
      () => requireOwn(specifier) as unknown,
    );
  return Object.assign(require, given, { resolve: Object.assign(resolve, given.resolve) });
}
