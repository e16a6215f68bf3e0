import type { ASTNode } from "@marcbachmann/cel-js";
import type { ExpressionFault } from "../../model/expression-fault.js";
import { parseInstant } from "../../model/instant.js";
import { VARIABLES, zonedName } from "./environment.js";
import { isZone, ZONED_METHODS } from "./zoned-time.js";

/** A name that there is not, with those that there are; or a construct that is not for policies. */
export interface Fault {
  readonly because: ExpressionFault;
  /** What of the expression is at fault, or the library's words. */
  readonly detail: string;
  /** What could have been meant. */
  readonly known?: readonly string[];
}

const FUNCTIONS = ["size", "duration", "timestamp", "int", "string"];
const METHODS = ["startsWith", "endsWith", "contains", "lowerAscii", "upperAscii", "trim", "size", ...ZONED_METHODS];
/** They walk a list. One in another would multiply; what builds a list anew can double it at every step. */
const QUANTIFIERS = ["all", "exists", "exists_one"];

// Few digits, so that no sum of them leaves the time that a date can hold: beyond it every comparison is false.
const DURATION = /^-?(?:\d{1,6}(?:\.\d{1,3})?(?:h|m|s|ms))+$/;

/**
 * The first construct that an expression may not have. What is allowed is listed, not what is forbidden: names, fields
 * of declared variables, comparisons and logic, a few functions on text, lists and moments.
 *
 * A method that is given a zone is renamed on the way, to ours.
 */
export function faultIn(node: ASTNode): Fault | undefined {
  return faultBelow(node, { variables: Object.keys(VARIABLES), quantified: false });
}

interface Scope {
  readonly variables: readonly string[];
  readonly quantified: boolean;
}

function faultBelow(node: ASTNode, scope: Scope): Fault | undefined {
  switch (node.op) {
    case "value": {
      const plain = ["string", "number", "bigint", "boolean"].includes(typeof node.args);
      return plain ? undefined : forbidden(textOf(node));
    }
    case "id":
      return scope.variables.includes(node.args) ? undefined : unknownName(node.args, scope.variables);
    case ".":
      return faultInField(node.args[0], node.args[1], scope);
    case "call":
      return faultInCall(node.args[0], node.args[1], scope);
    case "rcall":
      return faultInMethod(node, scope);
    case "list":
      return node.args.length === 0 ? forbidden("[]") : firstFault(node.args, scope);
    case "!_":
    case "-_":
      return faultBelow(node.args, scope);
    case "?:":
    case "||":
    case "&&":
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return firstFault(node.args, scope);
    // What indexes with a value, or builds a map, could name what nobody declared.
    case "[]":
    case "[?]":
    case ".?":
    case "map":
      return forbidden(textOf(node));
    default:
      node satisfies never;
      return forbidden("");
  }
}

function firstFault(nodes: readonly ASTNode[], scope: Scope): Fault | undefined {
  for (const node of nodes) {
    const fault = faultBelow(node, scope);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInField(left: ASTNode, field: string, scope: Scope): Fault | undefined {
  const fault = faultBelow(left, scope);
  if (fault !== undefined || left.op !== "id") return fault;
  const declared: unknown = Object.entries(VARIABLES).find(([name]) => name === left.args)?.[1];
  if (typeof declared !== "object" || declared === null) return undefined;
  const fields = Object.keys(declared);
  return fields.includes(field) ? undefined : unknownName(`${left.args}.${field}`, withPrefix(left.args, fields));
}

function withPrefix(name: string, fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${name}.${field}`);
}

function faultInCall(name: string, given: readonly ASTNode[], scope: Scope): Fault | undefined {
  if (!FUNCTIONS.includes(name)) return notCallable(name, FUNCTIONS);
  if (name !== "duration" && name !== "timestamp") return firstFault(given, scope);
  const [literal] = given;
  if (literal?.op !== "value" || typeof literal.args !== "string" || given.length !== 1) {
    return { because: "literal", detail: name };
  }
  const valid = name === "duration" ? DURATION.test(literal.args) : parseInstant(literal.args) !== undefined;
  return valid ? undefined : { because: name, detail: literal.args };
}

function faultInMethod(node: Extract<ASTNode, { op: "rcall" }>, scope: Scope): Fault | undefined {
  const [name, receiver, given] = node.args;
  const fault = faultBelow(receiver, scope);
  if (fault !== undefined) return fault;
  if (QUANTIFIERS.includes(name)) return faultInQuantifier(name, given, scope);
  if (!METHODS.includes(name)) return notCallable(name, [...METHODS, ...QUANTIFIERS]);
  const [zone] = given;
  if (zone === undefined || !ZONED_METHODS.some((method) => method === name)) return firstFault(given, scope);
  if (zone.op !== "value" || typeof zone.args !== "string") return { because: "literal", detail: name };
  if (!isZone(zone.args)) return { because: "zone", detail: zone.args };
  node.args[0] = zonedName(name);
  return undefined;
}

function faultInQuantifier(name: string, given: readonly ASTNode[], scope: Scope): Fault | undefined {
  if (scope.quantified) return { because: "nested", detail: name };
  const [variable, predicate] = given;
  // How many there must be, and that the first is a name, the library says.
  if (variable?.op !== "id" || predicate === undefined) return undefined;
  if (scope.variables.includes(variable.args)) return { because: "shadowed", detail: variable.args };
  return faultBelow(predicate, { variables: [...scope.variables, variable.args], quantified: true });
}

function unknownName(detail: string, known: readonly string[]): Fault {
  return { because: "unknown-name", detail, known };
}

function notCallable(detail: string, known: readonly string[]): Fault {
  return { because: "unknown-function", detail, known };
}

function forbidden(detail: string): Fault {
  return { because: "forbidden", detail };
}

function textOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end);
}
