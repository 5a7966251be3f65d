// Projections of one store and what they are asked. Loaded when the first of these calls is made.

import { described, invalid, jsonText, options as checkedOptions, optionalFunction, optionalSignal, text, whole } from "./arguments.js";
import type { EngineClient } from "./engine/client.js";
import { aborted, FoldbackError, known, toError, type ErrorInfo } from "./errors.js";
import { newId, type NewStreamEvent, type RecordedEvent } from "./events.js";
import type { Cancellable, Progress, Watchable } from "./options.js";
import type { Unsteady } from "./projection/watch.js";
import type { Store, StoreSetting } from "./store.js";
import { maker, Shared, type Made, type Make } from "./time/defined.js";
import { CLASSES, ProjectionNotFound } from "./time/errors.js";
import { Follower } from "./time/flips.js";
import { appendEmitted, emitted, logs, results } from "./time/given.js";
import { engineMoment, limit, lines, listed, operation, optionalText, parsed, place, pointer, position, prefix, value, type ChangeText, type EngineMoment } from "./time/moments.js";
import type * as given from "./time/options.js";
import type { Patch } from "./time/patches.js";
import { revert } from "./time/revert.js";
import { FOLDING, type View } from "./timeline.js";

export { upcasting } from "./time/upcasting.js";

/** What a question is about, in the engine's words. */
export interface About {
  client: EngineClient;
  asked: { log: string; projection: string; branch: string | null };
  isPartitioned: boolean;
}

/** What was defined on this handle. */
interface Defined {
  make: Make | undefined;
  made: Promise<Made>;
}

export interface TimeSetting extends StoreSetting {
  store: Store;
  /** What ends a long call: its caller's signal, or the store's being closed. */
  until(signal: AbortSignal | undefined): AbortSignal;
}

/** A position behind all that there can be. */
const BEHIND_ALL = Number.MAX_SAFE_INTEGER;

export class Time {
  readonly #setting: TimeSetting;
  readonly #defined = new Map<string, Defined>();
  /** What each branch was made of: another row of edits is another branch. */
  readonly #branches = new Map<string, { edits: unknown; made: Promise<given.BranchInfo> }>();
  readonly #indexes = new Map<string, Promise<unknown>>();
  readonly #calls: Record<string, (view: View, ...args: never[]) => Promise<unknown>>;

