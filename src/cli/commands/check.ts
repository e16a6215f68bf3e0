import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { checkFiles } from "../../run/check-files.js";
import { createClock, KIND_SCHEMAS, kindOf } from "../../wire.js";
import { connectHere } from "../connect.js";
import { type Ending, UsageError } from "../ending.js";
import { counted, endAs, type Format, findingJson, formatOf } from "../format.js";
import type { Shared } from "../main.js";
import { readAccessHere } from "../root.js";
import { checkAll, checkOne, findingsOfPull, isDenied, pullJson, pullText, wasDone } from "./check-pulls.js";
import { checkRangeHere } from "./check-range.js";

export interface CheckOptions {
  readonly format?: Format;
  readonly author?: string;
  readonly pull?: number;
  readonly open?: boolean;
}

export async function check(shared: Shared, range: string | undefined, options: CheckOptions): Promise<Ending> {
  const format = formatOf(shared, options.format);
  const pulls = options.pull !== undefined || options.open === true;
  if (range !== undefined && pulls) throw new UsageError("give a range, or --pull, or --open: one of them");
  if (range === undefined && options.author !== undefined) {
    throw new UsageError("--author says who would open the pull request of a range: check base..head --author <login>");
  }
  if (range !== undefined) return checkRangeHere(range, options.author, format);
  return pulls ? checkPulls(shared, options, format) : checkHere(format);
}

async function checkPulls(shared: Shared, options: CheckOptions, format: Format): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const pulls =
    options.pull === undefined ? await checkAll(context, now) : [await checkOne(context, options.pull, now)];
  return endAs(format, {
    findings: format === "text" ? [] : pulls.flatMap(findingsOfPull),
    value: { pulls: pulls.map(pullJson) },
    lines: pulls.length === 0 ? ["No pull request is open."] : pulls.map(pullText),
    line: findingLine,
    fine: pulls.every((pull) => wasDone(pull) && !isDenied(pull)),
  });
}

/** Of this checkout alone: no network, no credentials. Who must approve is GitHub's to say. */
async function checkHere(format: Format): Promise<Ending> {
  return checkThose(await readAccessHere(), KIND_SCHEMAS, { kind: kindOf, now: createClock().now() }, format);
}

/** What is wrong with the files of an access folder, and how that is said. */
export async function checkThose(
  ...[files, kinds, asked, format]: [...Parameters<typeof checkFiles>, Format]
): Promise<Ending> {
  const { requests, cases, findings } = await checkFiles(files, kinds, asked);
  return endAs(format, {
    findings,
    value: { requests, cases, findings: findings.map(findingJson) },
    lines: [
      `${counted(requests, "request")}, ${counted(cases, "policy test")}, ${counted(findings.length, "finding")}.`,
    ],
    line: findingLine,
    fine: !findings.some(isError),
  });
}
