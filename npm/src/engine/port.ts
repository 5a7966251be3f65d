// What an engine is reached through: a worker, or a pair of ends on one thread.

import type { FoldbackError } from "../errors.js";

/** A message as the other end gets it. */
export interface PortMessage {
  data: unknown;
}

/** One end. Both ends post and listen alike. */
export interface EnginePort {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  onmessage: ((message: PortMessage) => void) | null;
}

/** An engine that was started, seen from outside. */
export interface Engine {
  readonly port: EnginePort;
  /** Calls back when it cannot be loaded or has died without a word. */
  onfail(listener: (error: FoldbackError) => void): void;
  /** Ends it, and everything that it has under way. `crashed`: it has said that it cannot go on. */
  end(crashed?: boolean): void;
}

/** One of two ends on one thread. What one posts the other hears in a turn of its own: the same object, not a copy. */
export class LocalPort implements EnginePort {
  #other: LocalPort | undefined;
  #listener: ((message: PortMessage) => void) | null = null;
  #early: unknown[] = [];
  /** Hears what the listener at this end throws. */
  onfail: ((error: unknown) => void) | undefined;

  static pair(): [LocalPort, LocalPort] {
    const [near, far] = [new LocalPort(), new LocalPort()];
    [near.#other, far.#other] = [far, near];
    return [near, far];
  }

  get onmessage(): ((message: PortMessage) => void) | null {
    return this.#listener;
  }

  set onmessage(listener: ((message: PortMessage) => void) | null) {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) this.#hear(message);
  }

  postMessage(message: unknown): void {
    this.#other!.#hear(message);
  }

  #hear(data: unknown): void {
    // A listener never runs inside the call that posts.
    queueMicrotask(() => {
      if (!this.#listener) this.#early.push(data);
      else {
        try {
          this.#listener({ data });
        } catch (error) {
          // Only an engine that can't go on throws, and whoever waits for it has to know.
          if (this.onfail) this.onfail(error);
          else throw error;
        }
      }
    });
  }
}
