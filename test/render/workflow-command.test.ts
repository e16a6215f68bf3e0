import { expect, test } from "vitest";
import { finding } from "../../src/model/finding.js";
import { workflowCommand } from "../../src/render/workflow-command.js";

const AT = { line: 4, column: 6 };

test("a finding is a command with its file, line, column and title", () => {
  const wrong = finding("bad-instant", { path: "access/x.yaml", at: AT }, { key: "until", received: "tomorrow" });
  expect(workflowCommand(wrong)).toBe(
    "::error file=access/x.yaml,line=4,col=6,title=Bad instant (bad-instant)::`until` is not a moment with its zone: `tomorrow`. Write for example `2026-11-22T18:00:00Z`. https://github.com/curfew-access/curfew/blob/main/schemas/FINDINGS.md#bad-instant",
  );
});

test("severities are GitHub's own, and what is about no file names none", () => {
  expect(workflowCommand(finding("clock-skew", {}, { seconds: 45, limit: 30 }, "warning"))).toMatch(
    /^::warning title=Clock skew \(clock-skew\)::This machine/,
  );
  expect(workflowCommand(finding("request-changed", {}, {}, "notice"))).toMatch(/^::notice title=/);
});

test("a hostile path and a hostile value end neither the property nor the command", () => {
  const path = "access/a,line=1::b%0A\r\n::add-mask::x.yaml";
  const command = workflowCommand(
    finding("unknown-person", { path, at: AT }, { login: "x%\n::set-output name=a::b\u001b[31m" }),
  );
  expect(command.split("\n")).toHaveLength(1);
  expect(command).not.toMatch(/[\r\u001b]/);
  expect(command).toContain("b%250A %3A%3Aadd-mask%3A%3Ax.yaml,line=4,col=6,");
  // The first `::` after the name ends the properties: there is none in them.
  const [, , message = ""] = /^::error (.*?)::(.*)$/.exec(command) ?? [];
  expect(message).toMatch(/^`x%25 ::set-output/);
});
