// Appends of one store. What is appended before the next turn travels in one message, and each append gets its own answer.

import type { EngineClient } from "./engine/client.js";
import { Frame, type FrameEvent, type FrameOptions } from "./engine/frame.js";
import { aborted, toError, type ErrorInfo } from "./errors.js";
import type { AppendResult } from "./options.js";

interface Waiting {
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

/** What the engine answers of a request, as four numbers: first and last position, revision, and whether it was written. */
const ANSWER = 4;

export class Appending {
  readonly #client: EngineClient;
  readonly #log: string;
  readonly #frame = new Frame();
  #waiting: Waiting[] = [];
  /** Messages that are not answered yet. */
  readonly #underWay = new Set<Promise<void>>();

  constructor(client: EngineClient, log: string) {
    this.#client = client;
    this.#log = log;
  }

  /** Appends events, all or none. A wrong argument rejects with a TypeError, and nothing of it is sent. */
  append(
    method: string,
    events: readonly FrameEvent[],
    streamId: string | undefined,
    options: FrameOptions,
    signal: AbortSignal | undefined,
  ): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      // Once it is on its way it cannot be called back, and its answer says what became of it.
      if (signal?.aborted) throw aborted(signal);
      this.#frame.push(method, events, streamId, options);
      if (this.#waiting.push({ resolve, reject }) > 1) return;
      const sent = Promise.resolve().then(() => this.#flush());
      this.#underWay.add(sent);
      void sent.then(() => this.#underWay.delete(sent));
    });
  }

  /** Waits until all that was appended is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Sends what waits. It never fails: each append hears for itself. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const frame = this.#frame.finish(waiting.length);
      const { answer, bytes } = await this.#client.send<{ errors: [number, ErrorInfo][] }>(
        { append: { log: this.#log } },
        { bytes: frame },
      );
      const results = new Float64Array(bytes!);
      const errors = answer.errors.length ? new Map(answer.errors) : undefined;
      for (let at = 0; at < waiting.length; at++) {
        const { resolve, reject } = waiting[at]!;
        const error = errors?.get(at);
        if (error) {
          reject(toError(error));
          continue;
        }
        const from = at * ANSWER;
        resolve({
          success: true,
          nextExpectedRevision: BigInt(results[from + 2]!),
          firstPosition: BigInt(results[from]!),
          position: BigInt(results[from + 1]!),
          written: results[from + 3] === 1,
        });
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
