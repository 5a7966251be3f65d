// What a page has and Node has not, for the README's examples that run.

const kept = new Map();

globalThis.localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, String(value)),
};
