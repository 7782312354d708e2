export { type Bundle, bundleOf } from "./bundle.ts";
export { type DisplayOptions, installDisplay, type KernelHook } from "./globals.ts";
