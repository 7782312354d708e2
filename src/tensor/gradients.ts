let registered: Promise<unknown> | undefined;

/**
 * Makes tfjs-core's gradients known to it.
 *
 * Node loads tfjs-core's CommonJS files, which register none; the build joins the modules that do into one file.
 *
 * @example await registerGradients()
 */
export async function registerGradients(): Promise<void> {
  registered ??= import(new URL("../../vendor/tfjs-gradients.js", import.meta.url).href);
  await registered;
}
