// Opens a page in the person's browser, where there is a screen to show it.

import { spawn } from "node:child_process";

const PROGRAMS = {
  darwin: ["open"],
  // `start` takes its first quoted word as the title of a window.
  win32: ["cmd", "/C", "start", ""],
};

/** Whether a program that opens it could be started. */
export function openBrowser(url) {
  const known = PROGRAMS[process.platform];
  const hasScreen = known !== undefined || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (!hasScreen) return Promise.resolve(false);
  const [program, ...before] = known ?? ["xdg-open"];
  return new Promise((resolve) => {
    // Apart from this process, so that Ctrl-C here does not end the browser.
    const started = spawn(program, [...before, url], { stdio: "ignore", detached: process.platform !== "win32", windowsHide: true });
    started.once("error", () => resolve(false));
    started.once("spawn", () => {
      started.unref();
      resolve(true);
    });
  });
}
