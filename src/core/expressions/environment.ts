import { Environment } from "@marcbachmann/cel-js";
import { dateOf, type Instant, instantOf } from "../../model/instant.js";
import { partOfTime, ZONED_METHODS } from "./zoned-time.js";

/** All that an expression of a policy can speak of. Nothing is ever absent: what was not given is empty, zero or false. */
export interface Circumstances {
  readonly request: {
    /** The login of who would receive it. */
    readonly who: string;
    /** The one role that is judged: `<system>/<role>`, and its two halves. */
    readonly what: string;
    readonly system: string;
    readonly role: string;
    /** How long it would last; what is begun counts as a whole minute. */
    readonly minutes: number;
    readonly why: string;
    /** Empty where there is none. */
    readonly ticket: string;
    readonly emergency: boolean;
    /** Whether it continues a grant, declared or not; and how many in a row then follow the first, this one included. */
    readonly renewal: boolean;
    readonly renewals: number;
    readonly from: Instant;
    readonly until: Instant;
  };
  /** Who would receive it, and who asks. */
  readonly person: Somebody;
  readonly author: Somebody;
  /** The moment that is judged: now, or when it was merged. */
  readonly now: Instant;
}

interface Somebody {
  readonly login: string;
  /** The teams of `people.yaml` that they are in. */
  readonly teams: readonly string[];
}

const INSTANT = "google.protobuf.Timestamp";
const SOMEBODY = { login: "string", teams: "list<string>" } as const;

/** The declared environment: the type of each field of each variable. */
export const VARIABLES = {
  request: {
    who: "string",
    what: "string",
    system: "string",
    role: "string",
    minutes: "int",
    why: "string",
    ticket: "string",
    emergency: "bool",
    renewal: "bool",
    renewals: "int",
    from: INSTANT,
    until: INSTANT,
  },
  person: SOMEBODY,
  author: SOMEBODY,
  now: INSTANT,
} as const satisfies { readonly [Name in keyof Circumstances]: unknown };

/** How deep an expression may be nested, and how many parts it may have: enough for any that a person can judge. */
const LIMITS = { maxDepth: 24, maxAstNodes: 250, maxListElements: 50, maxMapEntries: 50, maxCallArguments: 4 };

export const ENVIRONMENT: Environment = createEnvironment();

function createEnvironment(): Environment {
  const environment = new Environment({ limits: LIMITS });
  for (const [name, type] of Object.entries(VARIABLES)) {
    if (typeof type === "string") environment.registerVariable(name, type);
    else environment.registerVariable({ name, schema: type });
  }
  // The library's own reckon with the zone of the machine that they run on; these are put in their place.
  for (const method of ZONED_METHODS) {
    environment.registerFunction(`${INSTANT}.${zonedName(method)}(string): int`, (moment: Moment, zone: string) =>
      BigInt(partOfTime(method, instantOf(moment.getTime()), zone)),
    );
  }
  return environment;
}

/** A moment as the library has it. */
interface Moment {
  getTime(): number;
}

/** What a method is called where it is given a zone. Nobody can write it: it is no name that an expression may call. */
export function zonedName(method: string): string {
  return `zoned_${method}`;
}

/** The values as the library takes them: whole numbers are bigints, instants are dates. */
export function contextOf({ request, person, author, now }: Circumstances): Record<string, unknown> {
  return {
    request: {
      ...request,
      minutes: BigInt(request.minutes),
      renewals: BigInt(request.renewals),
      from: dateOf(request.from),
      until: dateOf(request.until),
    },
    person: { ...person },
    author: { ...author },
    now: dateOf(now),
  };
}
