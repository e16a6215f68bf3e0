import type { FindingArguments } from "../model/finding.js";
import type { CaseVerdict } from "../model/policy-case.js";
import type { FindingSentences } from "./finding-sentences.js";
import { NOTHING, prose, type Sentence, say, values, writtenTime } from "./sentence.js";

const FORBIDDEN: Readonly<Record<FindingArguments["yaml-forbidden"]["feature"], Sentence>> = {
  alias: say`Aliases such as ${"*name"} are not accepted. Write the value out.`,
  anchor: say`Anchors such as ${"&name"} are not accepted. Write the value out where it is needed.`,
  "merge-key": say`The merge key ${"<<"} is not accepted. Write the keys out.`,
  tag: say`Tags such as ${"!!str"} are not accepted. Put text that looks like a number in quotes: ${'"123"'}.`,
  directive: say`Directives such as ${"%YAML 1.1"} are not accepted: the file is read as YAML 1.2. Remove the line.`,
  "several-documents": say`A file holds one document. Remove the line ${"---"}, or split the file.`,
  "deep-nesting": say`It is nested deeper than anything that is read here. Write it flat.`,
};

const CODE_OWNERS_FAULTS: Readonly<Record<FindingArguments["code-owners-line"]["because"], Sentence>> = {
  negation: say`GitHub has no patterns that begin with ${"!"}`,
  "character-range": say`GitHub has no character ranges`,
  "comment-sign": say`GitHub lets no pattern hold ${"#"}`,
  pattern: say`it is not a pattern`,
  owner: say`an owner is ${"@login"}, ${"@organization/team"} or an address`,
};

