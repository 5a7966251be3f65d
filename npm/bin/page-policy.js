// The content-security policies of the built pages, so that header and page have one source. It invents none.

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** Says with which policy a file is sent: that of the app's page, or of the one in which projections run. */
export function policies(app) {
  const page = policyIn(readFileSync(join(app, "index.html"), "utf8"));
  const sandbox = join(app, "sandbox.html");
  if (!existsSync(sandbox)) return () => page;
  const stated = policyIn(readFileSync(sandbox, "utf8"));
  const path = realpathSync(sandbox);
  // Only a header can say this: then it has no origin either when it is not in the frame that says so.
  return (file) => (file === path && stated !== undefined ? `${stated}; sandbox allow-scripts` : page);
}

/** The `content` of the page's `<meta http-equiv="Content-Security-Policy">`, on one line; nothing when there is none. */
function policyIn(html) {
  for (const [tag] of html.matchAll(/<meta\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi)) {
    if (attribute(tag, "http-equiv")?.toLowerCase() !== "content-security-policy") continue;
    const plain = attribute(tag, "content")?.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    return plain?.trim().replace(/\s+/g, " ");
  }
  return undefined;
}

function attribute(tag, name) {
  const found = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`, "i").exec(tag);
  return found?.[1] ?? found?.[2];
}
