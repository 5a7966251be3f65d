// The other entries of the package offer the same.

import * as foldback from "foldback";
import * as inline from "foldback/inline";
import * as sameThread from "foldback/same-thread";

import type { Equal, Expect } from "./equal.js";

export type InlineIs = Expect<Equal<keyof typeof inline, keyof typeof foldback>>;
export type SameThreadIs = Expect<Equal<keyof typeof sameThread, keyof typeof foldback>>;
inline.openStore satisfies typeof foldback.openStore;
sameThread.openStore satisfies typeof foldback.openStore;
// One class, whichever entry it comes from.
inline.StoreClosed satisfies typeof foldback.StoreClosed;
