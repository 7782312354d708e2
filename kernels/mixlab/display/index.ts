export { bundleOf } from "./bundle.ts";
export { installDisplay } from "./globals.ts";
