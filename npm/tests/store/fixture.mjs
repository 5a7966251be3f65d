// What all tests of the store share: stores that are gone when their test ends, and short ways to say events.

import { after, before } from "node:test";

import { deleteStore, jsonEvent, openStore } from "foldback";

let made = 0;

/** A function that gives a test a new store of that kind. */
export function freshIn(storage) {
  return async function fresh(t, options) {
    const name = `${storage}-${++made}`;
    const store = await openStore(name, { storage, ...options });
    t.after(async () => {
      await store.close();
      await deleteStore(name);
    });
    return store;
  };
}

/** An event whose data is a number. */
export const numbered = (n, more) => jsonEvent({ type: "Numbered", data: { n }, ...more });

/** So many of them, from 0. */
export const numbers = (count) => Array.from({ length: count }, (_, n) => numbered(n));

/** The numbers of events. */
export const ns = (events) => events.map((event) => event.data.n);

/** The next so many events of an iterator. */
export async function take(iterator, count) {
  const events = [];
  while (events.length < count) {
    const { value, done } = await iterator.next();
    if (done) break;
    events.push(value);
  }
  return events;
}

/** What `assert.rejects` compares an error with: its code, its class, and whatever else. */
export const failure = (Class, fields = {}) => (error) => {
  if (!(error instanceof Class)) throw error;
  for (const [field, wanted] of Object.entries(fields)) {
    if (error[field] !== wanted) throw new Error(`${field} is ${String(error[field])}, not ${String(wanted)}`, { cause: error });
  }
  return error.code === Class.name && error.name === Class.name && error.message.length > 0;
};

/** The engine keeps no process alive, so that a test that waits for what never comes would end the file. */
export function keepAlive() {
  let timer;
  before(() => (timer = setInterval(() => {}, 1000)));
  after(() => clearInterval(timer));
}
