import type { Place } from "../../model/finding.js";
import type { Request } from "../../model/request.js";

/** Where a request says something: the first of the pointers that the file has, or else the file. */
export function placeIn(request: Request, ...pointers: readonly string[]): Place {
  const places = [...pointers, ""].map((pointer) => request.at[pointer]);
  return { path: request.path, at: places.find((place) => place !== undefined) };
}

/** Where it names its `index`-th role, which is a list or a single value. */
export function placeOfWhat(request: Request, index: number): Place {
  return placeIn(request, `/what/${index}`, "/what");
}

export function placeOfLength(request: Request): Place {
  return placeIn(request, request.length.kind === "for" ? "/for" : "/until");
}
