// The words of a projection and what each is for, as they are offered.

import { snippetCompletion, type Completion } from "@codemirror/autocomplete";

const words = (type: string, list: readonly (readonly [string, string])[]): Completion[] => list.map(([label, detail]) => ({ label, detail, type }));

/** How a projection begins, and what handlers call. */
export const functions: Completion[] = [
  snippetCompletion("fromAll()", { label: "fromAll", detail: "every event", type: "function" }),
  snippetCompletion('fromCategory("${category}")', { label: "fromCategory", detail: "streams named category-…", type: "function" }),
  snippetCompletion('fromStream("${stream}")', { label: "fromStream", detail: "one stream", type: "function" }),
  snippetCompletion('fromStreams("${stream}", "${other}")', { label: "fromStreams", detail: "several streams", type: "function" }),
  snippetCompletion("options({ ${} })", { label: "options", detail: "shared state, links", type: "function" }),
  snippetCompletion('emit("${stream}", "${Type}", { ${} })', { label: "emit", detail: "an event: listed, never written", type: "function" }),
  snippetCompletion('linkTo("${stream}", event)', { label: "linkTo", detail: "a link: listed, never written", type: "function" }),
  snippetCompletion('linkStreamTo("${stream}", "${other}")', { label: "linkStreamTo", detail: "a stream: listed, never written", type: "function" }),
  snippetCompletion("log(${})", { label: "log", detail: "a line beside the event", type: "function" }),
];

/** What a chain goes on with. */
export const afterDot: Completion[] = [
  snippetCompletion("when({\n  $$init: () => ({ ${} }),\n})", { label: "when", detail: "the handlers", type: "method" }),
  snippetCompletion("foreachStream()", { label: "foreachStream", detail: "a state for each stream", type: "method" }),
  snippetCompletion("partitionBy((event) => event.data.${})", { label: "partitionBy", detail: "a state for each key", type: "method" }),
  snippetCompletion("transformBy((state) => ${state})", { label: "transformBy", detail: "state to result", type: "method" }),
  snippetCompletion("filterBy((state) => ${true})", { label: "filterBy", detail: "which results there are", type: "method" }),
  snippetCompletion("outputState()", { label: "outputState", detail: "states are results", type: "method" }),
  snippetCompletion('outputTo("${stream}")', { label: "outputTo", detail: "where results would go", type: "method" }),
];

/** Handlers that are no event types. */
export const handlers: Completion[] = [
  snippetCompletion("$$init: () => ({ ${} }),", { label: "$init", detail: "the first state", type: "keyword" }),
  snippetCompletion("$$initShared: () => ({ ${} }),", { label: "$initShared", detail: "the first shared state", type: "keyword" }),
  snippetCompletion("$$any: (state, event) => {\n  ${}\n},", { label: "$any", detail: "types that nothing else handles", type: "keyword" }),
  snippetCompletion("$$created: (state, event) => {\n  ${}\n},", { label: "$created", detail: "a partition's first event", type: "keyword" }),
  snippetCompletion("$$deleted: (state) => {\n  ${}\n},", { label: "$deleted", detail: "its stream was deleted", type: "keyword" }),
];

/** What an event has. */
export const eventMembers: Completion[] = words("property", [
  ["data", "the payload, decoded"],
  ["body", "the same"],
  ["bodyRaw", "the payload as text"],
  ["metadata", "decoded"],
  ["metadataRaw", "as text"],
  ["linkMetadata", "of the link that led here"],
  ["eventType", "text"],
  ["streamId", "text"],
  ["sequenceNumber", "its number in the stream"],
  ["partition", "text"],
  ["category", "text, or null"],
  ["isJson", "whether it is JSON"],
  ["created", "its time"],
  ["eventId", "text"],
]);

export const options: Completion[] = words("property", [
  ["biState", "a state that all partitions share"],
  ["$includeLinks", "links too"],
  ["reorderEvents", "here they always come in order"],
  ["processingLag", "milliseconds"],
  ["resultStreamName", "where results would go"],
]);

export const jqWords: Completion[] = words("keyword", [
  [".", "the state so far; {} at first"],
  ["$event.data", "the payload"],
  ["$event.type", "text"],
  ["$event.stream", "text"],
  ["$event.position", "number"],
  ["$event.metadata", "decoded"],
  ["if", "if … then … else … end"],
  ["select", "only where it is true"],
  ["map", "every element"],
  ["length", ""],
  ["keys", ""],
  ["add", ""],
  ["empty", "this event is passed over"],
  ["null", "no state any more"],
]);
