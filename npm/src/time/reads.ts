// What a predicate reads of a state: it gets a view of it that notes each path. It is asked again only when one of these was
// written, at, above, or, where it has looked at what there is, right below.

/** A place that was read, and those below it. */
class Place {
  /** Whether it was looked at which members or elements there are. */
  listed = false;
  below: Map<string, Place> | undefined;

  at(key: string): Place {
    const below = (this.below ??= new Map());
    let place = below.get(key);
    if (!place) below.set(key, (place = new Place()));
    return place;
  }
}

export class Reads {
  #root: Place | undefined;

  /** Asks of a state. What was read before does not count any more. */
  ask<T>(state: unknown, predicate: (view: unknown) => T): T {
    this.#root = new Place();
    return predicate(viewOf(state, this.#root, new WeakMap()));
  }

  /** Whether a write may have changed what was read. Without a question everything may. */
  touches(path: readonly string[]): boolean {
    if (!this.#root) return true;
    let place: Place = this.#root;
    for (const [depth, key] of path.entries()) {
      const next: Place | undefined = place.below?.get(key);
      if (!next) return depth === path.length - 1 && place.listed;
      place = next;
    }
    return true;
  }
}

function viewOf(value: unknown, place: Place, views: WeakMap<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = views.get(value);
  if (known) return known;
  const view = new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === "symbol") {
        // How it is iterated over; what that reads it reads one by one.
        return Reflect.get(target, key, receiver) as unknown;
      }
      const own = Object.getOwnPropertyDescriptor(target, key);
      // A method of arrays, or nothing so far.
      if (!own) {
        place.at(key);
        return Reflect.get(target, key, receiver) as unknown;
      }
      if (Array.isArray(target) && key === "length") {
        place.listed = true;
        return target.length;
      }
      return viewOf(own.value, place.at(key), views);
    },
    has(target, key) {
      if (typeof key === "string") place.at(key);
      return Reflect.has(target, key);
    },
    ownKeys(target) {
      place.listed = true;
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, key) {
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      if (typeof key !== "string") return own;
      if (Array.isArray(target) && key === "length") place.listed = true;
      else if (own) own.value = viewOf(own.value, place.at(key), views);
      else place.at(key);
      return own;
    },
    set: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
    setPrototypeOf: refuse,
  });
  views.set(value, view);
  return view;
}

function refuse(): never {
  throw new TypeError("A predicate only looks at a state, and must not change it.");
}
