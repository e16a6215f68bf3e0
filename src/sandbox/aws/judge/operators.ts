import { BlockList, isIP } from "node:net";
import type { Context } from "./context.js";
import { glob, splitParts } from "./glob.js";
import { substitute, substituteLiterally } from "./variables.js";

/** Compares one value of a request with one value of a policy. */
type Compare = (actual: string, wanted: string, context: Context, variables: boolean) => boolean;

export interface Operator {
  readonly compare: Compare;
  /** True when no value of the policy may match, as in StringNotEquals. */
  readonly negated: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ...pair("StringEquals", "StringNotEquals", stringEquals),
  ...pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", stringEqualsIgnoreCase),
  ...pair("StringLike", "StringNotLike", stringLike),
  ...pair("ArnEquals", "ArnNotEquals", arnLike),
  ...pair("ArnLike", "ArnNotLike", arnLike),
  ...pair(
    "NumericEquals",
    "NumericNotEquals",
    numeric((actual, wanted) => actual === wanted),
  ),
  ...one(
    "NumericLessThan",
    numeric((actual, wanted) => actual < wanted),
  ),
  ...one(
    "NumericLessThanEquals",
    numeric((actual, wanted) => actual <= wanted),
  ),
  ...one(
    "NumericGreaterThan",
    numeric((actual, wanted) => actual > wanted),
  ),
  ...one(
    "NumericGreaterThanEquals",
    numeric((actual, wanted) => actual >= wanted),
  ),
  ...pair(
    "DateEquals",
    "DateNotEquals",
    date((actual, wanted) => actual === wanted),
  ),
  ...one(
    "DateLessThan",
    date((actual, wanted) => actual < wanted),
  ),
  ...one(
    "DateLessThanEquals",
    date((actual, wanted) => actual <= wanted),
  ),
  ...one(
    "DateGreaterThan",
    date((actual, wanted) => actual > wanted),
  ),
  ...one(
    "DateGreaterThanEquals",
    date((actual, wanted) => actual >= wanted),
  ),
  ...one("Bool", (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()),
  ...one("BinaryEquals", (actual, wanted) => actual === wanted),
  ...pair("IpAddress", "NotIpAddress", ipAddress),
]);

/**
 * Epoch milliseconds of a date as policies write it: ISO 8601 (W3C's note: a date, or a date and a time with a zone) or
 * seconds since the epoch. Undefined for anything else.
 */
export function parsePolicyDate(text: string): number | undefined {
  if (/^-?\d{1,13}(\.\d+)?$/.test(text) && text.length > 4) return Number(text) * 1000;
  const form = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?)?)?$/;
  if (!form.test(text)) return undefined;
  const instant = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, text.includes("T") ? "$1:$2" : "$&"));
  return Number.isNaN(instant) ? undefined : instant;
}

function pair(positive: string, negative: string, compare: Compare): [string, Operator][] {
  return [
    [positive, { compare, negated: false }],
    [negative, { compare, negated: true }],
  ];
}

function one(name: string, compare: Compare): [string, Operator][] {
  return [[name, { compare, negated: false }]];
}

function stringEquals(actual: string, wanted: string, context: Context, variables: boolean): boolean {
  return substituteLiterally(wanted, context, variables) === actual;
}

function stringEqualsIgnoreCase(actual: string, wanted: string, context: Context, variables: boolean): boolean {
  return substituteLiterally(wanted, context, variables)?.toLowerCase() === actual.toLowerCase();
}

function stringLike(actual: string, wanted: string, context: Context, variables: boolean): boolean {
  const pattern = substitute(wanted, context, variables);
  return pattern !== undefined && glob(pattern, actual);
}

/** "Each of the six colon-delimited components of the ARN is checked separately and each can include" wildcards. */
function arnLike(actual: string, wanted: string, context: Context, variables: boolean): boolean {
  const pattern = substitute(wanted, context, variables);
  if (pattern === undefined) return false;
  const wantedPieces = splitParts(pattern, 6);
  const pieces = splitParts(actual.split(""), 6);
  if (wantedPieces.length !== 6 || pieces.length !== 6) return false;
  return wantedPieces.every((piece, index) => glob(piece, (pieces[index] ?? []).map(String).join("")));
}

function numeric(holds: (actual: number, wanted: number) => boolean): Compare {
  return (actual, wanted) => {
    const [a, b] = [readNumber(actual), readNumber(wanted)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function date(holds: (actual: number, wanted: number) => boolean): Compare {
  return (actual, wanted) => {
    const [a, b] = [parsePolicyDate(actual), parsePolicyDate(wanted)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function ipAddress(actual: string, wanted: string): boolean {
  const [network = "", prefix] = wanted.split("/");
  const [version, actualVersion] = [isIP(network), isIP(actual)];
  if (version === 0 || version !== actualVersion) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(actual, family);
}
