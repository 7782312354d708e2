// Runs the tests beside PyTorch, which takes several GB: only where it is asked for. Makes .venv-peers with pinned
// packages first, unless MIXLAB_PEERS_PYTHON names a Python that has them. With --prepare: prints that Python and ends.
import { preparePython, runPytest } from "./python-environment.mjs";

const name = "test:peers";
const [first, ...rest] = process.argv.slice(2);
const python =
  process.env.MIXLAB_PEERS_PYTHON ||
  preparePython({ name, folder: ".venv-peers", requirements: "test/peers/requirements.txt" });
if (first === "--prepare") console.log(python);
else runPytest({ name, python, folder: "test/peers", asked: first === undefined ? [] : [first, ...rest] });
