/**
 * Users, groups or roles by name. Names are found as they are written, but two that differ only in case cannot both be
 * there: "names […] are not distinguished by case".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export interface Directory<T> {
  readonly size: number;
  get(name: string): T | undefined;
  /** Whether the name is taken, in whatever case. */
  isTaken(name: string): boolean;
  add(item: T): void;
  delete(name: string): void;
  values(): Iterable<T>;
}

export function createDirectory<T extends { readonly name: string }>(): Directory<T> {
  const items = new Map<string, T>();
  return {
    get size() {
      return items.size;
    },
    get(name) {
      const item = items.get(name.toLowerCase());
      return item?.name === name ? item : undefined;
    },
    isTaken: (name) => items.has(name.toLowerCase()),
    add(item) {
      items.set(item.name.toLowerCase(), item);
    },
    delete(name) {
      items.delete(name.toLowerCase());
    },
    values: () => items.values(),
  };
}
