// The fenced examples of a Markdown text. What follows the language in a fence's first line says what is done with it:
// `run` executes it, `worker` checks it against the types of workers, `file=NAME` lets the others import it.

const FENCE = /^```(\w*) ?([^\n]*)\n(.*?)^```$/gms;

/** Every example that is TypeScript or JavaScript. */
export function examples(markdown) {
  return [...markdown.matchAll(FENCE)]
    .filter(([, language]) => ["js", "ts", "tsx"].includes(language))
    .map(({ index, 1: language, 2: words, 3: code }) => {
      const line = markdown.slice(0, index).split("\n").length + 1;
      const [, file] = /file=(\S+)/.exec(words) ?? [];
      const has = (word) => words.split(" ").includes(word);
      return { line, language, code, file: file ?? `line-${line}.${language}`, runs: has("run"), inWorker: has("worker") };
    });
}

/** What an example says that it prints, line by line: in comments `// prints: FIRST | SECOND`. */
export function promised(code) {
  return [...code.matchAll(/\/\/ prints: (.*)$/gm)].flatMap(([, lines]) => lines.split(" | "));
}