  constructor(setting: TimeSetting) {
    this.#setting = setting;
    known(CLASSES);
    this.#calls = {
      state: this.#state,
      diff: this.#diff,
      blame: this.#blame,
      changes: this.#changes,
      series: this.#series,
      flips: this.#flips,
      query: this.#query,
      compare: this.#compare,
      find: this.#find,
      declareIndex: this.#declareIndex,
      project: this.#project,
      unproject: this.#unproject,
      projection: (_, name: string, options?: Cancellable) => this.#about("projection", name, {}, options, (about) => this.#info(about)),
      projections: this.#projections,
      rebuild: this.#rebuild,
      checkpoint: this.#checkpoint,
      emitted: (_, name: string, options?: given.GivenOptions) => this.#about("emitted", name, {}, options, (about) => emitted(about, options)),
      results: (_, name: string, options?: given.GivenOptions) => this.#about("results", name, {}, options, (about) => results(about, options)),
      logs: (_, name: string, options?: given.GivenOptions) => this.#about("logs", name, {}, options, (about) => logs(about, options)),
      appendEmitted: (_, name: string, options?: Cancellable) =>
        this.#about("appendEmitted", name, {}, options, (about) => appendEmitted(about, this.#setting.store, options)),
      revert: (_, positions: unknown, options?: given.RevertOptions) => {
        const chosen = checkedOptions<given.RevertOptions>("revert", options);
        return this.#about("revert", chosen.projection, {}, chosen, (about) => revert(about, this.#setting.store, positions, chosen));
      },
      info: (view: View) => this.#made(view),
      until: (view: View) => this.#until(view.at!),
      unbranch: this.#unbranch,
    };
  }

  call(name: string, args: unknown[], view: View = {}): Promise<unknown> {
    return this.#calls[name]!(view, ...(args as never[]));
  }

  /** Has each projection keep where it stands, as far as that can be kept. What is removed then is missed by none. */
  async keep(): Promise<void> {
    // One that has failed, or has no version, keeps what it has.
    await Promise.all([...this.#defined.keys()].map((name) => this.call("checkpoint", [name]).catch(() => {})));
  }

  /** Lets go of all that was defined here. */
  async close(): Promise<void> {
    const names = [...this.#defined];
    this.#defined.clear();
    if (names.length === 0) return;
    const shared = await this.#shared().catch(() => undefined);
    if (!shared || shared.client.isBroken) return;
    await Promise.all(names.map(([name, { make }]) => make && shared.remove(name, make, false).catch(() => {})));
    const { log } = shared;
    await Promise.all([...this.#branches.keys()].map((branch) => shared.client.ask({ unbranch: { log, branch } }).catch(() => {})));
  }

  // --- Definitions

  readonly #project = (_: View, name: string, fold: unknown, options?: given.ProjectOptions): Promise<given.ProjectionInfo> => {
    text("project", "name", name);
    const before = this.#defined.get(name);
    let defined: Defined;
    try {
      const make = maker(name, fold, options, this.#setting);
      const made = this.#shared().then(async (shared) => {
        if (before?.make) await shared.remove(name, before.make, false).catch(() => {});
        return shared.define(name, make);
      });
      defined = { make, made };
    } catch (error) {
      // Whoever asks hears of it, should nobody wait for this.
      defined = { make: undefined, made: Promise.reject(error as Error) };
    }
    defined.made.catch(() => {});
    this.#defined.set(name, defined);
    return this.#about("project", name, {}, undefined, (about) => this.#info(about));
  };

  readonly #unproject = async (_: View, name: string, options?: Cancellable & { forget?: boolean }): Promise<void> => {
    const { make } = this.#named("unproject", name);
    const { forget = false } = checkedOptions("unproject", options);
    if (typeof forget !== "boolean") throw invalid("unproject", "forget", "true or false", forget);
    this.#defined.delete(name);
    if (make) await (await this.#shared()).remove(name, make, forget);
  };

  readonly #projections = async (_: View, options?: Cancellable): Promise<given.ProjectionInfo[]> => {
    const { signal } = checkedOptions<Cancellable>("projections", options);
    optionalSignal("projections", signal);
    const all: given.ProjectionInfo[] = [];
    for (const name of this.#defined.keys()) {
      const told = this.#about("projections", name, {}, options, (about) => this.#info(about));
      // One that could not be defined is one of them.
      all.push(await told.catch((error: unknown) => ({ ...NOTHING, name, failed: failureOf(error) })));
    }
    return all;
  };

  async #info({ client, asked: { log, projection } }: About): Promise<given.ProjectionInfo> {
    type Raw = Omit<given.ProjectionInfo, "next" | "unhandled" | "failed" | "snapshot" | "rebuilding" | "unsteady" | "checked"> & {
      next: number;
      unhandled: [string, number][];
      failed?: ErrorInfo | null;
      snapshot?: number | null;
      rebuilding?: number | null;
    };
    const all = await client.ask<Raw[]>({ projections: { log } });
    const raw = all.find(({ name }) => name === projection);
    if (!raw) throw new ProjectionNotFound({ code: "ProjectionNotFound", message: `The projection "${projection}" is not there any more. Define it again.` });
    const driver = await Shared.of(client, log).running;
    const { checked, unsteady } = driver?.watched(projection) ?? { checked: 0, unsteady: [] as readonly Unsteady[] };
    const { name, next, events, handled, unhandled, failed, partitions, weight, snapshot, rebuilding } = raw;
    return {
      ...{ name, next: BigInt(next), events, handled, unhandled: Object.fromEntries(unhandled) },
      failed: failed ? toError({ projection, ...failed }) : undefined,
      ...{ partitions, weight, snapshot: position(snapshot), rebuilding: position(rebuilding) },
      ...{ emitted: raw.emitted, results: raw.results, logs: raw.logs, differs: raw.differs, checked },
      unsteady: unsteady.map((one) => ({ ...one, position: BigInt(one.position) })),
    };
  }

  readonly #rebuild = (_: View, name: string, options?: Cancellable & Watchable): Promise<given.Rebuilt> => {
    const { onProgress } = checkedOptions<Cancellable & Watchable>("rebuild", options);
    const watched = optionalFunction("rebuild", "onProgress", onProgress);
    const told = watched && (({ bytes, total, events }: Progress) => watched({ bytes, total, events }));
    return this.#about("rebuild", name, {}, options, ({ client, asked: { log, projection } }, signal) =>
      client.ask<given.Rebuilt>({ rebuild: { log, projection } }, { signal, onProgress: told }),
    );
  };

  readonly #checkpoint = (_: View, name: string, options?: Cancellable): Promise<given.Checkpoint> =>
    this.#about("checkpoint", name, {}, options, async ({ client, asked: { log, projection } }, signal) => {
      const answer = await client.ask<{ position?: number | null }>({ checkpoint: { log, projection } }, { signal });
      return { position: position(answer.position) };
    });

  readonly #declareIndex = (_: View, name: string, path: string, options?: Cancellable): Promise<void> => {
    pointer("declareIndex", path);
    return this.#about("declareIndex", name, {}, options, (about, signal) => this.#declared(about, path, signal));
  };

  async #declared({ client, asked: { log, projection } }: About, path: string, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify([projection, path]);
    let declared = this.#indexes.get(key);
    if (!declared) {
      declared = client.ask({ declareIndex: { log, projection, path } }, { signal });
      this.#indexes.set(key, declared);
      declared.catch(() => this.#indexes.delete(key));
    }
    await declared;
  }

  // --- Questions

  readonly #state = (view: View, name: string, options?: given.StateOptions): Promise<unknown> => {
    const { partition, at } = checkedOptions<given.StateOptions>("state", options);
    optionalText("state", "partition", partition);
    const moment = engineMoment("state", "at", at ?? view.at);
    return this.#about("state", name, view, options, async ({ client, asked, isPartitioned }, signal) => {
      if (partition === undefined && isPartitioned) {
        const { bytes } = await client.send({ states: { ...asked, filter: {}, at: moment } }, { signal });
        return parsed(bytes);
      }
      const { bytes } = await this.#unless(client.send({ state: { ...asked, partition: partition ?? null, at: moment } }, { signal }), {});
      return parsed(bytes);
    });
  };

  readonly #diff = (view: View, name: string, ...more: unknown[]): Promise<given.DiffOperation[]> => {
    // Of what came since a moment only the end may be said.
    const [from, to, options] = (view.since === undefined ? more : [view.since, undefined, ...more]) as [given.Moment, given.Moment?, given.DiffOptions?];
    const { partition } = checkedOptions<given.DiffOptions>("diff", options);
    optionalText("diff", "partition", partition);
    if (from === undefined) throw invalid("diff", "from", "a position or a Date", from);
    const range = { from: engineMoment("diff", "from", from), to: engineMoment("diff", "to", to ?? view.at) };
    return this.#about("diff", name, view, options, async ({ client, asked, isPartitioned }, signal) => {
      if (partition === undefined && isPartitioned) {
        const changes = await client.ask<ChangeText[]>({ diffs: { ...asked, filter: {}, ...range } }, { signal });
        return changes.map((change) => operation(change));
      }
      const call = client.ask<ChangeText[]>({ diff: { ...asked, partition: partition ?? null, ...range } }, { signal });
      const changes = await this.#unless(call, []);
      return changes.map((change) => operation(change, partition === undefined ? "" : prefix(partition)));
    });
  };

  readonly #blame = (view: View, name: string, path: string, options?: given.BlameOptions): Promise<given.Blame> => {
    const { at, limit: most } = checkedOptions<given.BlameOptions>("blame", options);
    const moment = engineMoment("blame", "at", at ?? view.at);
    const count = limit("blame", most);
    return this.#about("blame", name, view, options, async ({ client, asked, isPartitioned }, signal) => {
      const call = { ...asked, ...place("blame", path, isPartitioned), at: moment, limit: Math.max(count, 1), positionsOnly: true };
      const answer = client.ask<{ total: number; writes: { position: number }[] }>({ blame: call }, { signal });
      const { total, writes } = await this.#unless(answer, { total: 0, writes: [] });
      const positions = writes.map((write) => BigInt(write.position));
      const [last] = positions;
      const { store } = this.#setting;
      const [lastWrite] = last === undefined ? [] : await store.readAll({ fromPosition: last, maxCount: 1 }).toArray();
      return { lastWrite: lastWrite as RecordedEvent | undefined, total, writes: positions.slice(0, count) };
    });
  };

  readonly #changes = (view: View, name: string, path: string, options?: given.Stretch): Promise<given.Changes> => {
    const most = limit("changes", checkedOptions<given.Stretch>("changes", options).limit);
    return this.#about("changes", name, view, options, async ({ client, asked, isPartitioned }, signal) => {
      const call = { ...asked, ...place("changes", path, isPartitioned), ...(await this.#range("changes", view, options)), limit: most };
      const answer = client.ask<{ total: number; changes: { position: number; old?: string | null; new?: string | null }[] }>({ changes: call }, { signal });
      const { total, changes } = await this.#unless(answer, { total: 0, changes: [] });
      return listed(changes.map((one) => ({ position: BigInt(one.position), old: value(one.old), new: value(one.new) })), { total });
    });
  };

  readonly #series = (view: View, name: string, path: string, options?: given.SeriesOptions): Promise<given.Series> => {
    const { width = 1000 } = checkedOptions<given.SeriesOptions>("series", options);
    whole("series", "width", width);
    return this.#about("series", name, view, options, async ({ client, asked, isPartitioned }, signal) => {
      const call = { ...asked, ...place("series", path, isPartitioned), ...(await this.#range("series", view, options)), width };
      const answer = client.ask<Omit<given.Series, "positions"> & { positions: number[] }>({ series: call }, { signal });
      const { before, total, positions, values } = await this.#unless(answer, { before: null, total: 0, positions: [], values: [] });
      return { before: before ?? null, total, positions: positions.map(BigInt), values };
    });
  };

  readonly #flips = (view: View, name: string, predicate: given.Predicate, options?: given.FlipsOptions): Promise<given.Flips> => {
    const { partition, limit: most } = checkedOptions<given.FlipsOptions>("flips", options);
    optionalText("flips", "partition", partition);
    const count = limit("flips", most);
    if (typeof predicate !== "function") text("flips", "predicate", predicate);
    return this.#about("flips", name, view, options, async (about, signal) => {
      const { client, asked } = about;
      const range = await this.#range("flips", view, options);
      if (typeof predicate === "function") return this.#followed(about, predicate, partition, range, count, signal);
      type Raw = Omit<given.Flips, "failure"> & { flips: { position: number; partition: string; value: boolean }[]; failure?: { position?: number | null; partition: string; why: string } | null };
      const call = client.ask<Raw>({ flips: { ...asked, partition: partition ?? null, jq: predicate, ...range, limit: count } }, { signal });
      const { flips, before, soBefore, total, tests, failures, failure } = await this.#unless(call, NO_FLIPS as unknown as Raw);
      const more = { before, soBefore, total, tests, failures, failure: failure ? { ...failure, position: position(failure.position) } : undefined };
      return listed(flips.map((one) => ({ ...one, position: BigInt(one.position) })), more);
    });
  };

  /** Flips of a function: each partition's state is followed here. */
  async #followed(
    { client, asked, isPartitioned }: About,
    predicate: (state: unknown, partition: string) => unknown,
    only: string | undefined,
    range: { from: EngineMoment; to: EngineMoment },
    most: number,
    signal: AbortSignal,
  ): Promise<given.Flips> {
    let partitions = [only ?? ""];
    if (only === undefined && isPartitioned) {
      // Those that had a state at any moment of the stretch.
      type Ever = { soBefore: string[]; flips: { partition: string }[] };
      const ever = await client.ask<Ever>({ flips: { ...asked, partition: null, jq: "true", ...range, limit: 0xffffffff } }, { signal });
      partitions = [...new Set([...ever.soBefore, ...ever.flips.map(({ partition }) => partition)])];
    }
    const flips: given.Flip[] = [];
    const more = { before: false, soBefore: [] as string[], total: 0, tests: 0, failures: 0, failure: undefined as given.Flips["failure"] };
    for (const partition of partitions) {
      let [from, follower]: [EngineMoment, Follower | undefined] = [range.from, undefined];
      do {
        const call = { ...asked, partition: isPartitioned ? partition : null, from, to: range.to, limit: null };
        const answer = client.send<{ next?: number | null }>({ patches: call }, { signal });
        const { answer: page, bytes } = await this.#unless(answer, { answer: { next: null } });
        const patches = new TextDecoder().decode(bytes ?? new ArrayBuffer(0)).split("\n");
        const before = patches.shift();
        follower ??= new Follower(predicate, partition, before ? JSON.parse(before) : undefined);
        for (const line of patches) if (line !== "") follower.follow(JSON.parse(line) as Patch);
        from = page.next ?? null;
      } while (from !== null);
      const { followed } = follower;
      if (followed.before) more.soBefore.push(partition);
      more.tests += followed.tests;
      more.failures += followed.failures;
      more.failure ??= followed.failure && { ...followed.failure, partition, position: position(followed.failure.position) };
      for (const one of followed.flips) flips.push({ position: BigInt(one.position), partition, value: one.value });
    }
    flips.sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
    return listed(flips.slice(0, most), { ...more, before: more.soBefore.length > 0, total: flips.length });
  }

  readonly #query = (view: View, name: string, jq: string, options?: given.QueryOptions): Promise<given.QueryResults> => {
    text("query", "jq", jq);
    const { at, limit: most } = checkedOptions<given.QueryOptions>("query", options);
    const [moment, count] = [engineMoment("query", "at", at ?? view.at), limit("query", most)];
    return this.#about("query", name, view, options, async ({ client, asked }, signal) => {
      type Raw = Pick<given.QueryResults, "total" | "failures" | "asked"> & { errors: { partition?: string | null; why: string }[] };
      const { answer, bytes } = await client.send<Raw>({ query: { ...asked, jq, at: moment, limit: count } }, { signal });
      const { total, failures, asked: looked, errors } = answer;
      const found = (lines(bytes) as [string | null, unknown][]).map(([partition, result]) => ({ partition, value: result }));
      return listed(found, { total, failures, asked: looked, errors: errors.map(({ partition, why }) => ({ partition: partition ?? null, why })) });
    });
  };

  readonly #find = (_: View, name: string, path: string, options: given.FindOptions): Promise<given.Found> => {
    pointer("find", path);
    const { equal, above, below, shared, limit: most } = checkedOptions<given.FindOptions>("find", options);
    const said = [equal !== undefined, above !== undefined || below !== undefined, shared === true].filter(Boolean).length;
    if (said !== 1) throw new TypeError('find: "options" must say one of { equal }, { above } and { below } alone or together, or { shared: true }.');
    const json = (argument: string, given: unknown) => (given === undefined ? null : jsonText("find", argument, given));
    const sought = { equal: json("equal", equal), above: json("above", above), below: json("below", below), shared: shared === true };
    const count = limit("find", most);
    return this.#about("find", name, {}, options, async (about, signal) => {
      await this.#declared(about, path, signal);
      const { client, asked } = about;
      const { log, projection } = asked;
      const call = client.ask<{ total: number; partitions: [string, string[]][] }>({ find: { log, projection, path, ...sought, limit: count } }, { signal });
      const { total, partitions } = await call;
      return listed(partitions.map(([json, names]) => ({ value: JSON.parse(json) as unknown, partitions: names })), { total });
    });
  };

  readonly #compare = (view: View, name: string, options?: given.CompareOptions): Promise<given.Comparison> => {
    const { projection, branch, store, limit: most } = checkedOptions<given.CompareOptions>("compare", options);
    optionalText("compare", "projection", projection);
    const count = limit("compare", most);
    const other = typeof branch === "object" ? branch.name : optionalText("compare", "branch", branch);
    return this.#about("compare", name, view, options, async ({ client, asked }, signal) => {
      const with_: Record<string, string | null> = { log: null, projection: projection ?? null, branch: other ?? null };
      if (store !== undefined) with_["log"] = await this.#other(store, projection ?? name, client);
      else if (projection !== undefined) await this.#named("compare", projection).made;
      if (typeof branch === "object" && "info" in branch) await (branch as { info(): Promise<unknown> }).info();
      type Raw = { first?: number | null; total: number; partitions: { partition: string; first?: number | null; head: ChangeText[] }[] };
      const { first, total, partitions } = await client.ask<Raw>({ compare: { ...asked, with: with_, limit: count } }, { signal });
      return {
        ...{ first: position(first), total },
        partitions: partitions.map((one) => ({ ...one, first: position(one.first), head: one.head.map((change) => operation(change)) })),
      };
    });
  };

  /** The name of another store whose projection is in the same engine. */
  async #other(store: object, projection: string, client: EngineClient): Promise<string> {
    const { name } = store as Store;
    if (typeof name !== "string" || typeof (store as Store).projection !== "function") throw invalid("compare", "store", "an open store", store);
    await (store as Store).projection(projection);
    const theirs = await (store as Store)[FOLDING]();
    if (theirs !== client) throw new TypeError(`compare: the store "${name}" must be opened as this one is: with the same "worker", "storage" and "assets".`);
    return name;
  }

  // --- What questions have in common

  /** Asks about a projection that was defined here, once it and the branch are there. */
  async #about<T>(
    method: string,
    name: string,
    view: View,
    options: Cancellable | undefined,
    ask: (about: About, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { signal } = checkedOptions<Cancellable>(method, options);
    const until = this.#setting.until(optionalSignal(method, signal));
    const { isPartitioned } = await abortable(this.#named(method, name).made, until);
    const { client, log } = await this.#shared();
    const about = (branch: string | null): About => ({ client, asked: { log, projection: name, branch }, isPartitioned });
    if (view.with !== undefined) {
      const branch = `with ${newId()}`;
      const all = (Array.isArray(view.with) ? view.with : [view.with]) as NewStreamEvent[];
      const events = Number((await this.#setting.store.head()).position) + 1;
      await client.ask({ branch: { log, branch, edits: all.map((event) => ({ insert: events, event: branchEvent("with", event) })) } }, { signal: until });
      try {
        return await ask(about(branch), until);
      } finally {
        await client.ask({ unbranch: { log, branch } }).catch(() => {});
      }
    }
    if (view.branch !== undefined) await this.#made(view);
    return ask(about(view.branch ?? null), until);
  }

  #named(method: string, name: string): Defined {
    const defined = this.#defined.get(text(method, method === "revert" ? "projection" : "name", name));
    if (defined) return defined;
    const all = [...this.#defined.keys()].map((one) => `"${one}"`).join(", ") || "none";
    const message = `${method}: there is no projection "${name}" here. Define it with project() first; there are: ${all}.`;
    throw new ProjectionNotFound({ code: "ProjectionNotFound", message });
  }

  async #shared(): Promise<Shared> {
    return Shared.of(await this.#setting.folding(), this.#setting.store.name);
  }

  /** The branch of a view, made if it is not there. */
  #made({ branch, edits }: View): Promise<given.BranchInfo> {
    const name = text("branch", "name", branch);
    const known = this.#branches.get(name);
    if (known?.edits === edits) return known!.made;
    if (!Array.isArray(edits)) throw invalid("branch", "edits", "an array of edits", edits);
    const list = edits.map((edit, at) => branchEdit(edit as Record<string, unknown>, at));
    const made = this.#shared().then(async ({ client, log }) => {
      const { first, events } = await client.ask<{ first?: number | null; events: number }>({ branch: { log, branch: name, edits: list } });
      return { first: position(first), events };
    });
    this.#branches.set(name, { edits, made });
    made.catch(() => {
      if (this.#branches.get(name)?.made === made) this.#branches.delete(name);
    });
    return made;
  }

  readonly #unbranch = async ({ branch, edits }: View): Promise<void> => {
    const known = this.#branches.get(branch!);
    if (known?.edits !== edits) return;
    this.#branches.delete(branch!);
    await known!.made.catch(() => {});
    const { client, log } = await this.#shared();
    await client.ask({ unbranch: { log, branch } });
  };

  /** The position behind the last event of a moment. */
  async #until(at: given.Moment): Promise<number> {
    if (!(at instanceof Date)) return whole("asOf", "at", at) + 1;
    const [last] = await this.#setting.store.readAll({ direction: "backwards", fromTime: at, maxCount: 1 }).toArray();
    return last ? Number(last.position) + 1 : 0;
  }

  /** The positions of a stretch, both of them in it. */
  async #range(method: string, view: View, options: given.Stretch | given.SeriesOptions | undefined): Promise<{ from: EngineMoment; to: EngineMoment }> {
    const { from, to } = checkedOptions<given.Stretch | given.SeriesOptions>(method, options);
    const end = engineMoment(method, "to", to ?? view.at);
    const { since } = view;
    if (since !== undefined && from === undefined) return { from: await this.#until(since), to: end };
    if (!(from instanceof Date)) return { from: engineMoment(method, "from", from), to: end };
    if (Number.isNaN(from.getTime())) throw invalid(method, "from", "a valid Date", from);
    const [first] = await this.#setting.store.readAll({ fromTime: from, maxCount: 1 }).toArray();
    return { from: first ? Number(first.position) : BEHIND_ALL, to: end };
  }

  /** Of a partition that never was. */
  async #unless<T>(answer: Promise<T>, none: NoInfer<Partial<T>>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof FoldbackError && error.code === "StreamNotFound") return none as T;
      throw error;
    }
  }
}

