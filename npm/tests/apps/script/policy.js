import { jsonEvent, openStore } from "./foldback/index.js";

import { open } from "./shared/app.js";

open("script-policy", { jsonEvent, openStore });
