import type { FindingMeanings } from "./finding-meanings.js";

/** Of files that cannot be read, or do not fit their schema, or name what there is not. */
export const FILE_MEANINGS = {
  "yaml-syntax": {
    meaning: "The file is not YAML, so that nothing in it can be read.",
    remedy: "Correct the line. Text that holds a colon and a blank, or begins with a sign of YAML's, stands in quotes.",
  },
  "yaml-duplicate-key": {
    meaning: "A key stands twice in one place. Readers of YAML disagree on which of the two holds, so neither does.",
    remedy: "Keep one of them.",
  },
  "yaml-forbidden": {
    meaning:
      "The file uses a part of YAML that makes a file mean something else than it seems to: aliases, anchors, merge keys, tags, directives, several documents, or very deep nesting.",
    remedy: "Write the values out, in one flat document.",
  },
  "file-not-text": {
    meaning: "The file is not text in UTF-8.",
    remedy: "Save it as UTF-8.",
  },
  "control-character": {
    meaning:
      "The text holds a character that is not seen, or that turns around what is: it would not say to a reviewer what it says to a machine.",
    remedy: "Remove the character; the finding names it and its place.",
  },
  "file-too-large": {
    meaning: "The file is larger than anything of its kind has to be, and is not read.",
    remedy: "Shorten it, or split it where it can be split.",
  },
  "folder-too-large": {
    meaning: "All that is to be read of a commit's `access/` is more than fits into memory, and none of it is read.",
    remedy: "Take out what is not needed, or was put there by mistake.",
  },
  "file-not-regular": {
    meaning: "It is a symbolic link, a submodule or another thing that is no ordinary file.",
    remedy: "Commit an ordinary file.",
  },
  "file-name": {
    meaning: "The file lies where nothing would read it, or has a name that nothing would read.",
    remedy: "Give it the place and the name that the finding says.",
  },
  "file-name-collision": {
    meaning: "Two names differ by upper and lower case alone, of which some checkouts can hold only one.",
    remedy: "Rename one of them.",
  },
  "unknown-key": {
    meaning: "The schema of the file has no such key. Nothing is ignored: it would promise what nobody keeps.",
    remedy: "Correct the key, or remove it.",
  },
  "missing-key": {
    meaning: "The file lacks a key that it must have.",
    remedy: "Add it; the finding shows how.",
  },
  "wrong-value": {
    meaning: "The value is not what the schema asks for.",
    remedy: "Write what the finding says is expected.",
  },
  "bad-duration": {
    meaning: "It is not a length of time as it is written here. Nothing is guessed.",
    remedy: "Write `45m`, `2h`, `1h30m`, `3d` or ISO 8601 `PT2H`; from a minute to a year.",
  },
  "bad-instant": {
    meaning: "It is not a moment: RFC 3339, with seconds and a zone.",
    remedy: "Write it as `2026-11-22T18:00:00Z`.",
  },
  "one-of-keys": {
    meaning: "Of several keys exactly one must be there, and there is none, or more than one.",
    remedy: "Keep one, or add one.",
  },
  "bad-pattern": {
    meaning: "A regular expression cannot be compiled, or could take for ever on some text.",
    remedy: "Correct it. No look-around, no back-references, no repeated groups.",
  },
  "unknown-kind": {
    meaning: "No provider serves systems of this kind.",
    remedy: "Write a kind that there is.",
  },
  "unknown-person": {
    meaning: "Somebody is named who is not in `access/people.yaml`.",
    remedy: "Correct the login, or add the person in another pull request first.",
  },
  "unknown-team": {
    meaning: "A team is named that is not in `access/people.yaml`, or one of GitHub's that cannot be read.",
    remedy: "Correct the name or add the team; for a team of GitHub's, let Curfew see it.",
  },
  "unknown-system": {
    meaning: "A system is named that has no file in `access/systems/`.",
    remedy: "Correct the name, or add the system first.",
  },
  "unknown-role": {
    meaning: "The system has no such role.",
    remedy: "Correct the name, or add the role to the system first.",
  },
  "other-system": {
    meaning:
      "A request asks for a role of another system than the folder that it lies in. The folder decides who owns it, so that other people than the system's own would review it.",
    remedy: "Put each system's request into its own folder; one pull request may hold several.",
  },
  "duplicate-person": {
    meaning: "One login, account number or address stands at two people, so that nobody can tell which of them it is.",
    remedy: "Correct one of the two.",
  },
  "duplicate-what": {
    meaning: "A request names a role twice.",
    remedy: "Name it once.",
  },
  "missing-file": {
    meaning: "A file that everything rests on is not there.",
    remedy: "Add it; `schemas/README.md` describes it.",
  },
  "matches-nothing": {
    meaning: "A policy's glob matches no role of any system. It allows nothing, so that this is a warning.",
    remedy: "Correct the glob, or remove it.",
  },
  "policy-test-failed": {
    meaning:
      "A case of a policy test comes out differently than it says. Either the policies do not do what somebody relies on, or the case says what is no longer meant.",
    remedy: "Correct the policy, or the case where the change is meant.",
  },
  "code-owners-line": {
    meaning: "GitHub skips this line of CODEOWNERS, so that it names no owner of anything.",
    remedy: "Correct the pattern or the owner, or remove the line.",
  },
  "code-owners-too-large": {
    meaning: "GitHub loads no CODEOWNERS of more than 3 MB, so that nobody owns anything.",
    remedy: "Shorten the file, for instance by patterns for several lines at once.",
  },
  "code-owner-rejected": {
    meaning:
      "GitHub takes an owner in CODEOWNERS for none: it does not exist, may not write to the repository, or is a secret team.",
    remedy: "Give the owner write access, let the team be visible, or name another owner.",
  },
  "self-delegation": {
    meaning: "A delegation names the same person twice.",
    remedy: "Name somebody else as `to`, or remove the delegation.",
  },
  "duplicate-delegation": {
    meaning: "Somebody delegates the same to the same person twice.",
    remedy: "Keep one of the two.",
  },
  "delegation-window": {
    meaning: "A delegation ends before it begins.",
    remedy: "Write an `until` that is later than `since`.",
  },
} satisfies Partial<FindingMeanings>;
