import { validationError } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import type { XmlFields } from "../protocol/xml.js";

export interface Page<T> {
  readonly items: readonly T[];
  /** `IsTruncated` and, when there is more, `Marker`. */
  readonly fields: XmlFields;
}

/**
 * The page that `MaxItems` (1 to 1,000; 100 when absent) and `Marker` ask for. A marker holds the key of the last item
 * shown, so that what was created or deleted between two pages neither repeats nor hides another item. The items come
 * in the order of their keys.
 */
export function paginate<T>(params: Params, items: readonly T[], keyOf: (item: T) => string): Page<T> {
  const size = params.integer("MaxItems", { min: 1, max: 1_000, fallback: 100 });
  const marker = params.optional("Marker");
  const after = marker === undefined ? undefined : readMarker(marker);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (rest.length <= size || last === undefined) return { items: page, fields: { IsTruncated: false } };
  return { items: page, fields: { IsTruncated: true, Marker: Buffer.from(`after ${keyOf(last)}`).toString("base64") } };
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, "base64").toString();
  if (!text.startsWith("after ")) throw validationError("Invalid Marker.");
  return text.slice("after ".length);
}
