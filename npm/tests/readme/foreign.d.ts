// The part of other packages' types that the README's examples use, so that nobody installs frameworks to check them.

declare module "vue" {
  export type MaybeRefOrGetter<T> = T | { readonly value: T } | (() => T);
  export function shallowRef<T>(value: T): { value: T };
  export function shallowRef<T>(): { value: T | undefined };
  export function toValue<T>(source: MaybeRefOrGetter<T>): T;
  export function watchEffect(effect: (onCleanup: (cleanup: () => void) => void) => void): () => void;
}

declare module "svelte/store" {
  export interface Readable<T> {
    subscribe(run: (value: T) => void): () => void;
  }
  export function readable<T>(value: T, start: (set: (value: T) => void) => void | (() => void)): Readable<T>;
}

declare module "vitest" {
  export function test(name: string, run: () => void | Promise<void>): void;
  export function expect<T>(actual: T): { toBe(expected: T): void };
}
