// What is offered while one types: the words of a projection, what an event has, and the log's own event types, categories and
// streams, each where it can stand.

import { autocompletion, type Completion, type CompletionContext, type CompletionResult, type CompletionSource } from "@codemirror/autocomplete";
import { javascriptLanguage, localCompletionSource } from "@codemirror/lang-javascript";
import { syntaxTree } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";

import { afterDot, eventMembers, functions, handlers, jqWords, options } from "./words.js";

/** Names of the log. */
export interface Offered {
  types: { name: string; events: number }[];
  categories: string[];
  streams: string[];
}

/** What completes a text of a language. `offered` is asked each time: a log grows. */
export function completion(language: string, offered: () => Offered): Extension {
  const sources: CompletionSource[] =
    language === "javascript" ? [(context) => javascript(context, offered()), localCompletionSource] : [(context) => jq(context, offered())];
  const data = sources.map((autocomplete) => ({ autocomplete }));
  const known = language === "javascript" ? data.map((one) => javascriptLanguage.data.of(one)) : [EditorState.languageData.of(() => data)];
  return [known, autocompletion({ icons: false, aboveCursor: false })];
}

function javascript(context: CompletionContext, offered: Offered): CompletionResult | null {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 200), context.pos);
  const text = inText(context, before, offered);
  if (text !== undefined) return text;
  const word = context.matchBefore(/[$\w]*/)!;
  const front = context.state.sliceDoc(Math.max(0, word.from - 200), word.from);
  if (front.endsWith(".")) return { from: word.from, options: /\b(?:e|ev|evt|event)\.$/.test(front) ? eventMembers : afterDot, validFor: NAME };
  if (isKey(context, word.from, front)) return { from: word.from, options: [...handlers, ...offered.types.map(handlerOf)], validFor: NAME };
  if (/\boptions\s*\(\s*\{[^}]*$/.test(front)) return { from: word.from, options, validFor: NAME };
  if (word.from === word.to && !context.explicit) return null;
  return { from: word.from, options: functions, validFor: NAME };
}

const NAME = /^[$\w]*$/;

/** Inside a text in quotes names of streams, categories and types stand; nothing else is offered there. */
function inText(context: CompletionContext, before: string, { types, categories, streams }: Offered): CompletionResult | null | undefined {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (node.name !== "String") return undefined;
  const from = node.from + 1;
  const front = before.slice(0, Math.max(0, before.length - (context.pos - node.from)));
  const named = (names: readonly string[], type: string): Completion[] => names.map((label) => ({ label, type }));
  const [, called] = /\b(fromCategory|fromCategories|fromStreams?|linkTo|emit)\s*\([^()]*$/.exec(front) ?? [];
  if (called?.startsWith("fromCategor")) return { from, options: named(categories, "namespace") };
  if (called?.startsWith("fromStream")) return { from, options: [...named(categories.map((name) => `$ce-${name}`), "namespace"), ...named(streams, "constant")] };
  // A key of the handlers may be written in quotes.
  if (/[{,]\s*$/.test(front)) return { from, options: types.map(typeOf) };
  return null;
}

/** Whether what is typed is the name of a handler: a member of the object that `when` takes. */
function isKey(context: CompletionContext, at: number, front: string): boolean {
  if (!/(?:[{,]|\*\/|\/\/[^\n]*\n)\s*$/.test(front)) return false;
  for (let node = syntaxTree(context.state).resolveInner(at, -1) as ReturnType<typeof up>; node; node = up(node)) {
    // The body of a handler lies in that object too.
    if (node.name === "Block") return false;
    if (node.name !== "ObjectExpression") continue;
    const call = node.parent?.parent;
    const callee = call?.name === "CallExpression" ? context.state.sliceDoc(call.from, node.from) : "";
    return /\bwhen\s*\(\s*$/.test(callee);
  }
  return false;
}

function up(node: ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>) {
  return node.parent;
}

function typeOf({ name, events }: Offered["types"][number]): Completion {
  return { label: name, type: "type", detail: `${events.toLocaleString("en")} events`, boost: 1 };
}

/** A handler of a type. A name that is no identifier stands in quotes. */
function handlerOf(type: Offered["types"][number]): Completion {
  const key = /^[A-Za-z_$][\w$]*$/.test(type.name) ? type.name : JSON.stringify(type.name);
  return { ...typeOf(type), apply: `${key}: (state, event) => {\n    \n  },` };
}

function jq(context: CompletionContext, { types }: Offered): CompletionResult | null {
  const quoted = context.matchBefore(/"[^"]*/);
  if (quoted) return { from: quoted.from + 1, options: types.map(typeOf) };
  const word = context.matchBefore(/[.$\w]+/);
  if (!word && !context.explicit) return null;
  return { from: word?.from ?? context.pos, options: jqWords };
}
