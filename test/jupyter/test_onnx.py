"""Models we write, read by ONNX's own checker; training on a graphics device, with SwiftShader standing in for one."""

import json
import os
import subprocess
from pathlib import Path

import onnx
import pytest
from conftest import NODE, ROOT, missing, node

BESIDE = [Path(os.environ["CHROMIUM"]).resolve().parent] if "CHROMIUM" in os.environ else []
USUAL = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome"]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("onnx")
    result = node("onnx-models.js", folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize("target", ["cpu", "webgpu"])
@pytest.mark.parametrize("step", ["train", "evaluate"])
def test_models_of_real_steps_pass_the_full_check_of_onnx(models, step, target):
    model = onnx.load(models / f"{step}-{target}.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == 9
    assert {entry.domain: entry.version for entry in model.opset_import}[""] == 20
    names = [node.name for node in model.graph.node]
    assert len(set(names)) == len(names) > 100


@pytest.mark.parametrize("step", ["train", "evaluate"])
def test_shapes_that_onnx_infers_for_outputs_are_those_we_declare(models, step):
    # The WebGPU model has ONNX's own operators only, whose shapes the package knows.
    model = onnx.load(models / f"{step}-webgpu.onnx")
    assert {entry.domain for entry in model.opset_import} == {""}
    declared = {value.name: str(value.type) for value in model.graph.output}
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    assert {value.name: str(value.type) for value in inferred.graph.output} == declared


def swiftshader() -> Path:
    """Chromium's software Vulkan device: the folder with its library and with the Vulkan loader."""
    for folder in [*BESIDE, *map(Path, USUAL)]:
        if (folder / "libvk_swiftshader.so").exists() and (folder / "libvulkan.so.1").exists():
            return folder
    missing("libvk_swiftshader.so", "Debian: apt-get install chromium (chromium-common carries it).")
    raise AssertionError


def test_twenty_steps_on_webgpu_have_the_losses_of_the_cpu(tmp_path):
    folder = swiftshader()
    icd = tmp_path / "swiftshader.json"
    library = {"library_path": str(folder / "libvk_swiftshader.so"), "api_version": "1.1.0"}
    icd.write_text(json.dumps({"file_format_version": "1.0.0", "ICD": library}))
    env = {**os.environ, "VK_ICD_FILENAMES": str(icd), "LD_LIBRARY_PATH": str(folder)}
    command = [NODE, str(ROOT / "dist/test/jupyter/webgpu.js")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=ROOT, env=env)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout.splitlines()[-1])
    cpu, webgpu = told["cpu"]["losses"], told["webgpu"]["losses"]
    assert len(cpu) == len(webgpu) == 20
    assert cpu[-1] < cpu[0]
    assert max(abs(one - other) for one, other in zip(cpu, webgpu)) <= 1e-4
    assert told["webgpu"]["drift"] == pytest.approx(told["cpu"]["drift"], rel=1e-3)
