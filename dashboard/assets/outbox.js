/* What was entered and is not saved yet? Each entry waits here, is sent again until the server answers, and is saved exactly once:
   it keeps its id and its time, and the server knows the id. "Saved" is only ever said after an answer. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const SLOWEST = 15000;
  const waiting = new Map();
  let wait = 1000;
  let timer = 0;
  let sending = false;

  /* The seam for a store that outlives this tab: the same three calls, answered later. */
  const shelf = {
    async put(item) { waiting.set(item.id, item); },
    async remove(item) { waiting.delete(item.id); },
    async all() { return Array.from(waiting.values()); },
  };

  function changed() {
    window.dispatchEvent(new CustomEvent("vigil:unsent", { detail: { count: unsent() } }));
  }

  function unsent() { return Array.from(waiting.values()).filter((item) => item.late).length; }

  /* {state: "saved" | "refused" | "waiting", answer} */
  async function attempt(item) {
    const answer = await vigil.wire.post(item.url, item.body);
    if (answer.status === 200 || answer.status === 201) { return settled(item, "saved", answer); }
    if (answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status)) {
      return settled(item, "refused", answer);
    }
    item.late = true;
    changed();
    return { state: "waiting", answer };
  }

  async function settled(item, state, answer) {
    await shelf.remove(item);
    const result = { state, answer };
    if (item.late) { window.dispatchEvent(new CustomEvent("vigil:settled", { detail: { item, ...result } })); }
    changed();
    return result;
  }

  async function send(item) {
    await shelf.put(item);
    const result = await attempt(item);
    if (result.state === "waiting") { later(); } else { wait = 1000; }
    return result;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(again, wait);
    wait = Math.min(wait * 2, SLOWEST);
  }

  async function again() {
    if (sending) { return; }
    sending = true;
    try { await inOrder((await shelf.all()).filter((item) => item.late)); } finally { sending = false; }
    if (unsent()) { later(); } else { wait = 1000; }
  }

  async function inOrder(items) {
    for (const item of items) {
      const { state } = await attempt(item);
      if (state === "waiting") { return; }
    }
  }

  function nudge() { if (unsent()) { wait = 1000; clearTimeout(timer); again(); } }

  function leave(event) { if (waiting.size) { event.preventDefault(); event.returnValue = ""; } }

  vigil.unsent = unsent;
  vigil.outbox = { send, of: (session) => Array.from(waiting.values()).filter((item) => item.late && item.session === session) };
  window.addEventListener("online", nudge);
  window.addEventListener("vigil:open", nudge);
  window.addEventListener("beforeunload", leave);
})();
