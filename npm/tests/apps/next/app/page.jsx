"use client";

import { jsonEvent, openStore } from "foldback";
import { useEffect } from "react";

import { ask, open } from "../shared/app.js";

function start() {
  const place = new URLSearchParams(location.search).get("in");
  if (place === "worker") {
    ask("next-worker", new Worker(new URL("../worker.js", import.meta.url), { type: "module" }));
  } else if (place === "shared-worker") {
    ask("next-shared-worker", new SharedWorker(new URL("../shared-worker.js", import.meta.url), { type: "module" }).port);
  } else {
    open("next", { jsonEvent, openStore });
  }
}

export default function Page() {
  useEffect(start, []);
  return <p>A page of foldback in Next.js</p>;
}
