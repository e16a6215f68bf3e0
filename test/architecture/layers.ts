export interface Layer {
  /** The folder of src, or the file, that makes the layer. */
  readonly at: string;
  /** The layers that it may import beside itself. */
  readonly may: readonly string[];
  /** Packages it may import; any, where it does not say. */
  readonly packages?: readonly RegExp[];
  /** Whether it may use Node's own modules. */
  readonly node: boolean;
  /** Whether its folders know nothing of each other. */
  readonly apart?: boolean;
}

/** The table of the design, a row a layer, the most specific first. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  generated: { at: "src/generated/", may: [], packages: [/^ajv\//], node: false },
  model: { at: "src/model/", may: ["generated"], packages: [], node: false },
  expressions: { at: "src/core/expressions/", may: ["model"], packages: [/^@marcbachmann\/cel-js$/], node: false },
  read: {
    at: "src/core/read/",
    may: ["expressions", "core", "model", "generated"],
    packages: [/^yaml$/, /^ajv(\/|$)/],
    node: false,
  },
  core: { at: "src/core/", may: ["read", "expressions", "model", "generated"], packages: [], node: false },
  render: { at: "src/render/", may: ["model"], packages: [], node: false },
  ports: { at: "src/ports/", may: ["model"], packages: [], node: false },
  run: { at: "src/run/", may: ["core", "render", "ports", "model"], packages: [], node: false },
  providers: { at: "src/providers/", may: ["ports", "model", "generated"], node: true, apart: true },
  adapters: { at: "src/adapters/", may: ["ports", "model"], node: true, apart: true },
  sandbox: { at: "src/sandbox/", may: [], packages: [], node: true },
  testing: { at: "src/testing/", may: ["ports", "model", "core"], packages: [], node: true },
  wire: {
    at: "src/wire.ts",
    may: ["generated", "model", "core", "render", "ports", "run", "providers", "adapters"],
    node: true,
  },
  app: { at: "src/app/", may: ["wire", "run", "render", "model"], node: true },
  demo: { at: "src/demo/", may: ["sandbox", "wire", "app", "run", "render", "model"], node: true },
  cli: { at: "src/cli/", may: ["wire", "run", "render", "model", "app", "demo"], node: true },
  index: { at: "src/index.ts", may: ["model", "ports", "run", "render", "wire"], node: false },
};
