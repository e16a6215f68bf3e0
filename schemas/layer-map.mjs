/** Draws which folder of src/ imports which, for src/README.md. */
import { cruise } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

const MARKS = ["<!-- generated: imports -->", "<!-- /generated -->"];

/** The page with the drawing between its marks made anew. */
export async function withLayerMap(page, root) {
  const [begin, end] = MARKS.map((mark) => page.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`src/README.md needs ${MARKS.join(" and ")}`);
  return `${page.slice(0, begin + MARKS[0].length)}\n\n${await drawing(root)}\n\n${page.slice(end)}`;
}

async function drawing(root) {
  const { output } = await cruise(
    ["src"],
    {
      baseDir: root,
      tsPreCompilationDeps: true,
      tsConfig: { fileName: "tsconfig.json" },
      doNotFollow: { path: "node_modules" },
    },
    undefined,
    { tsConfig: extractTsConfig(`${root}/tsconfig.json`) },
  );
  const arrows = new Map();
  for (const { source, dependencies } of output.modules.filter(({ source }) => source.startsWith("src/"))) {
    for (const { resolved, dynamic } of dependencies) {
      const [from, to] = [layerOf(source), layerOf(resolved)];
      if (from === to || to === undefined) continue;
      const targets = arrows.get(from) ?? new Map();
      // One import at the start is enough for a full line.
      arrows.set(from, targets.set(to, (targets.get(to) ?? true) && dynamic));
    }
  }
  if (arrows.size < 5) throw new Error("the imports were not read");
  const lines = [...arrows.keys()].sort().flatMap((from) =>
    [...arrows.get(from)]
      .filter(([to]) => !isImplied(arrows, from, to))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([to, late]) => `  ${node(from)} ${late ? "-.->" : "-->"} ${node(to)}`),
  );
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** `src/core/read/x.ts` is of `core`, `src/wire.ts` of `wire.ts`. */
function layerOf(path) {
  return /^src\/([^/]+)/.exec(path)?.[1];
}

/** Whether another of its arrows leads there already. */
function isImplied(arrows, from, to) {
  return [...arrows.get(from).keys()].some((middle) => middle !== to && reaches(arrows, middle, to, new Set([from])));
}

function reaches(arrows, from, to, seen) {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(arrows.get(from)?.keys() ?? [])].some((next) => reaches(arrows, next, to, seen));
}

function node(layer) {
  return `${layer.replace(".ts", "")}[${layer}]`;
}
