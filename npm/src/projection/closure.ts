// Folds on the thread that it is called on, a slice at a time, so that whoever else needs the thread comes to it in between.

import { aborted } from "../errors.js";
import type { StoredEvent } from "./event.js";
import type { Fold } from "./fold.js";
import type { Output } from "./output.js";
import type { Watch } from "./watch.js";

/** As long may a slice take, in milliseconds. One event may take longer. */
export const SLICE = 8;

export interface RunOptions {
  signal?: AbortSignal | undefined;
  /** Told after each slice how many of the events are done. */
  onProgress?: ((done: number) => void) | undefined;
}

/** Folds a batch of events. Aborted, it gives up between two of them; what was folded until then is in `fold.take()`. */
export async function foldInSlices(fold: Fold, events: Iterable<StoredEvent>, options: RunOptions & { watch?: Watch | undefined } = {}): Promise<Output> {
  const { signal, onProgress, watch } = options;
  let end = performance.now() + SLICE;
  let done = 0;
  for (const event of events) {
    if (signal?.aborted) throw aborted(signal);
    fold.fold(event, watch?.lookAt(event));
    done++;
    if (performance.now() < end) continue;
    onProgress?.(done);
    await pause();
    end = performance.now() + SLICE;
  }
  if (signal?.aborted) throw aborted(signal);
  onProgress?.(done);
  return fold.take();
}

/** Lets everything else on this thread go first. */
export function pause(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => {
    // A timer would wait for 4 ms after some of them. A channel keeps a process of Node alive until it is closed.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
