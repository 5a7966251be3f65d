// States that are followed outside of the engine: each event's writes are applied, in the words of the wire.

/** A write: a value at a path, a path that is gone, or an array that is cut. */
export type Write = [path: string, value: unknown] | [path: string] | [path: string, mark: "#", length: number];

/** What an event wrote to the state of a partition. */
export type Patch = [position: number, partition: string, writes: Write[]];

/** The keys of a JSON Pointer. */
export function keysOf(path: string): string[] {
  return path === "" ? [] : path.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A key as a JSON Pointer has it. */
export function step(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

type Members = Record<string, unknown>;

/** The state after a write, which changes it. */
export function written(state: unknown, write: Write, keys: readonly string[]): unknown {
  const last = keys.at(-1);
  if (write.length === 3) {
    (at(state, keys) as unknown[]).length = write[2];
    return state;
  }
  if (last === undefined) return write.length === 1 ? undefined : write[1];
  const parent = at(state, keys.slice(0, -1)) as Members;
  if (write.length === 1) delete parent[last];
  // As a member of its own, whatever it is called.
  else Object.defineProperty(parent, last, { value: write[1], writable: true, enumerable: true, configurable: true });
  return state;
}

function at(state: unknown, keys: readonly string[]): unknown {
  let value = state;
  for (const key of keys) value = (value as Members)[key];
  return value;
}
