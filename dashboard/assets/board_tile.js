/* One tile of the board: who is in the room, the dose clock, the last values with their age, the next check, the worst alert. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const MINUTE = 60000;
  const OLD = 30 * MINUTE; /* the longest time between checks of a shipped protocol: nothing older is a current value */
  const LONG = 20; /* letters of a name that fit a line beside the worst alert */
  const RANK = { low: 1, medium: 2, high: 3 };
  const SHORT = { sys: "SBP", dia: "DBP", map: "MAP", hr: "HR", spo2: "SpO₂", rr: "RR", temp: "Temp", sed: "Sed", rass: "RASS", diss: "Diss", dist: "Distress" };
  const KEY_OF = {
    systolic: "sys", diastolic: "dia", mean: "map", heart_rate: "hr", spo2: "spo2", respiratory_rate: "rr",
    temperature: "temp", sedation: "sed", agitation: "rass", dissociation: "diss", distress: "dist",
  };
  const VALUES = [
    { name: "BP", unit: "mmHg", keys: ["sys", "dia", "map"] },
    { name: "HR", unit: "/min", keys: ["hr"] },
    { name: "SpO₂", unit: "%", keys: ["spo2"] },
    { name: "Diss", unit: "", keys: ["diss"] },
  ];

  const make = (...parts) => vigil.make(...parts);
  const say = (node, text) => vigil.say(node, text);

  /* -- words --------------------------------------------------------------------------------------------------------- */

  function doseWords(p, now) {
    if (p.dose === null) { return "No dose yet"; }
    const until = p.stage?.stay; /* null until it is known: after an infusion, only its end says how long the stay is */
    const stay = until ? ` of ${vigil.course(until - p.dose)}` : "";
    return `+${vigil.course((p.ended || now) - p.dose)}${stay}`;
  }

  function number(latest, key) { return latest[key] ? String(latest[key].v) : "–"; }

  function valueWords(latest, keys) {
    if (keys.length === 1) { return number(latest, keys[0]); }
    return latest.sys || latest.dia ? `${number(latest, "sys")}/${number(latest, "dia")}` : "–";
  }

  function worst(alerts) { return alerts.reduce((best, alert) => (RANK[alert.level] > (RANK[best?.level] || 0) ? alert : best), null); }

  /* The alert that the tile speaks of. */
  function leading(p) { return vigil.urgency.first([p])?.alert || null; }

  /* A value is past its interval when its check is overdue without it, when its stream is lost, or when it is simply old. */
  function past(p, key, now) {
    const seen = p.latest[key];
    if (!seen) { return false; }
    const overdue = p.next && now > p.next.due && (p.next.lacking || []).some((s) => (KEY_OF[s] || s) === key);
    const lost = p.alerts.some((a) => a.direction === "missing" && KEY_OF[a.signal] === key);
    return overdue || lost || now - seen.t > OLD;
  }

  /* -- the parts of a tile ---------------------------------------------------------------------------------------------- */

  function cell(value) {
    const parts = { mark: make("span", { class: "sign" }), about: make("span", { class: "unit" }), shown: make("dd", { class: "shown" }), age: make("dd", { class: "age" }) };
    const name = make("dt", {}, parts.mark, `${value.name} `, parts.about);
    return { ...value, ...parts, node: make("div", { class: "vital" }, name, parts.shown, parts.age) };
  }

  function skeleton(room, session) {
    const link = make("a", { href: `/session/${session}`, "data-go": "", class: "open" });
    const part = (tag, name) => make(tag, { class: name });
    const tile = {
      link, badge: part("span", "badge"), urgent: part("span", "urgent"), dose: part("span", "dose"), drug: part("span", "drug"),
      cells: VALUES.map(cell), spark: vigil.spark.empty(), next: part("span", "when"), fill: part("span", "fill"), alert: part("p", "said"),
    };
    tile.node = make("li", { class: "tile taken", "data-room": room, "data-session": session },
      make("h2", {}, make("span", { class: "room" }, room), link, tile.badge),
      make("p", { class: "course" }, tile.dose, tile.drug, tile.urgent), make("p", { class: "hears", "data-hears": session }),
      make("dl", { class: "vitals" }, ...tile.cells.map((c) => c.node)), tile.spark,
      make("p", { class: "coming" }, tile.next, make("span", { class: "bar", "aria-hidden": "true" }, tile.fill)), tile.alert);
    return tile;
  }

  /* -- filling it ---------------------------------------------------------------------------------------------------------- */

  function showCell(c, p, now) {
    const seen = c.keys.map((key) => p.latest[key]).filter(Boolean);
    const level = worst(p.alerts.filter((a) => a.direction !== "missing" && c.keys.includes(KEY_OF[a.signal])))?.level;
    const old = c.keys.some((key) => past(p, key, now));
    say(c.mark, level ? `${vigil.words.levels[level].shape} ` : "");
    say(c.about, old ? "old" : c.unit);
    say(c.shown, valueWords(p.latest, c.keys));
    say(c.age, seen.length ? vigil.words.age(now - Math.max(...seen.map((s) => s.t))) : "none");
    c.node.dataset.level = level || "none";
    c.node.classList.toggle("past", old);
    c.node.classList.toggle("suspect", seen.some((s) => s.q === "suspect"));
  }

  function lackingWords(next) {
    const names = (next.lacking || []).map((s) => SHORT[KEY_OF[s] || s] || s);
    return names.length && names.length < 6 ? ` · needs ${names.join(", ")}` : "";
  }

  function nextWords(p, now) {
    if (!p.next) { return p.dose === null ? "No check planned" : "No further check due"; }
    const left = p.next.due - now;
    if (left >= 0) { return `Next check in ${vigil.words.lasting(left)}`; }
    const shape = vigil.words.levels[overdueLevel(p, now)]?.shape;
    return `${shape ? `${shape} ` : ""}OVERDUE ${vigil.words.lasting(-left)}${lackingWords(p.next)}`;
  }

  function overdueLevel(p, now) {
    if (!p.next || now <= p.next.due) { return "none"; }
    if (p.next.medium !== null && now >= p.next.medium) { return "medium"; }
    return p.next.low !== null && now >= p.next.low ? "low" : "late";
  }

  function elapsed(p, now) {
    if (!p.next) { return 0; }
    const from = Math.max(p.opened, ...Object.values(p.latest).map((seen) => seen.t).filter((t) => t < p.next.due));
    return Math.min(1, Math.max(0, (now - from) / Math.max(1, p.next.due - from)));
  }

  function showNext(tile, p, now) {
    say(tile.next, nextWords(p, now));
    tile.next.parentNode.dataset.level = overdueLevel(p, now);
    tile.fill.style.width = `${Math.round(elapsed(p, now) * 100)}%`;
  }

  const signs = (text) => text.replaceAll(">=", "≥").replaceAll("<=", "≤");

  /* The value that the alert speaks of, where its reason ("confirmed") does not name it. */
  function valued({ value, why }) { return typeof value === "number" && !why.startsWith(String(value)) ? `${value} ` : ""; }

  function saidWords(p, alert) {
    const more = p.alerts.length > 1 ? ` · ${p.alerts.length - 1} more` : "";
    const seen = alert.acked === null ? "" : ` · seen by ${vigil.words.who(alert.acked_by)}`;
    const name = KEY_OF[alert.signal] ? `${alert.short} ${valued(alert)}` : "";
    const since = name && alert.direction !== "missing" ? `, since ${vigil.words.clock(alert.since)}` : ""; /* of the same rise as the reason */
    return `${name}${signs(alert.why)}${since}${seen}${more}`;
  }

  function showAlert(tile, p) {
    const alert = leading(p);
    const level = alert?.level || "none";
    tile.node.dataset.level = level;
    tile.node.dataset.seen = alert && alert.acked !== null ? "yes" : "no";
    say(tile.badge, alert ? `${vigil.words.levels[level].shape} ${vigil.words.levels[level].word}` : "");
    const ask = p.asks?.length ? p.asks[p.asks.length - 1].why : "";
    say(tile.alert, alert ? saidWords(p, alert) : signs(ask));
  }

  function show(tile, p, now) {
    say(tile.link, p.patient.name);
    tile.link.toggleAttribute("data-long", p.patient.name.length > LONG);
    say(tile.dose, doseWords(p, now));
    say(tile.drug, p.drug || p.protocol.title);
    tile.cells.forEach((c) => showCell(c, p, now));
    showNext(tile, p, now);
    showAlert(tile, p);
  }

  function free(room) {
    const button = make("button", { type: "button", class: "button", "data-start": room, "aria-label": `Start session in room ${room}` }, "Start session");
    const node = make("li", { class: "tile free", "data-room": room },
      make("h2", {}, make("span", { class: "room" }, room), make("span", { class: "nobody" }, "free")), button);
    return { node, free: true };
  }

  vigil.tile = { skeleton, show, free };
})();
