import type { PeopleFile } from "../../generated/people.js";
import { type Finding, finding } from "../../model/finding.js";
import { formatInstant, parseInstant } from "../../model/instant.js";
import { type Delegation, type Person, sameLogin } from "../../model/person.js";
import { suggester } from "./suggest.js";
import { badInstant } from "./validate.js";
import { valueAt, type YamlFile } from "./yaml-file.js";

type Entry = NonNullable<PeopleFile["delegations"]>[number];

/** Who speaks for whom. One that says nothing, or twice the same, was meant to say something else. */
export function readDelegations(
  file: YamlFile,
  people: ReadonlyMap<string, Person>,
  entries: readonly Entry[],
): { readonly delegations: readonly Delegation[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const delegations: Delegation[] = [];
  const seen = new Set<string>();
  const suggest = suggester([...people.values()].map((one) => one.login));

  function listed(pointer: string, login: string): Person | undefined {
    const person = people.get(login.toLowerCase());
    if (person) return person;
    const place = { path: file.path, at: valueAt(file, pointer) };
    findings.push(finding("unknown-person", place, { login, ...suggest(login) }));
    return undefined;
  }

  for (const [index, entry] of entries.entries()) {
    const pointer = `/delegations/${index}`;
    const from = listed(`${pointer}/from`, entry.from);
    const to = listed(`${pointer}/to`, entry.to);
    const since = entry.since === undefined ? undefined : parseInstant(entry.since);
    const until = parseInstant(entry.until);
    if (entry.since !== undefined && since === undefined) findings.push(badInstant(file, `${pointer}/since`));
    if (until === undefined) findings.push(badInstant(file, `${pointer}/until`));
    if (!from || !to || until === undefined) continue;
    if (sameLogin(from.login, to.login)) {
      const place = { path: file.path, at: valueAt(file, `${pointer}/to`) };
      findings.push(finding("self-delegation", place, { login: to.login }));
    }
    if (since !== undefined && until <= since) {
      const place = { path: file.path, at: valueAt(file, `${pointer}/until`) };
      const args = { since: formatInstant(since), until: formatInstant(until) };
      findings.push(finding("delegation-window", place, args));
    }
    const key = JSON.stringify([from.login, to.login, entry.what.toSorted(), since, until]);
    if (seen.has(key)) {
      const place = { path: file.path, at: valueAt(file, pointer) };
      findings.push(finding("duplicate-delegation", place, { from: from.login, to: to.login }));
    }
    seen.add(key);
    const window = { ...(since === undefined ? {} : { since }), until };
    delegations.push({ from: from.login, to: to.login, what: entry.what, ...window, why: entry.why });
  }
  return { delegations, findings };
}
