import { decideRequests } from "../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../src/core/decide/denials.js";
import { type AccessFile, readAccess } from "../../src/core/read/access-folder.js";
import { readRequest } from "../../src/core/read/request.js";
import type { SourceFile } from "../../src/core/read/text-file.js";
import { KIND_SCHEMAS } from "../../src/generated/kinds.js";
import type { Access } from "../../src/model/access.js";
import type { Outcome } from "../../src/model/decision.js";
import type { Facts } from "../../src/model/facts.js";
import type { Finding } from "../../src/model/finding.js";
import { accessFile, FILES, fileOf, glance, REQUEST_PATH } from "../core/read/sources.js";
import { facts, review } from "../core/world.js";

/** Read, within its policy, approved by its code owner: allowed, as long as nobody meddles. */
export const GOOD = `who: alice
what: aws-prod/admin
for: 2h
why: Promote the orders-db replica.
ticket: INC-4812
`;

export const APPROVED: Facts = facts({ reviews: [review("dana")] });

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** The small company of the reader's tests, with some of its files replaced. */
export function accessOf(changes: Files): Access {
  const files = Object.entries({ ...FILES, ...changes }).map(
    ([path, content]): AccessFile => ({ ...accessFile(path, ""), ...fileOf(path, content) }),
  );
  return readAccess("c".repeat(40), files, KIND_SCHEMAS);
}

export interface Judged {
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
}

/** What a pull request with this one file comes to, from its bytes to the decision. */
export function judge(source: SourceFile, access: Access, of: Facts): Judged {
  const { request, findings = [] } = readRequest(source, access);
  const requests = request === undefined ? [] : [request];
  const { decision } = decideRequests({ requests, access, facts: of });
  return { findings: [...findings, ...denialFindings(decision, requests)], outcome: decision.outcome };
}

export function judgeText(text: string | Uint8Array, mode = "100644", path = REQUEST_PATH): Judged {
  return judge(fileOf(path, text, mode), accessOf({}), APPROVED);
}

const SHOWN = 4;

/** `yaml-syntax 2:7, denied`; of many findings the first, and how many there are. */
export function said({ findings, outcome }: Judged): string {
  const all = [...new Set(glance(findings))];
  const shown = all.length > SHOWN ? [...all.slice(0, SHOWN), `${all.length} in all`] : all;
  return [...shown, outcome].join(", ");
}
