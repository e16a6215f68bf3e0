/** An answer of failure in the query protocol: `Type` is Receiver for 5xx and Sender otherwise. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "AwsError";
    this.status = status;
    this.code = code;
  }
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError(404, "NoSuchEntity", message);
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError(409, "EntityAlreadyExists", message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError(409, "LimitExceeded", message);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError(409, "DeleteConflict", message);
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError(400, "MalformedPolicyDocument", message);
}

export function invalidInput(message: string): AwsError {
  return new AwsError(400, "InvalidInput", message);
}

export function validationError(message: string): AwsError {
  return new AwsError(400, "ValidationError", message);
}

/** One broken constraint in the wording of AWS's request validation, e.g. `Value 'x' at 'roleName' failed to …`. */
export function constraintError(value: string | undefined, member: string, constraint: string): AwsError {
  const shown = value === undefined ? "null" : `'${value}'`;
  const at = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  return validationError(
    `1 validation error detected: Value ${shown} at '${at}' failed to satisfy constraint: ${constraint}`,
  );
}

export function accessDenied(message: string): AwsError {
  return new AwsError(403, "AccessDenied", message);
}

export function invalidToken(): AwsError {
  return new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}
