/* How is the patient now, how old is that, and when is the next look due? Numbers that can be read from across the room.
   The number says how it is now; the badge says which alert still stands, since when, and what it was then. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const { make, say } = vigil;
  const RANK = { high: 3, medium: 2, low: 1 };
  const TILES = [
    { keys: ["hr"], signals: ["heart_rate"], name: "HR", unit: "/min" },
    { keys: ["sys", "dia"], signals: ["systolic", "diastolic", "mean"], name: "BP", unit: "mmHg" },
    { keys: ["spo2"], signals: ["spo2"], name: "SpO₂", unit: "%" },
    { keys: ["diss"], signals: ["dissociation"], name: "Diss", unit: "0-4", score: true },
    { keys: ["dist"], signals: ["distress"], name: "Distress", unit: "0-4", score: true },
    { keys: ["sed"], signals: ["sedation", "agitation"], name: "Sed", unit: "5-0", score: true, beside: "rass" },
  ];
  const NAMES = { hr: "HR", sys: "BP", dia: "BP", spo2: "SpO₂", sed: "Sed", diss: "Diss", dist: "Distress", rr: "RR", map: "MAP" };
  let panel = null;

  function tile(spec) {
    const span = (name, more) => make("span", { class: name, ...more });
    const parts = { mark: span("marks"), over: span("over", { title: "against the mean before the dose" }), age: span("age"), base: span("base"), still: span("still"),
      halves: spec.keys.map(() => span("half")) };
    parts.number = make("b", { class: "number" }, parts.halves.flatMap((half, index) => (index ? ["/", half] : [half])));
    const head = make("span", { class: "head" }, make("span", { class: "name" }, spec.name), " ", make("span", { class: "unit" }, spec.unit), parts.over, parts.mark);
    return { ...spec, ...parts, box: make("div", { class: spec.score ? "value score" : "value", "data-value": spec.keys[0] }, head, parts.number,
      make("span", { class: "when" }, parts.age, parts.base), parts.still) };
  }

  function nextRow() {
    const row = { what: make("span", { class: "what" }), left: make("b", { class: "left" }), needs: make("span", { class: "needs" }) };
    row.skip = vigil.button("Skip…", () => vigil.acts.skip(panel.picture.next), { class: "button small" });
    row.box = make("div", { class: "next" }, make("span", { class: "due", role: "timer" }, row.what, " ", row.left), row.needs, row.skip);
    return row;
  }

  function open(place, session, picture, writes) {
    panel = { session, writes, tiles: TILES.map(tile), next: nextRow() };
    place.replaceChildren(make("div", { class: "tiles" }, panel.tiles.map(({ box }) => box)), panel.next.box);
    vigil.latest.from(session, told("sources"));
    see(picture);
  }

  function close() { panel = null; }

  /* What the server says of this page: each word of it is read anew only when it was written anew. */
  function told(name) { return JSON.parse(document.getElementById("session").dataset[name] || "{}"); }

  /* Changes with a dose and with what is corrected before it. */
  function limits() {
    const node = document.querySelector("#session-identity [data-limits]");
    const text = node ? node.dataset.limits : "[]";
    if (panel.limitsText !== text) { Object.assign(panel, { limitsText: text, limits: JSON.parse(text) }); }
    return panel.limits;
  }

  function see(picture) {
    if (!panel || picture.s !== panel.session) { return; }
    panel.picture = picture;
    vigil.latest.see(picture);
    show();
  }

  function add(fact) {
    if (!panel || fact.k !== "set") { return; }
    vigil.latest.take(fact);
    show();
  }

  /* -- the number: how it is now --------------------------------------------------------------------------------------------- */

  function beyond(limit, seen) {
    if (seen.t < limit.since || seen.t >= limit.until || (limit.strict && seen.v === limit.n)) { return false; }
    return limit.dir === "high" ? seen.v >= limit.n : seen.v <= limit.n;
  }

  /* The limit of a rule that needs more than the number is not among the page's limits: it is the alert's own. */
  function own(alert, signal) { return { signal, dir: alert.direction, lvl: alert.level, n: alert.limit, since: 0, until: Infinity }; }

  /* How urgent the number itself is now: beyond a limit, and never more than the alert that stands. */
  function urgent(spec, index, seen) {
    const signal = spec.signals[index];
    const alerts = panel.picture.alerts.filter((alert) => alert.signal === signal && ["high", "low"].includes(alert.direction));
    return alerts.reduce((worst, alert) => {
      const known = alert.limit === null ? [] : [own(alert, signal)];
      const passed = [...limits(), ...known].filter((limit) => limit.signal === signal && limit.dir === alert.direction && beyond(limit, seen));
      const most = Math.min(RANK[alert.level] || 0, Math.max(0, ...passed.map(({ lvl }) => RANK[lvl])));
      return most > (RANK[worst] || 0) ? Object.keys(RANK).find((level) => RANK[level] === most) : worst;
    }, "");
  }

  function showNumber(spec, values, old) {
    spec.halves.forEach((half, index) => {
      const level = values.every(Boolean) && !old && !panel.picture.ended ? urgent(spec, index, values[index]) : "";
      say(half, values.every(Boolean) ? String(values[index].v) : "–");
      if (half.dataset.level !== level) { half.dataset.level = level; }
    });
  }

  function over(spec, last) {
    const [key] = spec.keys;
    const base = panel.picture.baseline[key];
    if (!last || base === undefined || !["hr", "sys", "spo2"].includes(key)) { return ""; }
    const apart = Math.round(last.v - base);
    return `${apart < 0 ? "−" : "+"}${Math.abs(apart)}`;
  }

  /* RASS is looked at only when somebody is restless: one line below MOAA/S, with its age. */
  function beside(seen, now) {
    const ago = seen && (panel.picture.ended ? `at ${vigil.words.clock(seen.t)}` : vigil.words.age(now - seen.t));
    return seen ? `RASS\u00a0${vigil.reading.shown("agitation", seen.v)}, ${ago.replace(" ", "\u00a0")}` : "";
  }

  /* The mean before the dose, where there is room for it. */
  function base(spec) {
    const known = spec.keys.map((key) => panel.picture.baseline[key]);
    return spec.keys.length > 1 && known.every((value) => value !== undefined) ? `before the dose ${known.map(Math.round).join("/")}` : "";
  }

  function age(last, old, now) {
    if (!last) { return "not measured"; }
    if (panel.picture.ended) { return `at ${vigil.words.clock(last.t)}`; }
    return `${vigil.words.age(now - last.t)}${old ? " OLD" : ""}${last.q === "suspect" ? " – repeat it" : ""}`;
  }

  /* -- the badge: what still stands ------------------------------------------------------------------------------------------- */

  /* The worst alert of each number of the tile, the worst first; a score has room for one. */
  function standing(spec) {
    const here = panel.picture.alerts.filter(({ signal, level }) => spec.signals.includes(signal) && RANK[level]);
    const sorted = here.sort((one, other) => RANK[other.level] - RANK[one.level]);
    return sorted.filter(({ signal }, index) => sorted.findIndex((one) => one.signal === signal) === index).slice(0, spec.score ? 1 : 2);
  }

  /* since 14:40; was 87 at 14:40; SBP since 14:40, was 184; for a score, which has little room: was 4, 14:40; RASS +3 */
  function still(spec, alert, last) {
    if (!alert) { return ""; }
    const since = `since ${vigil.words.clock(alert.since)}`;
    if (alert.direction === "missing") { return `lost ${since}`; }
    const named = spec.keys.length > 1 ? `${alert.short} ` : "";
    const told = typeof alert.value === "number" && (!last || last.t > alert.since || last.v !== alert.value);
    const value = vigil.reading.shown(alert.signal, alert.value);
    if (alert.signal === "agitation") { return `RASS ${value}`; }
    if (told && !named) { return `was ${value}${spec.score ? "," : " at"} ${vigil.words.clock(alert.since)}`; }
    return `${named}${since}${told ? `, was ${value}` : ""}`;
  }

  /* One badge for each alert; where a tile has two numbers and two alerts, each says of which it speaks. */
  function showMarks(spec, alerts) {
    const words = ({ level, short }) => `${vigil.words.levels[level].shape} ${alerts.length > 1 ? `${short} ` : ""}${vigil.words.levels[level].word}`;
    const sign = alerts.map(words).join();
    if (spec.mark.dataset.said === sign) { return; }
    spec.mark.dataset.said = sign;
    spec.mark.replaceChildren(...alerts.map((alert) => make("span", { class: "mark", "data-level": alert.level }, words(alert))));
  }

  function showTile(spec, now) {
    const values = spec.keys.map((key) => vigil.latest.last(panel.session, key));
    const [last] = values;
    const rass = spec.beside && vigil.latest.last(panel.session, spec.beside);
    const old = spec.keys.some((key) => vigil.latest.old(panel.session, key, now));
    const alerts = standing(spec);
    const [alert] = alerts;
    const level = alert ? alert.level : "";
    const index = alert ? Math.max(0, spec.signals.indexOf(alert.signal)) : 0;
    showNumber(spec, values, old);
    say(spec.over, over(spec, last));
    say(spec.age, age(last, old, now));
    say(spec.base, spec.beside ? beside(rass, now) : last ? base(spec) : "");
    showMarks(spec, alerts);
    say(spec.still, still(spec, alert, values[index]));
    Object.assign(spec.box.dataset, { level, alerts: alerts.length, old: old ? "yes" : "no", known: last ? "yes" : "no" });
    spec.box.title = last ? `measured ${vigil.words.exact(last.t)}` : "";
  }

  /* -- the next look ------------------------------------------------------------------------------------------------------------ */

  function dueLevel(next, now) {
    if (next.medium !== null && now >= next.medium) { return "medium"; }
    return next.low !== null && now >= next.low ? "low" : "";
  }

  function showNext(now) {
    const { what, left, needs, skip, box } = panel.next;
    const next = panel.picture.next;
    const gone = Boolean(next) && skipped(next);
    const late = Boolean(next) && !gone && now >= next.due;
    const level = late ? dueLevel(next, now) : "";
    const repeat = awaited(now);
    const check = due(next, { late, level, gone }, now);
    const [words, time, more] = repeat ? asked(repeat, check, now) : check;
    say(what, words);
    say(left, time);
    say(needs, more);
    Object.assign(box.dataset, { level, late: late ? "yes" : "no", repeat: repeat ? "yes" : "no" });
    skip.hidden = !next || gone || !panel.writes;
  }

  /* Skipped here, and the server does not know it yet: nobody is asked to skip it once more. */
  function skipped({ due }) {
    return vigil.outbox.of(panel.session).some((item) => item.body.due === due && vigil.outbox.state(item) === "waiting");
  }

  function due(next, { late, level, gone }, now) {
    if (!next) { return [noCheck(), "", ""]; }
    if (gone) { return ["Check skipped, not sent", "", `was due ${vigil.words.clock(next.due)}; the next is known once it is sent`]; }
    const words = late ? `${level ? `${vigil.words.levels[level].shape} ` : ""}OVERDUE` : "Next set in";
    return [words, vigil.words.lasting(Math.abs(next.due - now)), `due ${vigil.words.clock(next.due)}${lacking(next)}`];
  }

  /* The second pressure that decides about the first, as the server follows it; a page that is cut off asks no longer than it holds. */
  function awaited(now) {
    const { repeat, ended } = panel.picture;
    return repeat && !ended && now < repeat.by ? repeat : null;
  }

  /* It comes before the next set, which is told behind it. One that is made too early belongs to the first, so it is asked for in time. */
  function asked({ opens, by }, [words, time], now) {
    const after = words.startsWith("Next") ? "next set" : words;
    const begun = now >= opens;
    const left = vigil.words.lasting((begun ? by : opens) - now);
    return [begun ? "Repeat the pressure now" : "Repeat the pressure in", left, `by ${vigil.words.clock(by)}${time && ` · ${after} ${time}`}`];
  }

  function noCheck() { return panel.picture.ended ? `Session ended at ${vigil.words.clock(panel.picture.ended)}` : "No check is due"; }

  function lacking(next) {
    const names = Array.from(new Set(next.lacking.map((key) => NAMES[key] || key)));
    return names.length > 0 && names.length < 5 ? `, still ${names.join(", ")}` : "";
  }

  /* Drawn anew the clock is empty until the next tick of the frame: it is set going at once. */
  function startClock(now) {
    const clock = document.querySelector("#session-identity .clock[data-since]:empty");
    if (clock) { say(clock, `+${vigil.course(Number(clock.dataset.until || now) - Number(clock.dataset.since), true)}`); }
  }

  function show() {
    if (!panel || !panel.picture) { return; }
    const now = vigil.now();
    startClock(now);
    panel.tiles.forEach((spec) => showTile(spec, now));
    showNext(now);
  }

  vigil.values = { open, close, see, add, latest: () => (panel ? vigil.latest.of(panel.session) : {}) };
  window.addEventListener("vigil:picture", ({ detail }) => see(detail));
  setInterval(show, 500);
})();
