/** A document with one thing in it changed, and what. */
export interface Mutation {
  readonly about: string;
  readonly document: object;
}

/** Every way to change one thing of a document: each key and element taken away, each text replaced. */
export function mutations(document: object): readonly Mutation[] {
  return placesIn(document).flatMap(({ path, value }): readonly Mutation[] => {
    const place = path.join(".");
    const gone = { about: `${place} is gone`, document: changed(document, path, undefined) };
    if (typeof value !== "string") return [gone];
    const other = otherThan(value);
    return [gone, { about: `${place} is ${other}`, document: changed(document, path, other) }];
  });
}

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): readonly { readonly path: Path; readonly value: unknown }[] {
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === "object" && value !== null
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, inner]) => [
    { path: [...path, key], value: inner },
    ...placesIn(inner, [...path, key]),
  ]);
}

/** A copy; undefined takes away. */
function changed(value: unknown, [key, ...rest]: Path, to: string | undefined): object {
  const put = (inner: unknown) => (rest.length === 0 ? to : changed(inner, rest, to));
  if (Array.isArray(value)) {
    return value.flatMap((inner: unknown, index) => {
      const now = index === key ? put(inner) : inner;
      return now === undefined ? [] : [now];
    });
  }
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inner]) => {
      const now: unknown = name === key ? put(inner) : inner;
      return now === undefined ? [] : [[name, now]];
    }),
  );
}

/** Another text of the kind, so that AWS takes it where it can. */
function otherThan(text: string): string {
  if (/^\d{4}-/.test(text)) return text.replace(/^\d{4}/, (year) => String(Number(year) + 1));
  if (/^(?:Allow|Deny)$/.test(text)) return text === "Allow" ? "Deny" : "Allow";
  if (text === "*") return "s3:*";
  if (text.includes(":user/")) return text.replace(/[^/]+$/, "bob");
  return `${text}x`;
}
