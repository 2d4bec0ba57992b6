/* What was entered and is not saved yet? Each entry is kept first (shelf.js), then sent until the server answers, in the order in
   which it was entered, by one tab at a time, and is saved exactly once: it keeps its id and its time, and the server knows the id.
   "Saved" is only ever said after an answer. An entry that is refused, or older than a day, waits for whoever entered it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LOCK = "vigil-outbox";
  const FIRST = 1000;
  const SLOWEST = 30000;
  const PATIENCE = 5000; /* ms after which somebody who waits is told that it is not sent */
  const TURN = 12000; /* ms after which a tab that sleeps loses its turn: the server knows what it has */
  const OFTEN = 1000; /* ms */
  const DAY = 24 * 3600000;
  const LATER = [0, 401, 408, 429, 502, 503, 504]; /* nothing can be sent now; any other failure is this entry's own */
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
  const awaited = new Map();
  const gone = new Set();
  let waiting = new Map();
  let owner = "";
  let seen = "[]";
  let wait = FIRST;
  let timer = 0;
  let running = null;
  let again = false;
  let asking = true;
  let busy = 0;

  /* -- what there is ------------------------------------------------------------------------------------------------------------- */

  const every = () => Array.from(waiting.values());
  const late = () => every().filter((item) => !awaited.has(item.id));
  const unsent = () => late().length;

  /* waiting, refused, old, discarding or unreadable */
  function state(item) {
    if (item.unreadable) { return "unreadable"; }
    if (item.discard) { return "discarding"; }
    if (item.refusal) { return "refused"; }
    return Date.now() - item.kept > DAY ? "old" : "waiting";
  }

  const due = () => every().filter((item) => ["waiting", "discarding"].includes(state(item)));
  const sending = () => Boolean(running) && due().length > 1;

  /* Said only when something else is to be seen: most entries are saved before anybody must know that they waited. While many are
     sent it is said now and then: drawing them takes longer than sending them. */
  function changed() {
    if (running && !busy) { busy = setTimeout(() => { busy = 0; say(); }, OFTEN); } else if (!running) { say(); }
  }

  function say() {
    const sign = JSON.stringify(late().map((item) => [item.id, state(item)]));
    if (sign === seen) { return; }
    seen = sign;
    window.dispatchEvent(new CustomEvent("vigil:unsent", { detail: { count: unsent() } }));
  }

  function tell(message) { if (channel) { channel.postMessage({ owner, ...message }); } }

  /* What is on the shelf now; another tab may have sent some of it. */
  async function look() {
    const before = new Set(waiting.keys());
    const found = (await vigil.shelf.all()).filter((item) => !gone.has(item.id));
    const newer = every().filter((item) => !before.has(item.id));
    waiting = new Map([...found, ...newer].map((item) => [item.id, item]));
    Array.from(before).filter((id) => awaited.has(id) && !waiting.has(id)).forEach((id) => setTimeout(elsewhere, FIRST, id));
    changed();
  }

  /* Another tab has sent it, and did not live to say so. */
  function elsewhere(id) { resolve(id, { state: "saved", answer: { status: 200, body: {} } }); }

  /* -- one entry ------------------------------------------------------------------------------------------------------------------ */

  function resolve(id, result) {
    const tellForm = awaited.get(id);
    awaited.delete(id);
    if (tellForm) { tellForm(result); }
    return Boolean(tellForm);
  }

  /* Somebody is told here, or in the tab where the entry was made. */
  function settled(item, result) {
    waiting.delete(item.id);
    if (!resolve(item.id, result)) { window.dispatchEvent(new CustomEvent("vigil:settled", { detail: { item, ...result } })); }
    changed();
  }

  function later(id, answer) { resolve(id, { state: "waiting", answer }); }

  /* A discarded entry leaves a note in the session: what it said, and why it was given up. */
  function parcel(item) {
    if (!item.discard) { return { url: item.url, body: item.body }; }
    const { id, at, reason } = item.discard;
    const why = item.refusal ? ` The server had refused it: ${item.refusal}` : "";
    const text = `Never saved, discarded: ${vigil.words.clock(item.at)} ${item.said}. Why: ${reason}.${why}`.slice(0, 2000);
    return { url: item.url.replace(/(\/sessions\/[^/]+\/).*/, "$1notes"), body: { client_id: id, at: new Date(at).toISOString(), text } };
  }

  /* Null once it is settled, else the answer that settled nothing. */
  async function attempt(item) {
    const { url, body } = parcel(item);
    const answer = await vigil.wire.post(url, body, item.device ? { "X-Vigil-Device-At": String(item.device) } : {});
    if (answer.status === 200 || answer.status === 201) { return done(item, item.discard ? "discarded" : "saved", answer); }
    if (LATER.includes(answer.status) || answer.status >= 500) { return answer; }
    return item.discard ? done(item, "discarded", answer) : refused(item, answer);
  }

  /* Of many that are sent, the last one brings the picture: each picture is drawn by every part of the page. */
  function done(item, how, { status, body }) {
    const answer = { status, body: sending() && !awaited.has(item.id) ? { ...body, picture: undefined } : body };
    gone.add(item.id);
    vigil.shelf.remove(item).catch(() => {}); /* sent once more, it would be the same one to the server */
    tell({ kind: "settled", item, result: { state: how, answer } });
    settled(item, { state: how, answer });
    return null;
  }

  /* Who still stands at the form corrects it there; otherwise it stays until somebody has looked at it. */
  async function refused(item, answer) {
    if (awaited.has(item.id)) { return done(item, "refused", answer); }
    item.refusal = answer.body.message || `The server refused it (${answer.status}).`;
    await vigil.shelf.put(item);
    waiting.set(item.id, item);
    tell({ kind: "settled", item, result: { state: "refused", answer } });
    window.dispatchEvent(new CustomEvent("vigil:settled", { detail: { item, state: "refused", answer } }));
    changed();
    return null;
  }

  /* -- all of them, in order, by one tab at a time ------------------------------------------------------------------------------------ */

  async function flush() {
    await look().catch(() => {});
    const stuck = new Set();
    let none = null;
    for (const item of due()) {
      const before = waiting.size;
      const answer = none || (stuck.has(item.session) ? { status: 500, body: {} } : await attempt(item));
      if (answer) {
        later(item.id, answer);
        if (LATER.includes(answer.status)) { none = answer; } else { stuck.add(item.session); }
      } else if (waiting.size < before) { wait = FIRST; } /* the server takes entries: one that was lost on the way is soon sent again */
    }
    changed();
  }

  function inTurn(act) {
    if (!navigator.locks) { return act(); }
    return navigator.locks.request(LOCK, { signal: AbortSignal.timeout(TURN) }, act)
      .catch((end) => { if (end.name === "TimeoutError") { return navigator.locks.request(LOCK, { steal: true }, act); } });
  }

  async function turns() {
    do { again = false; await inTurn(flush); } while (again);
  }

  function run() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = turns().catch(() => {}).then(() => {
      running = null;
      changed();
      if (!due().length) { wait = FIRST; return; }
      timer = setTimeout(run, wait);
      wait = Math.min(wait * 2, SLOWEST);
    });
  }

  function nudge() {
    wait = FIRST;
    if (due().length) { run(); }
  }

  /* -- for the page ---------------------------------------------------------------------------------------------------------------------- */

  /* {state: "saved" | "refused" | "waiting", answer}. `item` is {id, session, at, said, url, body, ...}, without a session where it is
     of this screen; `replaces` names a refused one that this one corrects, `draft` what was typed and is an entry now. */
  async function send({ draft, ...item }) {
    if (item.url.endsWith("/acknowledgements")) { throw new Error("An alert is answered now or not at all."); }
    Object.assign(item, { kept: Date.now(), device: vigil.clock.device(item.at) });
    gone.delete(item.id);
    const result = new Promise((told) => { awaited.set(item.id, told); });
    await vigil.shelf.put(item, draft && vigil.drafts.holds(draft) ? draft : "");
    if (awaited.has(item.id)) { waiting.set(item.id, item); }
    if (vigil.lost()) { tooLong(item.id); } else { setTimeout(tooLong, PATIENCE, item.id); }
    run();
    const told = await result;
    if (told.state !== "refused" && waiting.has(item.replaces)) { await drop(waiting.get(item.replaces)); }
    return told;
  }

  function tooLong(id) {
    later(id, { status: 0, body: {} });
    changed();
    if (waiting.has(id)) { tell({ kind: "look" }); } /* what waits here is not offered in another tab once more */
  }

  async function drop(item) {
    gone.add(item.id);
    await vigil.shelf.remove(item);
    waiting.delete(item.id);
    tell({ kind: "look" });
    changed();
  }

  /* Give an entry up, with the reason; what cannot be read, and what is of a screen, names no session that could be told. */
  async function discard(id, reason) {
    const item = waiting.get(id);
    if (!item) { return; }
    if (item.unreadable || !item.session) { await drop(item); return; }
    const picture = vigil.pictures.get(item.session);
    item.discard = { id: vigil.wire.uuid(), at: (picture && picture.ended) || vigil.now(), reason };
    await vigil.shelf.put(item);
    tell({ kind: "look" });
    run();
  }

  function heard({ data }) {
    if (data.owner !== owner) { return; }
    const { item, result } = data;
    if (data.kind === "look" || (result.state === "refused" && !awaited.has(item.id))) { look(); return; }
    if (!waiting.has(item.id)) { return; }
    vigil.wire.signedIn();
    settled(item, result);
    if (result.state === "refused") { drop(item); }
  }

  async function open(place) {
    owner = place.dataset.owner;
    if (channel) { channel.onmessage = heard; }
    await vigil.shelf.open(owner);
    await look();
    nudge();
    await vigil.drafts.open(owner);
  }

  function leave(event) { if (asking && waiting.size) { event.preventDefault(); event.returnValue = ""; } }

  vigil.unsent = unsent;
  vigil.outbox = { send, discard, state, nudge, holding: () => waiting.size > 0, sending, letGo: () => { asking = false; }, late,
    of: (session) => late().filter((item) => item.session === session && !item.discard) };
  ["online", "vigil:open", "vigil:signed-in", "pageshow"].forEach((name) => window.addEventListener(name, nudge));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { nudge(); } });
  window.addEventListener("beforeunload", leave);
  document.addEventListener("DOMContentLoaded", () => vigil.whenever("[data-owner]", open));
})();
