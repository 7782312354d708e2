/** Rooms of src, and the rooms each may import from. `type`-only imports count like any other. */
const allowed = {
  table: [],
  random: ["table"],
  parallel: [],
  dataset: ["table"],
  mixture: ["table", "random"],
  regress: ["table", "random", "mixture", "parallel"],
  propose: ["table", "random", "mixture", "regress"],
  scaling: ["table", "random", "regress"],
  tensor: ["table"],
  train: ["table", "random", "parallel", "dataset", "tensor"],
  figure: ["table"],
  notebook: ["table", "dataset"],
  cli: [],
};
/** Rooms that may use Node's own modules; the rest would run in a browser. */
const nodeRooms = ["dataset", "notebook", "cli", "parallel", "train/(checkpoint|tokens|run)"];
/** table/frames.ts loads arquero when first asked, which takes a `require`. */
const nodeFiles = ["^src/table/frames\\.ts$"];

const rooms = Object.keys(allowed);

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...rooms.map((room) => ({
      name: `room-${room}`,
      comment: `src/${room} may import ${allowed[room].join(", ") || "no other room"} (see DECISIONS.md)`,
      severity: "error",
      from: { path: `^src/${room}/` },
      to: {
        path: "^(src|kernels|scripts|test)/",
        pathNot: [
          `^src/${room}/`,
          ...allowed[room].map((other) => `^src/${other}/index\\.ts$`),
          ...(room === "cli"
            ? ["^src/index\\.ts$", "^src/notebook/index\\.ts$", "^kernels/mixlab/kernelspec\\.ts$"]
            : []),
          ...(room === "mixture" ? ["^src/dataset/prior\\.ts$"] : []),
          ...(room === "scaling" ? ["^src/dataset/index\\.ts$"] : []),
          ...(room === "notebook" ? ["^kernels/mixlab/wire/", "^src/figure/types\\.ts$"] : []),
        ],
      },
    })),
    {
      name: "scaling-takes-types-of-dataset",
      comment: "the testbed is read in dataset; the science of it stays free of Node",
      severity: "error",
      from: { path: "^src/scaling/" },
      to: { path: "^src/dataset/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "index-is-the-door",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { path: "^src/", pathNot: "^src/[^/]+/index\\.ts$" },
    },
    {
      name: "kernel-sees-nothing-of-src",
      severity: "error",
      from: { path: "^kernels/" },
      to: { path: "^(src|scripts|test)/" },
    },
    {
      name: "node-modules-in-few-rooms",
      severity: "error",
      from: { path: "^src/", pathNot: [`^src/(${nodeRooms.join("|")})/`, ...nodeFiles] },
      to: { dependencyTypes: ["core"] },
    },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(assembly|dist)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
