// The code editor as an element of the page: <code-editor>. It tells what is typed by an `input` event; what it is told comes
// by its properties. It knows nothing of projections or of the engine.
//
// It lies in a shadow root, where the rules of its looks may be made by script: the page's policy allows no <style>.

import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { completion, type Offered } from "./completion.js";
import { mark, type Mark } from "./marks.js";
import { language, setup } from "./setup.js";
import { looks } from "./looks.js";

class CodeEditor extends HTMLElement {
  #view: EditorView | undefined;
  #value = "";
  #language = "javascript";
  #label = "";
  #offered: Offered = { types: [], categories: [], streams: [] };
  readonly #speaks = new Compartment();
  readonly #named = new Compartment();

  connectedCallback(): void {
    if (this.#view) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open", delegatesFocus: true });
    const told = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      this.#value = update.state.doc.toString();
      // What the page itself has put there is no news to it.
      if (update.transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete") || one.isUserEvent("undo") || one.isUserEvent("redo") || one.isUserEvent("move"))) {
        this.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    const extensions = [setup, looks, told, this.#speaks.of(this.#speech()), this.#named.of(this.#name())];
    this.#view = new EditorView({ state: EditorState.create({ doc: this.#value, extensions }), parent: root, root });
  }

  disconnectedCallback(): void {
    this.#view?.destroy();
    this.#view = undefined;
  }

  get value(): string {
    return this.#value;
  }

  set value(value: string) {
    if (value === this.#value) return;
    this.#value = value;
    const view = this.#view;
    view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }

  /** `javascript` or `jq`. */
  set language(name: string) {
    this.#language = name;
    this.#view?.dispatch({ effects: this.#speaks.reconfigure(this.#speech()) });
  }

  /** Its name for screen readers. */
  set label(label: string) {
    this.#label = label;
    this.#view?.dispatch({ effects: this.#named.reconfigure(this.#name()) });
  }

  /** What of the log is offered while one types. */
  set offered(offered: Offered) {
    this.#offered = offered;
  }

  /** What is marked as wrong; nothing takes the mark away. */
  set mark(wrong: Mark | null) {
    if (this.#view) mark(this.#view, wrong);
  }

  #speech(): Extension {
    return [language(this.#language), completion(this.#language, () => this.#offered)];
  }

  #name(): Extension {
    return EditorView.contentAttributes.of({ "aria-label": this.#label });
  }
}

if (!customElements.get("code-editor")) customElements.define("code-editor", CodeEditor);
