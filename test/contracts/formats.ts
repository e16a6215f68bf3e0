/**
 * The formats that GitHub's descriptions name. Only what they mean on GitHub is let through: an instant has a time zone,
 * an address is absolute. A format that is not listed here makes the validator refuse its schema.
 */
export const formats = {
  "date-time": isInstant,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: isInstant,
  uri: isAbsoluteAddress,
  "uri-template": (text: string) => isAbsoluteAddress(text.replaceAll(/\{[^{}\s]*\}/g, "")),
  email: /^[^\s@]+@[^\s@]+$/,
  "repo.nwo": /^[\w.-]+\/[\w.-]+$/,
  binary: true,
  int32: { type: "number", validate: Number.isInteger },
  int64: { type: "number", validate: Number.isSafeInteger },
  double: { type: "number", validate: Number.isFinite },
} as const;

function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}

function isAbsoluteAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s{}"<>]+$/i.test(text) && URL.canParse(text);
}
