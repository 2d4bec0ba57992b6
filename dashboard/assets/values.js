/* What was last measured, how old is it, and when is the next look due? Numbers that can be read from across the room. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const { make, say } = vigil;
  const MINUTE = 60000;
  const STREAM = 60000;
  const LONGEST = 31 * MINUTE; /* no interval of a protocol is longer than 30 min */
  const TILES = [
    { keys: ["hr"], signals: ["heart_rate"], name: "HR", unit: "/min" },
    { keys: ["sys", "dia"], signals: ["systolic", "diastolic", "mean"], name: "BP", unit: "mmHg" },
    { keys: ["spo2"], signals: ["spo2"], name: "SpO₂", unit: "%" },
    { keys: ["diss"], signals: ["dissociation"], name: "Diss", unit: "0-4" },
    { keys: ["sed"], signals: ["sedation"], name: "Sed", unit: "5-0" },
  ];
  const NAMES = { hr: "HR", sys: "BP", dia: "BP", spo2: "SpO₂", sed: "Sed", diss: "Diss", rr: "RR", map: "MAP" };
  let panel = null;

  function tile(spec) {
    const parts = { mark: make("span", { class: "mark" }), number: make("b", { class: "number" }), over: make("span", { class: "over", title: "against the mean before the dose" }),
      age: make("span", { class: "age" }) };
    const head = make("span", { class: "head" }, make("span", { class: "name" }, spec.name), " ", make("span", { class: "unit" }, spec.unit), parts.over, parts.mark);
    const box = make("div", { class: "value", "data-value": spec.keys[0] }, head, parts.number, parts.age);
    return { ...spec, ...parts, box };
  }

  function nextRow() {
    const row = { what: make("span", { class: "what" }), left: make("b", { class: "left" }), needs: make("span", { class: "needs" }) };
    row.skip = vigil.button("Skip…", () => vigil.acts.skip(panel.picture.next), { class: "button small" });
    row.box = make("div", { class: "next" }, make("span", { class: "due", role: "timer" }, row.what, " ", row.left), row.needs, row.skip);
    return row;
  }

  function open(place, session, picture, writes) {
    panel = { session, writes, streams: new Map(), latest: {}, tiles: TILES.map(tile), next: nextRow() };
    place.replaceChildren(make("div", { class: "tiles" }, panel.tiles.map(({ box }) => box)), panel.next.box);
    see(picture);
  }

  function close() { panel = null; }

  /* -- what is known ------------------------------------------------------------------------------------------------------- */

  function see(picture) {
    if (!panel || picture.s !== panel.session) { return; }
    panel.picture = picture;
    panel.latest = { ...picture.latest };
    show();
  }

  function add(fact) {
    if (!panel || fact.k !== "set") { return; }
    Object.entries(fact.v).forEach(([key, v]) => {
      const quality = (fact.q && fact.q[key]) || "valid";
      const last = panel.latest[key];
      if (quality === "rejected" || (last && last.t > fact.t)) { return; }
      if (last && fact.src && fact.t - last.t <= STREAM) { panel.streams.set(key, fact.t); }
      panel.latest[key] = { v, t: fact.t, q: quality };
    });
    show();
  }

  /* Older than it should be: a check that needs it is overdue, its stream has stopped, or no interval is that long. */
  function old(key, last, now) {
    const next = panel.picture.next;
    const overdue = next && now > next.due && next.lacking.includes(key);
    const silent = panel.streams.get(key) === last.t && now - last.t > STREAM;
    return Boolean(overdue || silent || now - last.t > LONGEST) && !panel.picture.ended;
  }

  /* -- what is shown -------------------------------------------------------------------------------------------------------- */

  function digits(spec) {
    const values = spec.keys.map((key) => panel.latest[key]);
    return values.every(Boolean) ? values.map(({ v }) => v).join("/") : "–";
  }

  function over(spec) {
    const [key] = spec.keys;
    const [last, base] = [panel.latest[key], panel.picture.baseline[key]];
    if (!last || base === undefined || !["hr", "sys", "spo2"].includes(key)) { return ""; }
    const apart = Math.round(last.v - base);
    return `${apart < 0 ? "−" : "+"}${Math.abs(apart)}`;
  }

  /* The mean before the dose, where there is room for it. */
  function base(spec) {
    const known = spec.keys.map((key) => panel.picture.baseline[key]);
    return spec.keys.length > 1 && known.every((value) => value !== undefined) ? `   before the dose ${known.map(Math.round).join("/")}` : "";
  }

  function worst(spec) {
    const rank = { high: 3, medium: 2, low: 1 };
    const here = panel.picture.alerts.filter(({ signal, level }) => spec.signals.includes(signal) && rank[level]);
    return here.reduce((most, { level }) => (rank[level] > (rank[most] || 0) ? level : most), "");
  }

  function showTile(spec, now) {
    const last = panel.latest[spec.keys[0]];
    const level = worst(spec);
    const past = last ? old(spec.keys[0], last, now) : false;
    say(spec.number, digits(spec));
    say(spec.over, over(spec));
    say(spec.age, last ? `${vigil.words.age(now - last.t)}${past ? " OLD" : ""}${last.q === "suspect" ? " – repeat it" : ""}${base(spec)}` : "not measured");
    say(spec.mark, level ? `${vigil.words.levels[level].shape} ${vigil.words.levels[level].word}` : "");
    Object.assign(spec.box.dataset, { level, old: past ? "yes" : "no" });
    spec.box.title = last ? `measured ${vigil.words.exact(last.t)}` : "";
  }

  function dueLevel(next, now) {
    if (next.medium !== null && now >= next.medium) { return "medium"; }
    return next.low !== null && now >= next.low ? "low" : "";
  }

  function showNext(now) {
    const { what, left, needs, skip, box } = panel.next;
    const next = panel.picture.next;
    const late = Boolean(next) && now >= next.due;
    const level = late ? dueLevel(next, now) : "";
    say(what, next ? (late ? `${level ? `${vigil.words.levels[level].shape} ` : ""}OVERDUE` : "Next set in") : noCheck());
    say(left, next ? vigil.words.lasting(Math.abs(next.due - now)) : "");
    say(needs, next ? `due ${vigil.words.clock(next.due)}${lacking(next)}` : "");
    Object.assign(box.dataset, { level, late: late ? "yes" : "no" });
    skip.hidden = !next || !panel.writes;
  }

  function noCheck() { return panel.picture.ended ? "Session ended" : "No check is due"; }

  function lacking(next) {
    const names = Array.from(new Set(next.lacking.map((key) => NAMES[key] || key)));
    return names.length > 0 && names.length < 5 ? `, still ${names.join(", ")}` : "";
  }

  function show() {
    if (!panel || !panel.picture) { return; }
    const now = vigil.now();
    panel.tiles.forEach((spec) => showTile(spec, now));
    showNext(now);
  }

  vigil.values = { open, close, see, add, latest: () => (panel ? panel.latest : {}) };
  window.addEventListener("vigil:picture", ({ detail }) => see(detail));
  setInterval(show, 500);
})();
