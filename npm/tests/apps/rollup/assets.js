import { jsonEvent, openStore } from "foldback";

import { open } from "./shared/app.js";

const options = { assets: "/apps/rollup/assets/foldback/" };
if (new URLSearchParams(location.search).get("in") === "page") {
  open("rollup-assets-page", { jsonEvent, openStore }, { ...options, worker: false });
} else {
  open("rollup-assets", { jsonEvent, openStore }, options);
}
