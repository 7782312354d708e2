# Made with nbformat 5.11.1: python test/golden/notebook/make.py
from pathlib import Path

from nbformat import v4

metadata = {
    "b": 1e-5,
    "a": [1.5e-7, 123456.75, 1e22, -3.25e-300, 0.0001, 5e-324, 7],
    "é😀": {"\uff5e": 1, "😀": 2},
    "empty": {},
    "list": [],
    "control": "a\x7f\x01\u2028",
}
code = v4.new_code_cell("a\u2028b\n\nc\r\nd\x0be\x1cf", id="x1", execution_count=3)
code.outputs = [
    v4.new_output("stream", text="x\ny"),
    v4.new_output(
        "display_data",
        data={
            "text/plain": "a\nb",
            "application/json": ["a", "b"],
            "application/vnd.x+json": {"z": [], "a": None},
            "image/svg+xml": "<svg>\n</svg>",
            "image/png": "a\nb",
            "application/javascript": "a\nb",
        },
        metadata={"image/png": {"width": 3}},
    ),
    v4.new_output("execute_result", data={"text/plain": "1"}, execution_count=3),
    v4.new_output("error", ename="E", evalue="v", traceback=["a\nb", "c"]),
]
text = v4.new_markdown_cell("# x", id="m", attachments={"i.png": {"image/png": "xx", "text/plain": "a\nb"}})
notebook = v4.new_notebook(metadata=metadata, cells=[text, code, v4.new_raw_cell("", id="r")])
Path(__file__).with_name("nbformat.ipynb").write_text(v4.writes(notebook) + "\n")