/** Of files that cannot be read, or do not fit their schema, or name what there is not. */
export const FILE_SENTENCES = {
  "yaml-syntax": ({ problem }) =>
    say`This is not YAML: ${prose(problem)}. Write each key on a line of its own, as in ${"who: alice"}.`,
  "yaml-duplicate-key": ({ key }) => say`The key ${key} is here twice. Keep one of them.`,
  "yaml-forbidden": ({ feature }) => FORBIDDEN[feature],
  "file-not-text": () => say`This file is not UTF-8 text. Save it as UTF-8.`,
  "file-too-large": ({ bytes, limit }) => say`This file has ${bytes} bytes; at most ${limit} are read. Shorten it.`,
  "folder-too-large": ({ bytes, limit }) =>
    say`This file and the others of ${"access/"} have ${bytes} bytes together; at most ${limit} are read, so none of them was. Take out what is not needed.`,
  "file-not-regular": ({ mode }) =>
    say`This is ${modeName(mode)} (mode ${mode}). Commit an ordinary file, mode ${"100644"}.`,
  "file-name": ({ expected }) => say`This file is in the wrong place, or has the wrong name. Name it ${expected}.`,
  "file-name-collision": ({ other }) => say`The name differs from ${other} by upper and lower case only. Rename it.`,

  "unknown-key": ({ key, known, suggestion }) =>
    say`There is no key ${key} here.${instead(suggestion, known, say`The keys are`)}`,
  "missing-key": ({ key, about, example }) =>
    say`${key} is missing${about === "" ? NOTHING : say`: ${prose(about)}`}.${example === "" ? NOTHING : say` Add a line such as ${line(key, example)}.`}`,
  "wrong-value": ({ key, expected, example, received }) =>
    say`${key} must be ${expected === "" ? say`something else` : prose(expected)}; here is ${received === "nothing" ? say`nothing` : received}.${example === "" ? NOTHING : say` Write for example ${line(key, example)}.`}`,
  "bad-duration": ({ key, received, suggestion }) =>
    suggestion === undefined
      ? say`${key} is not a length of time: ${received}. Write ${"2h"}, ${"45m"}, ${"1h30m"}, ${"3d"} or ISO 8601 ${"PT2H"}.`
      : say`${key} is not a length of time: ${received}. Write ${suggestion}; others are ${"45m"}, ${"1h30m"}, ${"3d"} or ISO 8601 ${"PT2H"}.`,
  "bad-instant": ({ key, received }) =>
    say`${key} is not a moment with its zone: ${received}. Write for example ${"2026-11-22T18:00:00Z"}.`,
  "one-of-keys": ({ keys, received }) =>
    received.length === 0
      ? say`One of ${values(keys, "or")} is missing. Add one of them.`
      : say`Only one of ${values(keys, "and")} can be here; here are ${values(received, "and")}. Remove all but one.`,
  "bad-pattern": ({ key, received, problem }) =>
    say`${key} is not a regular expression: ${received} (${prose(problem)}). Write for example ${"^INC-\\d+$"}.`,

  "unknown-kind": ({ received, known, suggestion }) =>
    say`There is no kind of system ${received}.${instead(suggestion, known, say`The kinds are`)}`,
  "unknown-person": ({ login, suggestion }) =>
    suggestion === undefined
      ? say`${login} is not in ${"access/people.yaml"}. Correct the name, or add the person in another pull request first.`
      : say`${login} is not in ${"access/people.yaml"}.${instead(suggestion, [], NOTHING)}`,
  "unknown-team": ({ team, suggestion }) => {
    if (/[@/]/.test(team))
      return say`Team ${team} cannot be read from GitHub, so nobody in it counts. Look whether it exists, and whether Curfew may see it.`;
    return suggestion === undefined
      ? say`There is no team ${team} in ${"access/people.yaml"}. Correct the name, or add the team first.`
      : say`There is no team ${team} in ${"access/people.yaml"}.${instead(suggestion, [], NOTHING)}`;
  },
  "unknown-system": ({ system, suggestion }) =>
    suggestion === undefined
      ? say`There is no system ${system}. Each system is a file: ${"access/systems/<name>.yaml"}.`
      : say`There is no system ${system}.${instead(suggestion, [], NOTHING)}`,
  "unknown-role": ({ system, role, known, suggestion }) =>
    say`${system} has no role ${role}.${instead(suggestion, known, say`Its roles are`)}`,
  "other-system": ({ what, folder }) =>
    say`${what} is not a role of ${folder}, whose folder this file lies in. Ask for it in a file under ${`access/requests/${what.split("/")[0] ?? ""}/`}.`,
  "duplicate-person": ({ login, other, field }) =>
    field === "login"
      ? say`${login} and ${other} are one login: case makes no difference. Keep one of them.`
      : say`${login} has the same ${field} as ${other}. Correct the one that is wrong.`,
  "duplicate-what": ({ what }) => say`${what} is here twice. Keep one of them.`,
  "control-character": ({ character }) => say`There is a ${prose(character)} here, which nobody sees. Remove it.`,
  "matches-nothing": ({ pattern }) => say`${pattern} matches no role of any system. Correct it, or remove it.`,
  "policy-test-failed": ({ case: about, expected, received }) =>
    say`The case ${about} expects ${verdict(expected)}, but it is ${verdict(received)}. Correct the policy, or the case.`,
  "code-owners-line": ({ part, because }) =>
    say`GitHub skips this line because of ${part}: ${CODE_OWNERS_FAULTS[because]}. Correct it: nobody owns what it was to name.`,
  "code-owners-too-large": ({ bytes, limit }) =>
    say`This file has ${bytes} bytes, and GitHub loads none of more than ${limit}: nobody owns anything. Shorten it, for instance by patterns for several lines at once.`,
  "code-owner-rejected": ({ owner }) =>
    say`GitHub does not take ${owner} as a code owner, so nobody counts as one by that name. An owner exists, and has write access to this repository; a team was given it itself, and is not secret.`,
  "self-delegation": ({ login }) =>
    say`${login} delegates to ${login}, which says nothing. Name somebody else, or remove it.`,
  "duplicate-delegation": ({ from, to }) => say`${from} delegates the same to ${to} twice. Keep one of them.`,
  "delegation-window": ({ since, until }) =>
    say`This delegation would end at ${writtenTime(until)}, and not begin before ${writtenTime(since)}. Write an ${"until"} that is later than ${"since"}.`,
  "missing-file": ({ path }) => say`${path} is missing. Nothing can be judged without it: add it.`,
} satisfies Partial<FindingSentences>;

function instead(suggestion: string | undefined, known: readonly string[], those: Sentence): Sentence {
  if (suggestion !== undefined) return say` Did you mean ${suggestion}?`;
  return known.length === 0 ? NOTHING : say` ${those} ${values(known, "and")}.`;
}

/** `for: 2h`, whether the example brought its key or not. */
function line(key: string, example: string): string {
  const last = key.split(/[./]/).at(-1) ?? key;
  if (example.startsWith(`${last}:`) || /^\d*$/.test(last)) return example;
  return `${last}: ${example.replace(/\.$/, "")}`;
}

function modeName(mode: string): Sentence {
  if (mode === "120000") return say`a symbolic link`;
  if (mode === "160000") return say`a submodule`;
  return mode === "100755" ? say`an executable file` : say`not an ordinary file`;
}

function verdict({ outcome, reasons }: CaseVerdict): Sentence {
  const words = { allowed: say`allowed by`, waiting: say`waiting for`, denied: say`denied by` }[outcome];
  return reasons.length === 0 ? say`${prose(outcome)}` : say`${words} ${values(reasons.toSorted(), "and")}`;
}
