// Starts the page. In a file of its own, because the page's policy allows no inline script.
import start from "./foldback.js";

start({ module_or_path: "./foldback_bg.wasm" }).catch((why) => {
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.className = "nothing";
  note.textContent =
    `Foldback could not start: ${why}. It needs a browser with WebAssembly from 2023 or later; ` +
    "update the browser, or reload the page if the connection broke off.";
  document.body.append(note);
});
