import type { FindingArguments, FindingCode } from "../model/finding.js";
import { FILE_SENTENCES } from "./file-sentences.js";
import { POLICY_SENTENCES } from "./policy-sentences.js";
import { PROVENANCE_SENTENCES } from "./provenance-sentences.js";
import { REQUEST_SENTENCES } from "./request-sentences.js";
import { RUN_SENTENCES } from "./run-sentences.js";
import type { Sentence } from "./sentence.js";

/** The sentence of each code: what is wrong, what was received, what to write or to do instead. */
export type FindingSentences = {
  readonly [Code in FindingCode]: (args: FindingArguments[Code]) => Sentence;
};

/** A code without its sentence does not compile. */
export const FINDING_SENTENCES: FindingSentences = {
  ...FILE_SENTENCES,
  ...POLICY_SENTENCES,
  ...REQUEST_SENTENCES,
  ...RUN_SENTENCES,
  ...PROVENANCE_SENTENCES,
};
