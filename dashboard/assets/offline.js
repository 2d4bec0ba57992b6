/* What must be said of what was entered here while the server cannot be asked? The limits of the protocol are judged on this device,
   for this session, and the bar says so; when what waits has reached the server, its picture alone speaks. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LEVELS = ["none", "low", "medium", "high"];
  const ACTS = { ack: (fact) => ({ signal: fact.ref, direction: fact.dir || "" }), dose: () => ({}), stop: () => ({}), end: () => ({}) };
  let page = null;
  let since = null;

  /* -- what is known of this session ------------------------------------------------------------------------------------------------ */

  function mount(root) {
    if (!root.dataset.rules) { return; }
    page = { session: root.dataset.session, told: JSON.parse(root.dataset.rules), facts: new Map(), known: null, found: [], at: 0, sign: "" };
    JSON.parse(root.dataset.facts).forEach(take);
  }

  function unmount() { page = null; }

  const named = (v) => Object.fromEntries(Object.entries(v || {}).map(([key, value]) => [vigil.reading.names[key], value]));

  function seen(fact, id, t) {
    const doubt = Object.values(fact.q || {}).includes("suspect");
    return { k: "set", id, t, src: fact.src || "manual", v: named(fact.v), y: fact.y || [], doubt };
  }

  function take(fact) {
    if (!page || fact.s !== page.session) { return; }
    const known = page.facts.get(fact.ref);
    if (fact.k === "set") { page.facts.set(fact.i, seen(fact, fact.i, fact.t)); }
    else if (fact.k === "void") { page.facts.delete(fact.ref); }
    else if (fact.k === "amend" && known && fact.of) { page.facts.set(fact.ref, { ...known, t: fact.at }); }
    else if (fact.k === "amend" && known) { page.facts.set(fact.ref, seen({ ...fact, src: known.src }, fact.ref, fact.at || known.t)); }
    else if (ACTS[fact.k]) { page.facts.set(fact.i, { k: fact.k, id: fact.i, t: fact.t, src: "manual", ...ACTS[fact.k](fact) }); }
  }

  /* Exact baselines come with the identity of the patient, anew after each dose and correction; while a lock has put that away they
     are what they were. */
  function baselines() {
    const node = document.querySelector("#session-identity [data-baselines]");
    if (node) { page.known = JSON.parse(node.dataset.baselines); }
    return page.known;
  }

  /* -- what waits -------------------------------------------------------------------------------------------------------------------- */

  const waiting = () => vigil.outbox.of(page.session).filter((item) => vigil.outbox.state(item) === "waiting" && (item.set || item.body.drug || vigil.infusion.stopped(item)));

  function plain(item) {
    if (item.body.drug) { return { k: "dose", id: item.corrects ? item.corrects.id : item.id, t: item.at, src: "manual" }; }
    if (!item.set) { return { k: "stop", id: item.id, t: item.at, src: "manual" }; }
    const v = Object.fromEntries(Object.entries(item.set).filter(([name, value]) => page.told.signals[name] && Number.isFinite(value)));
    return { k: "set", id: item.corrects ? item.corrects.id : item.id, t: item.at, src: "manual", v, y: item.set.symptoms || [] };
  }

  /* What the server knows, with what waits on top: a correction takes the place of what it corrects. */
  function all(items) {
    const facts = new Map(page.facts);
    items.map(plain).forEach((fact) => facts.set(fact.id, fact));
    return Array.from(facts.values());
  }

  /* -- what must be said ---------------------------------------------------------------------------------------------------------------- */

  function said(found) {
    const about = page.told.signals[found.signal];
    const level = LEVELS[found.level];
    if (!about) { return String(found.newest.value).replace(/_/g, " ").replace(/^./, (letter) => letter.toUpperCase()) + ` ${level.toUpperCase()}`; }
    const way = found.direction === "low" || found.level === 1 ? ` too ${found.direction},` : "";
    return `${about.short} ${vigil.reading.shown(found.signal, vigil.rule.said(found.newest.value))}${way} ${level.toUpperCase()}`;
  }

  function alert(found) {
    const about = page.told.signals[found.signal];
    return { id: `here-${found.signal}-${found.direction}-${found.raised}`, signal: found.signal, short: about ? about.short : "Event", direction: found.direction,
      level: LEVELS[found.level], ...found.newest, why: found.why, raised: found.raised, since: found.since, said: found.since,
      acked: null, acked_by: "", outcome: null, text: said(found), here: true };
  }

  /* What the server said last of the same thing, at least as urgent, still speaks for it; unless it was answered before this. */
  function known(picture, found) {
    return picture.alerts.some((one) => one.signal === found.signal && one.direction === found.direction && LEVELS.indexOf(one.level) >= found.level && (!one.acked || one.acked >= found.since));
  }

  /* Judged anew when something else waits, and as time passes: a pressure that nobody repeats becomes urgent by itself. */
  function judged(picture, now) {
    const items = waiting();
    const sign = JSON.stringify([items.map(({ id }) => id), page.facts.size, picture.seq]);
    if (sign === page.sign && now - page.at < 1000 && now >= page.at) { return page.found; }
    const first = Math.min(...items.map(({ at }) => at));
    const found = items.length ? vigil.judge.fold({ ...page.told, known: baselines() }, all(items), now) : [];
    const fresh = found.filter((one) => one.since >= first && one.acked === null && !known(picture, one));
    Object.assign(page, { sign, at: now, found: fresh.map(alert) });
    return page.found;
  }

  /* The alerts of a picture, with those that were judged here. */
  function alerts(picture) {
    if (!page || picture.s !== page.session || picture.ended) { return picture.alerts; }
    return [...judged(picture, vigil.now()), ...picture.alerts];
  }

  /* "judged on this device only, offline since 14:02" */
  function words() { return since === null ? "judged on this device only, not sent yet" : `judged on this device only, offline since ${vigil.words.clock(since)}`; }

  /* What the bar says when nothing stands; "" where nothing is judged here. */
  function quiet() { return page && since !== null ? `Offline since ${vigil.words.clock(since)} - alerts are checked on this device only.` : ""; }

  /* -- what cannot be a reading at all ---------------------------------------------------------------------------------------------------- */

  /* In the server's words and before it is asked, which may be out of reach: `tell` is called with [{field, message}] where the set
     cannot be one. */
  function impossible(set, tell) {
    const found = page ? vigil.refusal.of(page.told.signals, set) : [];
    if (found.length) { tell(found); }
    return found.length > 0;
  }

  /* The last numbers, with what waits: entered twice while nothing is sent, the same values are asked about too. */
  function latest(known) {
    const found = { ...known };
    if (!page) { return found; }
    vigil.reading.fields.forEach(({ name, key }) => waiting().filter(({ set }) => set && Number.isFinite(set[name])).forEach(({ at, set }) => {
      if (!found[key] || found[key].t <= at) { found[key] = { v: set[name], t: at, q: "valid" }; }
    }));
    return found;
  }

  vigil.offline = { alerts, words, quiet, impossible, latest };
  window.addEventListener("vigil:fact", ({ detail }) => take(detail));
  window.addEventListener("vigil:lost", ({ detail }) => { if (since === null) { since = Number.isFinite(detail.since) ? detail.since : vigil.now(); } });
  window.addEventListener("vigil:alive", () => { since = null; });
  document.addEventListener("DOMContentLoaded", () => vigil.whenever("#session", mount, unmount));
})();
