import { expect, it } from "vitest";
import { openAws } from "../../../src/providers/aws-iam/aws.js";
import { system } from "./account.js";

it("the SDK's word on Node's version does not reach who runs Curfew", async () => {
  // Alone in its file: the SDK warns once a process.
  delete process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"];
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  await openAws({ system, environment: {} });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});
