// A shared worker that opens the store on its own thread.

import { jsonEvent, openStore } from "foldback/same-thread";

import { answer } from "./shared/app.js";

const take = answer("webpack-shared-worker", { jsonEvent, openStore });
self.onconnect = ({ ports: [port] }) => take(port);
