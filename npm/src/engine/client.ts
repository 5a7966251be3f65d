// Calls to an engine and their answers. It knows nothing of what a call means.

import { aborted, closed, toError, type ErrorInfo, type FoldbackError } from "../errors.js";
import { cannotLoad } from "../start/failure.js";
import type { Engine } from "./port.js";

/** How far a long call has got. */
export interface EngineProgress {
  bytes: number;
  total: number;
  events: number;
  streams: number;
  millis: number;
}

/** What a call may have with it. */
export interface CallOptions {
  file?: Blob;
  files?: Blob[];
  bytes?: ArrayBuffer;
  onProgress?: ((progress: EngineProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What the engine answered. */
export interface Answer<T> {
  answer: T;
  bytes?: ArrayBuffer;
  file?: Blob;
}

/** A call: its name and what it takes, or the name alone. */
export type EngineCall = string | { [name: string]: Record<string, unknown> };

interface Pending {
  resolve(answer: Answer<never>): void;
  reject(error: unknown): void;
  onProgress: ((progress: EngineProgress) => void) | undefined;
  signal: AbortSignal | undefined;
}

interface Message {
  ready?: true;
  unavailable?: { where: string; why: string };
  crashed?: string;
  id?: number;
  progress?: EngineProgress;
  error?: ErrorInfo;
}

/** One engine, and the calls that it has not answered yet. */
export class EngineClient {
  readonly #engine: Engine;
  readonly #calls = new Map<number, Pending>();
  #last = 0;
  #broken: FoldbackError | undefined;
  #onBroken: (() => void) | undefined;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Waits until the engine says that it is there. `onBroken` is called when it has gone, whatever the reason. */
  static connect(engine: Engine, onBroken: () => void): Promise<EngineClient> {
    const client = new EngineClient(engine);
    client.#onBroken = onBroken;
    return new Promise((resolve, reject) => {
      let isReady = false;
      const fail = (error: FoldbackError) => {
        // One that was there and is gone did not fail to load.
        if (isReady) return void client.#crashed(error.cause ?? error.message);
        client.#break(error);
        engine.end(true);
        reject(error);
      };
      const take = (message: Message) => {
        if (message.ready) resolve(((isReady = true), client));
        else if (message.unavailable) fail(cannotLoad(message.unavailable.where, message.unavailable.why));
        else if (message.crashed !== undefined) reject(client.#crashed(message.crashed));
        else client.#take(message);
      };
      // Answers that are ready at the same time come as one message.
      engine.port.onmessage = ({ data }) => (Array.isArray(data) ? data.forEach(take) : take(data as Message));
      engine.onfail(fail);
    });
  }

  /** Whether it has gone: then every call fails. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Sends a call and waits for its answer. A signal asks the engine to stop, and the call ends when it has. */
  send<T = unknown>(call: EngineCall, { file, files, bytes, onProgress, signal }: CallOptions = {}): Promise<Answer<T>> {
    return new Promise<Answer<T>>((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      if (signal?.aborted) return reject(aborted(signal));
      const id = ++this.#last;
      const pending: Pending = { resolve: resolve as Pending["resolve"], reject, onProgress, signal };
      if (signal) {
        const stop = () => this.#engine.port.postMessage({ cancel: id });
        signal.addEventListener("abort", stop, { once: true });
        pending.resolve = (answer) => (signal.removeEventListener("abort", stop), resolve(answer as Answer<T>));
        pending.reject = (error) => (signal.removeEventListener("abort", stop), reject(error));
      }
      this.#calls.set(id, pending);
      const message: Record<string, unknown> = { id, call };
      if (file) message["file"] = file;
      if (files) message["files"] = files;
      if (bytes) message["bytes"] = bytes;
      try {
        this.#engine.port.postMessage(message, bytes ? [bytes] : []);
      } catch (error) {
        this.#calls.delete(id);
        pending.reject(error);
      }
    });
  }

  /** The answer alone. */
  async ask<T>(call: EngineCall, options?: CallOptions): Promise<T> {
    return (await this.send<T>(call, options)).answer;
  }

  /** Ends the engine. What it has under way ends with StoreClosed. */
  end(): void {
    this.#break(closed("The store was closed."));
    this.#engine.end();
  }

  #take(message: Message): void {
    const call = this.#calls.get(message.id!);
    if (!call) return;
    if (message.progress !== undefined) {
      call.onProgress?.(message.progress);
      return;
    }
    this.#calls.delete(message.id!);
    if (!message.error) call.resolve(message as Answer<never>);
    else if (message.error.code === "Aborted" && call.signal?.aborted) call.reject(aborted(call.signal));
    else call.reject(toError(message.error));
  }

  /** It has ended on its own account. What every call ends with from now on. */
  #crashed(why: unknown): FoldbackError {
    if (this.#broken) return this.#broken;
    // Whoever reports this needs to know where it happened; whoever reads the message needs to know what to do.
    console.error("Foldback's engine ended with an error of its own. Please report it:", why);
    const message = "The engine ended with an error of its own, which the console names. What was acknowledged is stored: open the store again.";
    const error = closed(message);
    this.#break(error);
    this.#engine.end(true);
    return error;
  }

  #break(error: FoldbackError): void {
    if (this.#broken) return;
    this.#broken = error;
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
    this.#onBroken?.();
  }
}
