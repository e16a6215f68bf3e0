import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { checkFiles } from "../../run/check-files.js";
import { checkPullRequest } from "../../run/check-pull-request.js";
import { CODE_OWNERS_PATHS, KIND_SCHEMAS, readWorkingTree } from "../../wire.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { checkAll, checkedText } from "./check-pulls.js";

export async function check(
  shared: Shared,
  options: { readonly pull?: number; readonly open: boolean },
): Promise<Ending> {
  if (options.pull === undefined && !options.open) return checkHere(shared);
  const { context, now } = await connectHere(shared);
  const checked =
    options.pull === undefined ? await checkAll(context, now) : [await checkPullRequest(context, options.pull, now)];
  const findings = checked.flatMap(({ view }) => (view && "findings" in view ? view.findings : []));
  const text = [...checked.map(checkedText), ...findings.map(findingLine)].join("\n");
  return end(shared.json, checked, text, !findings.some(isError));
}

/** Of this checkout alone: no network, no credentials. Who must approve is GitHub's to say. */
async function checkHere(shared: Shared): Promise<Ending> {
  const files = await readWorkingTree(process.cwd(), ["access", ...CODE_OWNERS_PATHS]);
  const { requests, findings } = checkFiles(files, KIND_SCHEMAS);
  const summary = `${requests} ${requests === 1 ? "request" : "requests"}, ${findings.length} ${findings.length === 1 ? "finding" : "findings"}.`;
  return end(
    shared.json,
    { requests, findings },
    [...findings.map(findingLine), summary].join("\n"),
    !findings.some(isError),
  );
}
