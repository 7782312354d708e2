import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NumpyRandomState, PythonRandom } from "../../src/random/index.ts";

const [folder, seedText, countText] = process.argv.slice(2);
const seed = Number(seedText);
const count = Number(countText);
const prior = [0.11328527, 0.00391349, 0.23686921, 0.01184346, 0.63408857];

const save = (name: string, values: ArrayLike<number>) =>
  writeFileSync(join(folder, `${name}.bin`), new Uint8Array(Float64Array.from(values).buffer));
const many = (draw: () => number) => Float64Array.from({ length: count }, draw);

const uniform = new NumpyRandomState(seed);
save(
  "numpy-random",
  many(() => uniform.randomSample()),
);
const places = new NumpyRandomState(seed);
save("numpy-permutation", places.permutation(count));
save("numpy-choice", places.choice(1000, { size: count }));
save("numpy-next", [places.randomSample()]);
const dirichlet = new NumpyRandomState(seed);
save("numpy-dirichlet", dirichlet.dirichlet(prior, count));
save("numpy-dirichlet-next", [dirichlet.randomSample()]);
const normal = new NumpyRandomState(seed);
save(
  "numpy-normal",
  many(() => normal.normal(0, 2)),
);
save("numpy-normal-next", [normal.randomSample()]);

const python = new PythonRandom(seed);
save(
  "python-random",
  many(() => python.random()),
);
save(
  "python-randbelow",
  many(() => python.randbelow(12_345)),
);
save(
  "python-sample",
  python.sample(
    Array.from({ length: count }, (_, at) => at),
    1000,
  ),
);
const items = Array.from({ length: 1000 }, (_, at) => at);
python.shuffleInPlace(items);
save("python-shuffle", items);
save("python-next", [python.random()]);
