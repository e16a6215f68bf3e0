/**
 * The world's kind of wrong: a call that did not do what it should have. `transient`: the same call may succeed later
 * (throttled, timed out, 5xx, connection lost); otherwise it will not until somebody changes something.
 * The message is one line for people and holds no secret.
 */
export class Failure extends Error {
  readonly transient: boolean;

  constructor(message: string, options: { readonly transient: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "Failure";
    this.transient = options.transient;
  }
}
