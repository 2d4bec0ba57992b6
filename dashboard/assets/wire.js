/* How does a script talk to the server? One fetch that carries the CSRF token and knows when the sign-in has ended. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const PATIENCE = 8000;

  function token() {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith("_csrf_token="));
    return found ? decodeURIComponent(found.slice("_csrf_token=".length)) : "";
  }

  function uuid() {
    if (crypto.randomUUID) { return crypto.randomUUID(); }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* What was typed and not saved must outlive the sign-in, so that tab is never sent away. */
  function signedOut() {
    window.dispatchEvent(new CustomEvent("vigil:signed-out"));
    if (vigil.unsent && vigil.unsent() > 0) { return; }
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign("/sign-in?next=" + back);
  }

  async function body(answer) {
    try { return await answer.json(); } catch (empty) { return {}; }
  }

  /* {status, body}; status 0 = no answer in time. A refusal is an answer, never an exception. */
  async function call(method, url, sent) {
    const headers = { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json" };
    const options = { method, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    if (sent !== undefined) { options.body = JSON.stringify(sent); }
    try {
      const answer = await fetch(url, options);
      if (answer.status === 401) { signedOut(); }
      return { status: answer.status, body: await body(answer) };
    } catch (unreachable) {
      return { status: 0, body: {} };
    }
  }

  vigil.wire = { get: (url) => call("GET", url), post: (url, sent) => call("POST", url, sent), uuid, signedOut };
})();
