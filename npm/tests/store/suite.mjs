// Everything that a store does, on one kind of storage.

import { appending } from "./appending.mjs";
import { wrongArguments } from "./arguments.mjs";
import { handles } from "./handles.mjs";
import { projecting } from "./projecting.mjs";
import { reading } from "./reading.mjs";
import { streams } from "./streams.mjs";
import { subscribing } from "./subscribing.mjs";
import { timeline } from "./timeline.mjs";
import { transfer } from "./transfer.mjs";

export function storeSuite(storage) {
  for (const part of [appending, reading, subscribing, streams, projecting, timeline, transfer, handles, wrongArguments]) part(storage);
}
