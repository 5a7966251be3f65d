// The words for where a stream is and where a read begins, as EventStoreDB's and KurrentDB's clients have them.

/** The append does not care where the stream is. */
export const ANY = "any";
/** The stream must have no events yet. */
export const NO_STREAM = "noStream";
/** The stream must have events. */
export const STREAM_EXISTS = "streamExists";
/** From the first event on. */
export const START = "start";
/** From behind the last event, or backwards from it. */
export const END = "end";
