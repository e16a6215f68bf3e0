import type { ContextEntries } from "./judge/context.js";
import type { Params } from "./protocol/params.js";
import type { XmlFields } from "./protocol/xml.js";
import type { Account, Tags } from "./state/entities.js";
import type { Caller, World } from "./state/world.js";

/** An authenticated request for one action. */
export interface ActionRequest {
  readonly world: World;
  /** What has become visible of it: the world itself, unless changes are seen late. Reads are given this as their world. */
  readonly seen: World;
  readonly caller: Caller;
  /** The caller's account. */
  readonly account: Account;
  readonly params: Params;
  /** Of the signature's scope. */
  readonly region: string;
}

/** What an action is done to: what a policy's Resource must match. */
export interface Target {
  readonly arn: string;
  /** What a denial calls it, where that is not by its ARN. */
  readonly called?: string;
  /** Become `aws:ResourceTag/…` and `iam:ResourceTag/…`. */
  readonly tags?: Tags;
}

export interface Action {
  /** `*` when there is none. */
  readonly target?: (request: ActionRequest) => Target;
  /** Condition keys that only this action has. */
  readonly context?: (request: ActionRequest) => ContextEntries;
  /** What else has to be allowed on the same target, e.g. `iam:TagRole` for a role that is made with tags. */
  readonly also?: (request: ActionRequest) => readonly string[];
  /** True when AWS asks for no permission, or when the action authorises its caller itself. */
  readonly open?: boolean;
  /** Does it, and returns what stands in the answer's result; undefined when there is none. Throws AwsError. */
  readonly run: (request: ActionRequest) => XmlFields | undefined;
}

/** Does what nobody signs: what the request itself brings along is proof enough, or not. Throws AwsError. */
export type UnsignedAction = (world: World, params: Params, region: string) => XmlFields;

/** By name, e.g. `CreateRole`. */
export type ActionTable = Readonly<Record<string, Action>>;
