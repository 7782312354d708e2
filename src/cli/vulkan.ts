import { existsSync, readdirSync } from "node:fs";

/** What keeps a graphics adapter away, and what would bring it. */
export interface Explanation {
  readonly reason: string;
  readonly remedy: string;
}

/** What this machine has of a graphics system. */
export interface GraphicsFiles {
  /** Whether a driver is named for Vulkan's loader: a file of the usual folders or of its environment variables. */
  readonly drivers: boolean;
  /** Whether the kernel's part of NVIDIA's driver is loaded. */
  readonly nvidia: boolean;
}

const driverFolders = [
  "/usr/share/vulkan/icd.d",
  "/usr/local/share/vulkan/icd.d",
  "/etc/vulkan/icd.d",
  "/usr/local/etc/vulkan/icd.d",
];

/** Looks for Vulkan's drivers where its loader does. */
export function graphicsFiles(environment: NodeJS.ProcessEnv = process.env): GraphicsFiles {
  const named = [environment.VK_DRIVER_FILES, environment.VK_ICD_FILENAMES]
    .flatMap((list) => list?.split(":") ?? [])
    .some((path) => existsSync(path));
  const inFolders = driverFolders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  return {
    drivers: named || inFolders,
    nvidia: existsSync("/proc/driver/nvidia/version") || existsSync("/dev/nvidia0"),
  };
}

/** Reads what opening the WebGPU provider said on Linux, where it stands on Vulkan. */
export function explainVulkan(said: string, files: GraphicsFiles): Explanation {
  const container =
    "start the container with NVIDIA_DRIVER_CAPABILITIES=all (compute,utility,graphics at least)";
  const driver = "mesa-vulkan-drivers, or the graphics card's own driver";
  if (/libvulkan\.so\S*: cannot open/.test(said))
    return {
      reason: "no graphics adapter: Vulkan's loader (libvulkan.so.1) is not installed",
      remedy: `apt install libvulkan1${files.nvidia ? `; ${container}` : ` ${driver}`}`,
    };
  if (!files.drivers)
    return {
      reason: files.nvidia
        ? "no graphics adapter: NVIDIA's driver is here without its graphics part (no file in vulkan/icd.d)"
        : "no graphics adapter: Vulkan has no driver (no file in vulkan/icd.d)",
      remedy: files.nvidia ? container : `apt install ${driver}`,
    };
  return {
    reason: `no graphics adapter that serves: ${firstWords(said)}`,
    remedy: "vulkaninfo --summary shows what Vulkan finds (apt install vulkan-tools)",
  };
}

/** The last line with words in it, without the source file that onnxruntime puts in front. */
function firstWords(said: string): string {
  const line = said.trim().split("\n").at(-1) ?? "";
  return line.replace(/^.*was false\. /, "").slice(0, 160) || "it said nothing";
}
