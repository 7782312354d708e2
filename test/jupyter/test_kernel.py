"""The kernel under the public conformance suite, jupyter_client and nbclient."""

import os
import signal
from pathlib import Path

import jupyter_kernel_test
import nbformat
import pytest
from conftest import KERNEL
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

PATIENCE = 60


class TestConformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    complete_code_samples = ["1", "console.log('hello, world')", "function f(x: number) {\n  return x * 2;\n}\n"]
    incomplete_code_samples = ["function f(x: number) {\n  x * 2", "const a = `open", "f(1,"]
    invalid_code_samples = ["let 7x = 1", "import)"]
    code_generate_error = "throw new Error('test')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>' }) })", "mime": "text/html"},
        {"code": "display(1)", "mime": "text/plain"},
    ]
    code_clear_output = "clearOutput()"
    code_history_pattern = "6 *?7"
    supported_history_operations = ("tail", "range", "search")


class TestWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name=KERNEL)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel()


def until_idle(client, identity):
    messages = []
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != identity:
            continue
        messages.append(message)
        if message["content"].get("execution_state") == "idle":
            return messages


def test_the_kernelspec_names_language_and_interrupt_mode():
    spec = KernelSpecManager().get_kernel_spec(KERNEL)
    assert spec.language == "typescript"
    assert spec.interrupt_mode == "message"
    assert "{connection_file}" in spec.argv
    assert Path(spec.resource_dir, "logo-svg.svg").exists()


@pytest.mark.parametrize("code", ["for (;;) {}", "await new Promise(() => {})"])
@pytest.mark.parametrize("means", ["message", "signal"])
def test_an_interrupt_ends_the_cell_and_keeps_its_variables(kernel, means, code):
    manager, client = kernel
    client.execute_interactive("const kept = 5", timeout=PATIENCE, output_hook=lambda _: None)
    identity = client.execute("console.log('started');" + code)
    while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass
    if means == "message":
        manager.interrupt_kernel()
    else:
        os.kill(manager.provisioner.process.pid, signal.SIGINT)
    kinds = [message["msg_type"] for message in until_idle(client, identity)]
    assert kinds[-2:] == ["error", "status"]
    reply = client.execute_interactive(
        "kept", timeout=PATIENCE, output_hook=lambda message: kinds.append(str(message["content"].get("data")))
    )
    assert reply["content"]["status"] == "ok"
    assert "{'text/plain': '5'}" in kinds


def test_a_restart_gives_a_fresh_kernel(kernel):
    manager, client = kernel
    client.execute_interactive("const gone = 5", timeout=PATIENCE, output_hook=lambda _: None)
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=PATIENCE)
    shown = []
    client.execute_interactive(
        "typeof gone", timeout=PATIENCE, output_hook=lambda message: shown.append(message["content"].get("data"))
    )
    assert {"text/plain": "'undefined'"} in shown


def notebook(*cells):
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": KERNEL, "language": "typescript"}})
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return book


def test_nbclient_keeps_every_result_of_a_notebook(tmp_path: Path):
    book = notebook(*[f"const v{i} = {i}; console.log('line {i}'); v{i} * 2" for i in range(20)])
    NotebookClient(book, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for i, cell in enumerate(book.cells):
        assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
        assert cell.outputs[1].data["text/plain"] == str(i * 2)


def test_a_shutdown_ends_the_process_with_0():
    manager, client = start_new_kernel(kernel_name=KERNEL)
    process = manager.provisioner.process
    client.shutdown()
    assert process.wait(timeout=PATIENCE) == 0
    client.stop_channels()
    manager.cleanup_resources()
