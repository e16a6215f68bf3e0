import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { beforeAll, expect, test } from "vitest";
import { LAYERS, type Layer } from "./layers.js";

interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: "own" | "package" | "node";
  readonly dynamic: boolean;
}

let imports: readonly Import[] = [];
let modules: readonly string[] = [];

beforeAll(async () => {
  const { output } = await cruise(
    ["src"],
    { tsPreCompilationDeps: true, tsConfig: { fileName: "tsconfig.json" }, doNotFollow: { path: "node_modules" } },
    undefined,
    { tsConfig: extractTsConfig("tsconfig.json") },
  );
  const result = output as ICruiseResult;
  modules = result.modules.map((module) => module.source).filter((source) => source.startsWith("src/"));
  imports = result.modules.flatMap((module) =>
    module.source.startsWith("src/")
      ? module.dependencies.map((dependency) => ({
          from: module.source,
          to: dependency.resolved.startsWith("src/") ? dependency.resolved : dependency.module,
          kind: dependency.resolved.startsWith("src/")
            ? ("own" as const)
            : dependency.coreModule
              ? ("node" as const)
              : ("package" as const),
          dynamic: dependency.dynamic,
        }))
      : [],
  );
});

function layerOf(path: string): readonly [string, Layer] | undefined {
  return Object.entries(LAYERS).find(([, layer]) => path.startsWith(layer.at));
}

function breach({ from, to, kind, dynamic }: Import): string | undefined {
  const found = layerOf(from);
  if (!found) return `${from} is in no layer`;
  const [name, layer] = found;
  switch (kind) {
    case "node":
      return layer.node ? undefined : `${from} (${name}) imports node's ${to}`;
    case "package":
      return !layer.packages || layer.packages.some((allowed) => allowed.test(to))
        ? undefined
        : `${from} (${name}) imports ${to}`;
    case "own": {
      const target = layerOf(to)?.[0] ?? "none";
      if (name === target) return layer.apart ? apart(from, to) : undefined;
      // Reading is part of the core for whoever may import that; it only has packages of its own.
      const part = target === "read" && layer.may.includes("core") ? "core" : target;
      if (!layer.may.includes(part)) return `${from} (${name}) imports ${to} (${target})`;
      return name === "cli" && ["app", "demo"].includes(target) && !dynamic
        ? `${from} loads ${to} before it is needed`
        : undefined;
    }
    default:
      return kind satisfies never;
  }
}

/** Siblings of a layer whose folders know nothing of each other; its own files at the top may import all of them. */
function apart(from: string, to: string): string | undefined {
  const [, , ownFolder, ownFile] = from.split("/");
  const [, , otherFolder, otherFile] = to.split("/");
  const sibling = ownFile !== undefined && otherFile !== undefined && ownFolder !== otherFolder;
  return sibling ? `${from} imports its sibling ${to}` : undefined;
}

test("the imports were read", () => {
  expect(modules.length).toBeGreaterThan(30);
  expect(imports.filter((one) => one.kind === "own").length).toBeGreaterThan(50);
  expect(imports.some((one) => one.kind === "package")).toBe(true);
});

test("every module imports only what its layer may", () => {
  expect(imports.map(breach).filter((problem) => problem !== undefined)).toEqual([]);
});

test("every module belongs to a layer", () => {
  expect(modules.filter((path) => !layerOf(path))).toEqual([]);
});

test("only the demo knows the sandbox", () => {
  const knowing = imports.filter((one) => one.to.startsWith("src/sandbox/")).map((one) => one.from);
  expect(knowing.filter((path) => !/^src\/(sandbox|demo)\//.test(path))).toEqual([]);
});

test("a planted import across the layers is seen", () => {
  expect(breach({ from: "src/core/plan.ts", to: "src/run/reconcile.ts", kind: "own", dynamic: false })).toBeDefined();
  expect(breach({ from: "src/model/plan.ts", to: "node:fs", kind: "node", dynamic: false })).toBeDefined();
  expect(breach({ from: "src/render/plan.ts", to: "yaml", kind: "package", dynamic: false })).toBeDefined();
  expect(breach({ from: "src/cli/main.ts", to: "src/demo/demo.ts", kind: "own", dynamic: false })).toBeDefined();
  expect(breach({ from: "src/cli/main.ts", to: "src/demo/demo.ts", kind: "own", dynamic: true })).toBeUndefined();
  expect(
    breach({ from: "src/providers/a/x.ts", to: "src/providers/b/y.ts", kind: "own", dynamic: false }),
  ).toBeDefined();
  expect(breach({ from: "src/run/reconcile.ts", to: "src/core/plan.ts", kind: "own", dynamic: false })).toBeUndefined();
});
