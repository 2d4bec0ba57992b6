/* How does a script talk to the server? One fetch that carries the CSRF token and knows when the sign-in has ended. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const PATIENCE = 8000;
  const DOOR = "/sign-in";
  const HEARTBEAT = "/api/v1/listening"; /* answered also where nobody is signed in any more and a screen still sounds */
  let out = "";

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

  /* For whom this page was opened. Somebody else may sign in on this browser meanwhile: nothing must be saved as theirs. */
  function whose() {
    const page = document.querySelector("[data-owner]");
    return page ? { "X-Vigil-For": page.dataset.owner } : {};
  }

  /* What was typed and not saved must outlive the sign-in, so that tab is never sent away; nor is a screen that sounds. Said once,
     until it is over. `said` is how the server refused: {message, other, ran_out, hears}. */
  function signedOut(said) {
    const known = out;
    out = said.other ? said.message : "Your sign-in has ended.";
    if (out !== known) { window.dispatchEvent(new CustomEvent("vigil:signed-out", { detail: { words: out } })); }
    if (vigil.lock.keeps(said)) { return; }
    if (vigil.outbox && vigil.outbox.holding()) { return; }
    const back = encodeURIComponent(location.pathname + location.search);
    location.assign("/sign-in?next=" + back);
  }

  function signedIn() {
    if (!out) { return; }
    out = "";
    window.dispatchEvent(new CustomEvent("vigil:signed-in"));
  }

  /* What was refused may have no words, as from a proxy; half of what was asked for is no answer. */
  async function body(answer) {
    try { return await answer.json(); } catch (cut) { if (answer.ok) { throw cut; } return {}; }
  }

  function know(url, { status, body: said }) {
    if (url === DOOR) { return; } /* a wrong password ends nothing, and a right one may be that of somebody else */
    if (status === 401) { signedOut(said); } else if (status >= 200 && status < 300 && url !== HEARTBEAT) { signedIn(); }
  }

  /* {status, body}; status 0 = no whole answer in time. A refusal is an answer, never an exception. */
  async function call(method, url, sent, more, patience = PATIENCE) {
    const headers = { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json", ...whose(), ...more };
    const options = { method, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(patience) };
    if (sent !== undefined) { options.body = JSON.stringify(sent); }
    try {
      const answer = await fetch(url, options);
      const found = { status: answer.status, body: await body(answer) };
      know(url, found);
      return found;
    } catch (unreachable) {
      return { status: 0, body: {} };
    }
  }

  vigil.wire = { DOOR, get: (url) => call("GET", url), post: (url, sent, more, patience) => call("POST", url, sent, more, patience), uuid, whose, signedOut, signedIn };
})();