/** Of a projection that could not be defined there is nothing to say but why. */
const NOTHING: Omit<given.ProjectionInfo, "name" | "failed"> = {
  ...{ next: 0n, events: 0, handled: 0, unhandled: {}, partitions: 0, weight: 0, snapshot: undefined, rebuilding: undefined },
  ...{ emitted: 0, results: 0, logs: 0, differs: 0, checked: 0, unsteady: [] },
};

function failureOf(error: unknown): Error {
  // Being aborted or closed is no property of a projection.
  if (error instanceof FoldbackError && (error.code === "Aborted" || error.code === "StoreClosed")) throw error;
  return error as Error;
}

const NO_FLIPS = { flips: [], before: false, soBefore: [], total: 0, tests: 0, failures: 0, failure: null };

function branchEdit(edit: Record<string, unknown>, at: number): Record<string, unknown> {
  const argument = `edits[${at}]`;
  if (typeof edit !== "object" || edit === null) throw invalid("branch", argument, "an object", edit);
  const kinds = ["skip", "edit", "insert", "move"].filter((kind) => edit[kind] !== undefined);
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined) {
    throw new TypeError(`branch: "${argument}" must be one of { skip }, { edit, event }, { insert, event } and { move, to }, but says ${kinds.join(" and ") || "none of them"}.`);
  }
  const told: Record<string, unknown> = { [kind]: whole("branch", `${argument}.${kind}`, edit[kind]) };
  if (kind === "move") told["to"] = whole("branch", `${argument}.to`, edit["to"]);
  if (kind === "edit" || kind === "insert") told["event"] = branchEvent(`${argument}.event`, edit["event"] as NewStreamEvent, kind === "edit");
  return told;
}

function branchEvent(argument: string, event: NewStreamEvent, mayStay = false): Record<string, unknown> {
  if (typeof event !== "object" || event === null) throw new TypeError(`branch: "${argument}" must be an event { streamId, type, data }, but is ${described(event)}.`);
  const { streamId, type, data, metadata, time } = event as NewStreamEvent & { time?: Date | string };
  const when = time === undefined ? undefined : time instanceof Date ? time.getTime() : Date.parse(time);
  if (Number.isNaN(when)) throw invalid("branch", `${argument}.time`, "a valid Date, or the text of one", time);
  return {
    streamId: mayStay && streamId === undefined ? null : text("branch", `${argument}.streamId`, streamId),
    type: text("branch", `${argument}.type`, type),
    data: jsonText("branch", `${argument}.data`, data ?? null),
    metadata: metadata == null ? null : jsonText("branch", `${argument}.metadata`, metadata),
    time: when === undefined ? null : when * 1000,
  };
}

/** Waits no longer than the signal lets it. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (!signal.aborted) {
    return new Promise((resolve, reject) => {
      const stop = () => reject(aborted(signal));
      signal.addEventListener("abort", stop, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    });
  }
  return Promise.reject(aborted(signal));
}
