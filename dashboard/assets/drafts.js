/* What was typed for whom and is not entered yet? It stays with its patient, also when the page is loaded anew or the tab breaks down,
   and who goes on to another patient is told. It is kept on the shelf as an entry is, for the same person only, and never sent.
   What is typed in the entry is kept under its session, what is typed on a sheet under session and sheet (held.js). */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const NAME = "vigil-drafts";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
  const kept = new Map(); /* what no form shows now */
  const wanted = new Map(); /* what is to be on the shelf; null for nothing */
  const claims = new Map();
  const locks = new Map();
  let owner = "";
  let ended = false;
  let turn = Promise.resolve();

  const whose = (place) => place.split(" ")[0];
  const some = ({ values, line, symptoms }) => Object.values(values).some(Boolean) || Boolean(line) || symptoms.length > 0;

  function changed() { window.dispatchEvent(new CustomEvent("vigil:drafts")); }

  /* -- on the shelf: by one tab at a time, the newest text only -------------------------------------------------------------------- */

  /* The tab that has a session's draft holds its lock: no other shows what somebody is typing here. */
  function claim(session) {
    if (claims.has(session)) { return; }
    claims.set(session, true);
    const have = () => new Promise((letGo) => { arrived(session, letGo); });
    if (navigator.locks) { navigator.locks.request(`${NAME} ${owner} ${session}`, have).catch(() => {}); } else { have(); }
  }

  function release(session) {
    const letGo = locks.get(session);
    if (!letGo || wanted.has(session)) { return; }
    locks.delete(session);
    claims.delete(session);
    letGo();
  }

  /* A page or a tab before this one has left something for this session, or it has not. Nothing is written before that is read: what is
     typed here meanwhile would come back as if somebody had left it. */
  async function arrived(session, letGo) {
    const found = ended ? null : await vigil.shelf.draft(session).catch(() => null);
    locks.set(session, letGo);
    if (found) { back(session, found); }
    if (found || wanted.has(session)) { queue(session); } else { release(session); }
  }

  function queue(session) { turn = turn.then(() => store(session)).catch(() => {}); }

  async function store(session) {
    if (!wanted.has(session) || !locks.has(session) || ended) { return; }
    const typed = wanted.get(session);
    wanted.delete(session);
    if (typed) { await vigil.shelf.keepDraft(session, typed); return; }
    await vigil.shelf.dropDraft(session);
    release(session);
  }

  /* -- for the entry -------------------------------------------------------------------------------------------------------------------- */

  /* What stands in the fields now. Without a shelf it lives as long as the page. */
  function note(session, typed) {
    if (!some(typed)) { forget(session); return; }
    wanted.set(session, typed);
    claim(session);
    queue(session);
  }

  /* Somebody leaves a patient's page: what is in its fields is kept. */
  function keep(session, typed) {
    if (some(typed)) { kept.set(session, typed); }
    note(session, typed);
    changed();
  }

  /* It goes into the fields of its session; where something else is typed by now, that is said. On a sheet the newer text stays. */
  function back(session, typed) {
    if (session === whose(session) || !kept.has(session)) { kept.set(session, typed); }
    window.dispatchEvent(new CustomEvent("vigil:draft", { detail: { session } }));
    changed();
  }

  /* Somebody is back: it goes into the fields again. null when nothing was typed. */
  function take(session) {
    const typed = kept.get(session) || null;
    kept.delete(session);
    changed();
    return typed;
  }

  /* It was refused, and its form is gone. */
  function refused(session, typed) {
    note(session, typed);
    back(session, typed);
  }

  /* It was entered, or cleared. */
  function forget(session) {
    wanted.delete(session);
    if (locks.has(session)) { wanted.set(session, null); queue(session); }
    if (kept.delete(session)) { changed(); }
  }

  /* What stands on a sheet now: it is there when the sheet is opened again. */
  function hold(place, typed) {
    const fresh = some(typed) && !kept.has(place);
    if (some(typed)) { kept.set(place, typed); }
    note(place, typed);
    if (fresh) { changed(); }
  }

  /* It is being sent: a sheet that is opened meanwhile must not offer it once more. */
  function out(place) {
    if (kept.delete(place)) { changed(); }
    return rest(place);
  }

  /* It was sent; whatever has been typed since stays. */
  function sent(place) { if (!kept.has(place)) { forget(place); } }

  /* Resolves once nothing more is written of it: the entry that takes its place removes it. */
  function rest(session) {
    wanted.delete(session);
    return turn;
  }

  /* -- whose they are ----------------------------------------------------------------------------------------------------------------- */

  async function open(mark) {
    owner = mark;
    if (channel) { channel.onmessage = ({ data }) => { if (data.owner === owner) { end(data.ended); } }; }
    (await vigil.shelf.drafts()).forEach(claim);
  }

  /* Who signs out leaves no draft behind, in no tab. */
  function end(now) {
    ended = now;
    if (ended) { wanted.clear(); }
  }

  /* For how many patients something is typed that is not entered, in any tab of this person. */
  async function left() {
    await turn;
    return new Set([...await vigil.shelf.drafts().catch(() => []), ...kept.keys(), ...locks.keys()].map(whose)).size;
  }

  async function over(now) {
    end(now);
    if (channel) { channel.postMessage({ owner, ended: now }); }
    await turn;
  }

  vigil.drafts = { some, note, keep, refused, take, forget, rest, hold, out, sent, open, over, left, whose, look: (place) => kept.get(place) || null, keys: () => Array.from(kept.keys()), holds: (place) => locks.has(place) };
  window.addEventListener("vigil:signed-in", () => end(false));
})();
