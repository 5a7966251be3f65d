// The content-security policy of the built page, so that header and page have one source. It invents none.

/** The `content` of the page's `<meta http-equiv="Content-Security-Policy">`, on one line; nothing when there is none. */
export function policyIn(html) {
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
