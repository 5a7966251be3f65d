import { jsonEvent, openStore } from "foldback";

import { open } from "./shared/app.js";

open("esbuild-assets", { jsonEvent, openStore }, { assets: "./foldback" });
