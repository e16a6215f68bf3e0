/** An answer other than the one that was asked for, in GitHub's own shape. Thrown by handlers. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  readonly errors?: readonly (FieldError | string)[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
  readonly value?: unknown;
}

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function problem(status: number, message: string, errors?: readonly (FieldError | string)[]): ProblemError {
  return new ProblemError(errors ? { status, message, errors } : { status, message });
}

export function notFound(message = "Not Found"): ProblemError {
  return problem(404, message);
}

export function invalid(resource: string, field: string, code: string, message?: string): ProblemError {
  return problem(422, "Validation Failed", [
    message === undefined ? { resource, field, code } : { resource, field, code, message },
  ]);
}

/** What GitHub says where the request does not fit its schema. */
export function unsupplied(field: string): ProblemError {
  return problem(422, `Invalid request.\n\n"${field}" wasn't supplied.`);
}

export function notPermitted(actorIsApp: boolean): ProblemError {
  return problem(403, actorIsApp ? "Resource not accessible by integration" : "Must have admin rights to Repository.");
}
