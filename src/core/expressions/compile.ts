import { type ASTNode, ParseError, type ParseResult } from "@marcbachmann/cel-js";
import { ENVIRONMENT } from "./environment.js";
import { type Fault, faultIn } from "./expression-fault.js";

/** In characters. The schema says so too; whoever builds a policy by hand is held to it here. */
export const LONGEST_EXPRESSION = 500;

export type Compiled =
  | { readonly ok: true; readonly run: (context: Record<string, unknown>) => unknown }
  | { readonly ok: false; readonly fault: Fault };

const KEPT = 1000;
const compiled = new Map<string, Compiled>();

/** Parses and checks an expression, once for each text: the same text is always the same. */
export function compile(source: string): Compiled {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compileOnce(source);
  if (compiled.size >= KEPT) compiled.clear();
  compiled.set(source, result);
  return result;
}

function compileOnce(source: string): Compiled {
  if (source.length > LONGEST_EXPRESSION) return refused({ because: "too-long", detail: String(source.length) });
  try {
    const parsed = ENVIRONMENT.parse(source);
    return checked(parsed, faultIn(parsed.ast as ASTNode));
  } catch (error) {
    return refused(faultOf(error, "syntax"));
  }
}

function checked(parsed: ParseResult, fault: Fault | undefined): Compiled {
  if (fault !== undefined) return refused(fault);
  const { valid, type, error } = parsed.check();
  if (!valid) return refused(faultOf(error, "types"));
  if (type !== "bool") return refused({ because: "not-boolean", detail: inOurWords(type ?? "") });
  return { ok: true, run: (context) => parsed(context) };
}

function refused(fault: Fault): Compiled {
  return { ok: false, fault };
}

function faultOf(error: unknown, because: "syntax" | "types"): Fault {
  if (error instanceof ParseError && error.code === "limit_exceeded") {
    return { because: "too-large", detail: inOurWords(error.summary) };
  }
  return { because, detail: causeOf(error) };
}

/** What the library says of an error, without its picture of the source. */
export function causeOf(error: unknown): string {
  const { summary, message } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly summary?: unknown;
    readonly message?: unknown;
  };
  const text = typeof summary === "string" ? summary : typeof message === "string" ? message : String(error);
  return inOurWords(text).slice(0, 200);
}

/** Types and methods by the names that people write. */
function inOurWords(text: string): string {
  return text
    .replaceAll("zoned_", "")
    .replaceAll("google.protobuf.Timestamp", "timestamp")
    .replaceAll("google.protobuf.Duration", "duration")
    .replaceAll(/\$(?=[a-z])/g, "");
}
