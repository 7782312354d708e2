import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { explainVulkan, graphicsFiles } from "../../src/cli/vulkan.ts";

const noLoader =
  "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory\nFailed to get a WebGPU adapter: No supported adapters";
const noAdapter =
  "/onnxruntime_src/webgpu_context.cc:136 Initialize adapter_result.status == Success was false. Failed to get a WebGPU adapter: No supported adapters";

const cases: readonly [string, string, { drivers: boolean; nvidia: boolean }, RegExp, RegExp][] = [
  [
    "a machine without Vulkan",
    noLoader,
    { drivers: false, nvidia: false },
    /libvulkan\.so\.1\) is not installed$/,
    /^apt install libvulkan1 mesa-vulkan-drivers, or/,
  ],
  [
    "an NVIDIA container without Vulkan",
    noLoader,
    { drivers: false, nvidia: true },
    /libvulkan\.so\.1\) is not installed$/,
    /^apt install libvulkan1; start the container with NVIDIA_DRIVER_CAPABILITIES=all/,
  ],
  [
    "a loader without a driver",
    noAdapter,
    { drivers: false, nvidia: false },
    /Vulkan has no driver/,
    /^apt install mesa-vulkan-drivers/,
  ],
  [
    "an NVIDIA container without the graphics capability",
    noAdapter,
    { drivers: false, nvidia: true },
    /NVIDIA's driver is here without its graphics part/,
    /^start the container with NVIDIA_DRIVER_CAPABILITIES=all/,
  ],
  [
    "a driver that does not serve",
    noAdapter,
    { drivers: true, nvidia: false },
    /^no graphics adapter that serves: Failed to get a WebGPU adapter: No supported adapters$/,
    /^vulkaninfo --summary/,
  ],
];
for (const [what, said, files, reason, remedy] of cases) {
  test(`explainVulkan: ${what} is told by what is missing`, () => {
    const explained = explainVulkan(said, files);
    assert.match(explained.reason, reason);
    assert.match(explained.remedy, remedy);
  });
}

test("graphicsFiles: a driver named in the environment counts where its file is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "mixlab-icd-"));
  try {
    const file = join(folder, "icd.json");
    writeFileSync(file, "{}");
    assert.equal(graphicsFiles({ VK_ICD_FILENAMES: `/nowhere.json:${file}` }).drivers, true);
    assert.equal(graphicsFiles({ VK_DRIVER_FILES: file }).drivers, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
