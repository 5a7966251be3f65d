// Whole logs on their way out: an export as a sequence of bytes, in any form, whole or redacted.

import { invalid, oneOf, options, text, whole } from "./arguments.js";
import type { Answer, EngineCall, EngineClient } from "./engine/client.js";
import { aborted } from "./errors.js";
import type { ExportFormat, ExportReport, Progress, Redaction, RedactionRule } from "./options.js";

/** What an export asks for. */
export interface Exported {
  log: string;
  format: ExportFormat;
  filter: { types: string[]; streamPrefixes: string[]; tags: string[] };
  from: unknown;
  to: unknown;
  redact: Redaction | undefined;
  signal: AbortSignal | undefined;
  onProgress: ((progress: Progress) => void) | undefined;
  onReport: ((report: ExportReport) => void) | undefined;
}

type Importing = <T>(call: (client: EngineClient) => Promise<T>) => Promise<T>;

/** Events of one piece of an export: some megabytes at most. */
const PIECE = 8192;

const METHOD = "exportLog";

const LINE_FEED = 0x0a;

/** A log, piece by piece. `importing` calls the engine that knows other forms than NDJSON, and redacts. */
export async function* exported(
  client: EngineClient,
  asked: Exported,
  importing: Importing,
): AsyncGenerator<Uint8Array<ArrayBuffer>, ExportReport, undefined> {
  const redact = asked.redact === undefined ? undefined : redaction(asked.redact);
  const [from, to] = [moment("from", asked.from, 0), moment("to", asked.to, 999)];
  const takes = { log: asked.log, filter: asked.filter, to, maxEvents: PIECE };
  if (asked.format === "ndjson" && !redact) {
    const call = (next: number | null, until: number | null) => ({ exportEvents: { ...takes, from: next ?? from, until } });
    return yield* pages(client, call, asked, []);
  }
  const call = (next: number | null, until: number | null, written: number) => {
    return { export: { ...takes, from: next ?? from, until, written, format: asked.format, redact } };
  };
  // The other engine is held as long as somebody takes what it gives.
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held: Promise<void> | undefined;
  const other = new Promise<EngineClient>((resolve, reject) => {
    held = importing(async (engine) => {
      resolve(engine);
      await released;
    });
    held.catch(reject);
  });
  try {
    return yield* pages(await other, call, asked, asked.redact?.rules ?? []);
  } finally {
    release();
    await held?.catch(() => {});
  }
}

type Page = { next?: number | null; until: number; events?: number; redacted?: number[]; unread?: number };

/** The pages of an export. The next one is made while one is being used. */
async function* pages(
  client: EngineClient,
  call: (next: number | null, until: number | null, written: number) => EngineCall,
  { signal, onProgress, onReport }: Exported,
  rules: readonly RedactionRule[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, ExportReport, undefined> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal!.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const report: ExportReport = { events: 0, bytes: 0, redacted: rules.map((rule) => ({ rule, count: 0 })), unread: 0 };
  const ask = (from: number | null, until: number | null): Promise<Answer<Page>> => {
    const page = client.send<Page>(call(from, until, report.events), { signal: stop.signal });
    page.catch(() => {});
    return page;
  };
  try {
    for (let page: Promise<Answer<Page>> | undefined = ask(null, null); page; ) {
      const { answer, bytes: given }: Answer<Page> = await page;
      // This piece may have been there before.
      if (signal?.aborted) throw aborted(signal);
      const piece = new Uint8Array(given!);
      report.events += answer.events ?? lines(piece);
      report.bytes += piece.length;
      answer.redacted?.forEach((count, at) => (report.redacted[at]!.count += count));
      report.unread += answer.unread ?? 0;
      page = answer.next === null || answer.next === undefined ? undefined : ask(answer.next, answer.until);
      onProgress?.({ bytes: report.bytes, total: 0, events: report.events });
      if (piece.length) yield piece;
    }
    onReport?.(report);
    return report;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}

function lines(piece: Uint8Array): number {
  let count = 0;
  for (const byte of piece) if (byte === LINE_FEED) count++;
  return count;
}

/** A place or a time in the log. A Date counts in milliseconds, the log in microseconds, of which `rest` are still meant. */
function moment(argument: string, given: unknown, rest: number): number | { time: number } | null {
  if (given === undefined) return null;
  if (!(given instanceof Date)) return whole(METHOD, argument, given);
  if (Number.isNaN(given.getTime())) throw invalid(METHOD, argument, "a valid Date", given);
  return { time: given.getTime() * 1000 + rest };
}

const TARGETS = ["data", "metadata", "stream", "id", "tags", "source"] as const;

function redaction(given: Redaction) {
  const { rules, key } = options<Redaction>(METHOD, given, "redact");
  if (!Array.isArray(rules)) throw invalid(METHOD, "redact.rules", "an array of rules", rules);
  const checked = rules.map((one: RedactionRule, at) => {
    const named = `redact.rules[${at}]`;
    const { in: target = "data", path = "", action, keepPrefix = false } = options<RedactionRule>(METHOD, one, named);
    oneOf(METHOD, `${named}.in`, target, TARGETS);
    oneOf(METHOD, `${named}.action`, action, ["drop", "hash", "mask"]);
    if (typeof path !== "string") throw invalid(METHOD, `${named}.path`, "a string", path);
    if (typeof keepPrefix !== "boolean") throw invalid(METHOD, `${named}.keepPrefix`, "true or false", keepPrefix);
    return { target, path, action, keepPrefix };
  });
  return { rules: checked, key: keyText(key) };
}

/** The key as a text; a random one where none is given. */
function keyText(key: string | Uint8Array | undefined): string {
  if (key === undefined) return hex(crypto.getRandomValues(new Uint8Array(32)));
  if (key instanceof Uint8Array) {
    if (key.length === 0) throw invalid(METHOD, "redact.key", "a key with something in it", key);
    return hex(key);
  }
  return text(METHOD, "redact.key", key);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
