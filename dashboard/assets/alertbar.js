/* Which alert must be answered first? One bar at the top of every screen, with patient, value and limit; A acknowledges it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const RANK = { high: 3, medium: 2, low: 1 };
  const OUTCOMES = ["acted", "expected effect", "artefact", "told the clinician"];
  const SETTLE = 600; /* ms: what has just appeared cannot be acknowledged by a key that was meant for something else */
  const HELD = 500;
  const ESCALATE = 120000;
  const CALL = 300000;
  const ASKED_FOR = 60000;
  const KEYS = { heart_rate: "hr", systolic: "sys", diastolic: "dia", mean: "map", spo2: "spo2", respiratory_rate: "rr", temperature: "temp",
    sedation: "sed", agitation: "rass", dissociation: "diss", distress: "dist" };
  const said = new Set();
  const sending = new Map();
  const outcomes = new Map();
  let bar = null;

  /* -- which ------------------------------------------------------------------------------------------------------------------ */

  const key = ({ picture, alert }) => `${picture.s} ${alert.id}`;

  function here() { return vigil.session && vigil.session.id && vigil.session.id(); }

  function before(one, other) { return vigil.urgency.before(one, other, here()); }

  function standing() {
    const running = Array.from(vigil.pictures.values()).filter((picture) => !picture.ended || picture.alerts.length);
    return running.flatMap((picture) => vigil.offline.alerts(picture).map((alert) => ({ picture, alert }))).filter(concerns).sort(before);
  }

  /* Beside one patient, another one's silent advice is noise; what sounds there is not. */
  function concerns(found) { return !elsewhere(found) || RANK[found.alert.level] > RANK.low; }

  function elsewhere({ picture }) { return Boolean(here()) && picture.s !== here(); }

  /* -- words -------------------------------------------------------------------------------------------------------------------- */

  function level(alert) { return vigil.words.levels[alert.level] || { shape: "", word: "" }; }

  /* What is known beside the number and its limit: "repeat within 3 min", "confirmed", "40-minute check not made". */
  function detail({ alert }) {
    const why = (alert.why || "").replace(/>=/g, "≥").replace(/<=/g, "≤");
    return typeof alert.value === "number" ? why.replace(/^-?[\d.]+ [<>≥≤] -?[\d.]+(, )?/, "") : why;
  }

  /* at 14:40 (limit 180) */
  function when({ alert }) {
    const limit = alert.limit === null || typeof alert.value !== "number" ? "" : ` (limit ${vigil.reading.shown(alert.signal, Math.round(alert.limit * 10) / 10)})`;
    return `at ${vigil.words.clock(alert.since)}${limit}`;
  }

  /* The value now, when there is one that is newer than what the alert was raised for; never without its age. */
  function present({ picture, alert }) {
    const seen = KEYS[alert.signal] && vigil.latest.last(picture.s, KEYS[alert.signal]);
    return seen && typeof alert.value === "number" && seen.t > alert.since ? seen : null;
  }

  function nowWords(found) {
    const seen = present(found);
    if (!seen) { return ""; }
    const minutes = Math.floor((vigil.now() - seen.t) / 60000);
    return minutes < 1 ? "less than 1 min ago" : `${vigil.words.age(vigil.now() - seen.t)} ago`;
  }

  function showNow(node, found) {
    const seen = present(found);
    vigil.say(node.querySelector(".present"), seen ? `now ${vigil.reading.shown(found.alert.signal, seen.v)}` : "");
    vigil.say(node.querySelector(".aged"), seen ? `, ${nowWords(found)}` : "");
  }

  /* What staff made of it may be said after the acknowledgement, in one of its own. */
  function outcome({ picture, alert }) {
    const heard = outcomes.get(`${picture.s} ${alert.signal} ${alert.direction}`) || outcomes.get(`${picture.s} ${alert.signal} `);
    return alert.outcome || (heard && alert.acked && heard.t >= alert.acked ? heard.txt : null);
  }

  function heard({ detail: fact }) {
    if (fact.k !== "ack" || !fact.txt) { return; }
    outcomes.set(`${fact.s} ${fact.ref} ${fact.dir || ""}`, fact);
    render();
  }

  /* Nobody can have answered what nobody could know of: a late entry counts from when it was said. */
  function told(alert) { return alert.said || alert.since; }

  function state(found) {
    const { alert } = found;
    const now = vigil.now();
    if (alert.here) { return vigil.offline.words(); }
    if (alert.acked) { return `acknowledged ${vigil.words.clock(alert.acked)} by ${vigil.words.who(alert.acked_by)}${outcome(found) ? `: ${outcome(found)}` : ""}`; }
    return `not acknowledged ${vigil.words.lasting(now - told(alert))}`;
  }

  /* Whom to call when nobody answers: first in its line, so that no width of a screen cuts it off. */
  function call({ alert }) {
    const long = alert.level === "high" && !alert.acked && !alert.here && vigil.now() - told(alert) > CALL;
    return long ? `CALL ${document.querySelector("[data-on-call]")?.dataset.onCall || "FOR HELP"}` : "";
  }

  function where(found) { return `${elsewhere(found) ? "OTHER ROOM" : "Room"} ${found.picture.room}  ${found.picture.patient.name}`; }

  function accessible(found) { return `Acknowledge ${found.alert.text}, ${found.picture.patient.name}, room ${found.picture.room}`; }

  /* -- acknowledging ---------------------------------------------------------------------------------------------------------------- */

  async function acknowledge(found, made) {
    const id = key(found);
    if (sending.get(id) === "sending") { return; }
    sending.set(id, "sending");
    render();
    const body = { client_id: vigil.wire.uuid(), signal: found.alert.signal, direction: found.alert.direction, outcome: made || null };
    const answer = await vigil.wire.post(`/api/v1/sessions/${encodeURIComponent(found.picture.s)}/acknowledgements`, body);
    const done = answer.status === 200 || answer.status === 201;
    sending.set(id, done ? "" : answer.body.message || "Not acknowledged: no answer. Press again.");
    if (done && answer.body.picture) { vigil.hearPicture(answer.body.picture); }
    render();
    if (done && !made) { window.dispatchEvent(new CustomEvent("vigil:acknowledged", { detail: found })); }
  }

  function chips(found) {
    const { alert } = found;
    if (!alert.acked || outcome(found) || vigil.now() - alert.acked > ASKED_FOR && !bar.open) { return null; }
    return offer(found);
  }

  function offer(found) {
    const chip = (word) => vigil.button(word, () => acknowledge(found, word), { class: "chip" });
    return make("span", { class: "outcomes", role: "group", "aria-label": `What was ${found.alert.text}?` }, OUTCOMES.map(chip));
  }

  function answer(found, main) {
    const busy = sending.get(key(found)) === "sending";
    const byKey = main && !elsewhere(found);
    if (found.alert.here) { return null; }
    if (found.alert.acked) { return chips(found); }
    const button = vigil.button([byKey && make("kbd", { "aria-hidden": "true" }, "A"), busy ? "Sending…" : "Acknowledge"], () => press(found),
      { class: "acknowledge", "aria-label": accessible(found), "aria-keyshortcuts": byKey ? "a" : null, disabled: busy });
    return [found.alert.signal === "listening" && vigil.button("Test sound", () => vigil.soundTest.open(), { class: "button" }), button];
  }

  function press(found) { if (Date.now() - bar.since > SETTLE) { acknowledge(found); } }

  /* -- the bar ------------------------------------------------------------------------------------------------------------------------ */

  /* First what was reached and how it is now; then whose it is and who has answered. */
  function line(found, main) {
    const { shape, word } = level(found.alert);
    const trouble = sending.get(key(found));
    const part = (name, words) => make("span", { class: name }, words);
    return [part("badge", `${shape} ${word}`),
      make("span", { class: "words" },
        make("span", { class: "first" }, make("b", { class: "what" }, found.alert.text), " ", part("when", when(found)), "   ", part("present", ""), part("aged", "")),
        make("span", { class: "second" }, part("call", call(found)), part("where", where(found)), "  ", part("state", trouble && trouble !== "sending" ? trouble : state(found)),
          "  ", part("detail", detail(found)))),
      answer(found, main)];
  }

  function more(count) {
    if (count < 1) { return null; }
    return vigil.button(`+${count}`, () => { bar.open = !bar.open; render(true); }, { class: "more button", "aria-expanded": String(bar.open),
      "aria-label": `${count} more alert${count > 1 ? "s" : ""}` });
  }

  function quiet() {
    if (vigil.lost()) { return vigil.offline.quiet() || "Alerts are not known: this screen is not updating."; }
    if (!vigil.pictures.size && !vigil.looked()) { return "Waiting for the first look at the alerts."; }
    return "No alert is standing.";
  }

  function escalated({ alert }) { return alert.level === "high" && !alert.acked && !alert.here && vigil.now() - told(alert) > ESCALATE; }

  function signature(found) {
    return JSON.stringify([bar.open, quiet(), found.map((one) => [key(one), one.alert.level, one.alert.text, when(one), detail(one), one.alert.acked, outcome(one),
      sending.get(key(one)), escalated(one), call(one), Boolean(chips(one)), where(one)])]);
  }

  /* Nothing moves under a finger: while the list is touched it keeps its order; only what changed is written anew. */
  function render(force) {
    if (!bar || !bar.place.isConnected || (bar.touched && !force)) { return; }
    const found = standing();
    announce(found);
    const sign = signature(found);
    if (sign !== bar.sign || force) { rebuild(found); bar.sign = sign; }
    bar.place.querySelectorAll("[data-alert]").forEach((node, index) => {
      const trouble = found[index] && sending.get(key(found[index]));
      if (found[index]) { showNow(node, found[index]); }
      if (found[index] && (!trouble || trouble === "sending")) { vigil.say(node.querySelector(".state"), state(found[index])); }
    });
  }

  /* A reading of somebody whose alert stands here changes what is now, and nothing else. */
  function fresh(fact) {
    if (!bar) { return; }
    const found = standing();
    bar.place.querySelectorAll("[data-alert]").forEach((node, index) => {
      if (found[index] && found[index].picture.s === fact.s && found[index].alert.id === node.dataset.alert) { showNow(node, found[index]); }
    });
  }

  function rebuild(found) {
    const first = found[0];
    const held = document.activeElement && bar.place.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const name = first ? `${key(first)} ${first.alert.level} ${first.alert.since}` : "";
    if (name !== bar.first || !name) { bar.since = Date.now(); }
    bar.first = name;
    bar.place.dataset.escalated = first && escalated(first) ? "yes" : "no";
    vigil.fill(bar.box, first ? item("div", first, true, more(found.length - 1)) : make("p", { class: "quiet" }, quiet()));
    bar.list.hidden = !bar.open || found.length < 2;
    vigil.fill(bar.list, found.slice(1).map((one) => item("li", one, false)));
    if (held) { const again = Array.from(bar.place.querySelectorAll("button")).find((one) => one.getAttribute("aria-label") === held); if (again) { again.focus(); } }
  }

  function item(tag, found, main, extra) {
    return make(tag, { class: "alert", "data-alert": found.alert.id, "data-level": found.alert.level, "data-acked": found.alert.acked ? "yes" : "no",
      "data-escalated": escalated(found) ? "yes" : "no", "data-elsewhere": elsewhere(found) ? "yes" : "no" }, line(found, main), extra);
  }

  /* A screen reader hears each alert once, and again only when it gets worse. */
  function announce(found) {
    const fresh = found.filter((one) => !one.alert.acked && !said.has(`${key(one)} ${one.alert.level}`));
    if (!fresh.length) { return; }
    fresh.forEach((one) => said.add(`${key(one)} ${one.alert.level}`));
    vigil.say(bar.spoken, fresh.map((one) => `${one.alert.text}${one.alert.here ? `, ${vigil.offline.words()}` : ""}. ${where(one)}.`).join(" "));
  }

  function open(place) {
    bar = { place, open: false, touched: 0, since: 0, box: make("div", { class: "alert-first" }), list: make("ul", { class: "alert-list", hidden: true }),
      spoken: make("p", { class: "unseen", role: "alert" }) };
    place.replaceChildren(bar.box, bar.list, bar.spoken);
    place.addEventListener("pointerdown", () => { bar.touched = Date.now(); });
    place.addEventListener("mousedown", keepCursor);
    document.addEventListener("pointerdown", (event) => { if (bar && !bar.place.contains(event.target)) { shut(); } });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") { shut(); } });
    render(true);
  }

  /* What was aimed at stays where it is for half a second, also when a new alert comes between aiming and pressing. */
  function lift() {
    if (!bar || !bar.touched) { return; }
    const touched = bar.touched;
    setTimeout(() => { if (bar && bar.touched === touched) { bar.touched = 0; render(); } }, Math.max(50, HELD - (Date.now() - touched)));
  }

  function shut() {
    if (!bar || !bar.open) { return; }
    bar.open = false;
    render(true);
  }

  /* Whoever answers an alert with a finger goes on typing where the cursor was. */
  function keepCursor(event) { if (vigil.typing({ target: document.activeElement })) { event.preventDefault(); } }

  /* On a patient's page A answers this patient only: pressed twice it must not answer for somebody in another room. */
  function first() {
    const [found] = standing();
    if (!bar || !found || found.alert.acked || found.alert.here || elsewhere(found)) { return false; }
    press(found);
    return true;
  }

  vigil.alerts = { standing, told, call, offer, outcome, where, draw: (found) => item("div", found, true) };
  ["pointerup", "pointercancel"].forEach((name) => window.addEventListener(name, lift));
  window.addEventListener("vigil:fact", heard);
  window.addEventListener("vigil:fact", ({ detail: fact }) => { if (fact.k === "set") { fresh(fact); } });
  window.addEventListener("vigil:picture", () => render());
  window.addEventListener("vigil:lost", () => render());
  window.addEventListener("vigil:alive", () => render());
  setInterval(() => render(), 1000);
  document.addEventListener("DOMContentLoaded", () => {
    vigil.whenever("#alert-bar", open, () => { bar = null; });
    vigil.keys.add("a", "acknowledge the alert at the top", first);
  });
})();
