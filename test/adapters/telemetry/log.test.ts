import { expect, it } from "vitest";
import { createLog } from "../../../src/adapters/telemetry/log.js";

function logged(event: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line: string) => lines.push(line) } });
  log.warn(event, fields);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toContain("\n");
  return JSON.parse(lines[0] ?? "");
}

it("an event is one line of JSON with its fields", () => {
  expect(logged("merged", { pull: 7, by: ["dana"], nested: { at: "now" } })).toMatchObject({
    msg: "merged",
    pull: 7,
    by: ["dana"],
    nested: { at: "now" },
  });
});

it("controls of the terminal and of writing direction are taken out", () => {
  const line = logged("a\u001b[31mb", { why: "x\u202ey\u009b2J\nz" });
  expect([line["msg"], line["why"]]).toEqual(["a [31mb", "x y 2J z"]);
});

it("secrets are removed, by name and by what they look like", () => {
  const text = JSON.stringify(
    logged("failed ghs_abc123", {
      token: "plain",
      headers: { Authorization: "Basic eA==" },
      url: "https://alice:hunter2@github.com/x",
      error: new Error("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----"),
      jwt: "eyJhbGciOi.eyJpc3M.c2ln",
      installation: "Bad credentials: ghs_123456_eyJhbGciOi.eyJpbnN0.c2ln-bmF0dXJl",
      signed:
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=ASIA%2F2026&X-Amz-Security-Token=IQoJ&X-Amz-Signature=0f0f",
      header: "sent Authorization: Basic eDpnaHNf and authorization: bearer opaque",
    }),
  );
  const secrets = ["abc123", "plain", "eA==", "hunter2", "MII", "eyJpc3M", "eyJpbnN0", "c2ln", "ASIA", "IQoJ", "0f0f"];
  for (const secret of [...secrets, "eDpnaHNf", "opaque"]) expect(text).not.toContain(secret);
});

it("what refers to itself, is huge or is no data does not break the line", () => {
  const self: Record<string, unknown> = { big: 2n ** 70n, run: () => 1, long: "x".repeat(10_000) };
  self["self"] = self;
  expect(String(logged("odd", self)["long"])).toHaveLength(2001);
});
