/* What was said in this session, and who answered? The list of its alerts, newest first, on a sheet over the chart. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const STIRS = ["raised", "ack", "void", "amend", "end"];
  const AGAIN = 2000;
  let list = null;
  let asking = 0;

  /* `told` is what the page was sent: {now, alerts}; the button that opens the list stands over the table of sets. */
  function open(place, session, told) {
    list = { session, told, sign: null, button: vigil.button("", show, { class: "alerts-open", "aria-haspopup": "true" }) };
    place.prepend(list.button);
    count();
  }

  function close() { list = null; }

  function show() { vigil.sheet.open("alerts", "Alerts of this session", drawn, true); }

  function count() { vigil.say(list.button, `Alerts ${list.told.alerts.length}`); }

  /* -- words ---------------------------------------------------------------------------------------------------------------- */

  const clock = (at) => vigil.words.clock(at);
  const proper = (why) => why.replace(/>=/g, "≥").replace(/<=/g, "≤");
  const stands = (alert) => alert.over === null && alert.withdrawn === null;

  function limit({ limit: at, value, signal }) {
    return at === null || typeof value !== "number" ? "" : `limit ${vigil.reading.shown(signal, Math.round(at * 10) / 10)}`;
  }

  /* Why it was said; where it rose, each level with its time. */
  function reasons({ rises }) {
    if (rises.length === 1) { return [proper(rises[0].why)]; }
    return rises.map((rise) => `${rise.level} ${clock(rise.t)}: ${proper(rise.why)}`);
  }

  function answers({ answers: found, unanswered, withdrawn, level }) {
    const said = found.map(({ t, by, outcome }, index) => `${index ? "again" : "acknowledged"} ${clock(t)} by ${vigil.words.who(by)}${outcome ? `: ${outcome}` : ""}`);
    const open = unanswered === null ? "" : `NOT ACKNOWLEDGED${found.length ? ` since it rose at ${clock(unanswered)}` : ""}`;
    const none = !said.length && !open && (withdrawn === null && level === "low" ? "low: needs no answer" : "no answer");
    return [...said.map((words) => make("div", {}, words)), open && make("b", {}, open), none].filter(Boolean);
  }

  function end(alert) {
    if (alert.withdrawn !== null) { return `said ${clock(alert.withdrawn)}; no longer holds since a correction or a later entry`; }
    return alert.over === null ? make("b", {}, "still standing") : `over ${clock(alert.over)}`;
  }

  /* -- the list --------------------------------------------------------------------------------------------------------------- */

  /* Only what still stands has the colour of an alarm. */
  function badge(alert) {
    const { shape, word } = vigil.words.levels[alert.level] || { shape: "", word: alert.level };
    return make("span", { class: "mark", "data-level": stands(alert) ? alert.level : null }, `${shape} ${word}`);
  }

  function row(alert) {
    const late = alert.late === null ? null : make("div", { class: "late" }, `late, said ${clock(alert.late)}`);
    const about = [make("b", {}, alert.text), limit(alert) && make("span", { class: "limit" }, limit(alert)), reasons(alert).map((words) => make("div", { class: "why" }, words))];
    return make("tr", { "data-stands": stands(alert) ? "yes" : "no" }, make("th", { scope: "row" }, clock(alert.at), late), make("td", {}, badge(alert)),
      make("td", { class: "about" }, about.filter(Boolean)), make("td", {}, answers(alert)), make("td", {}, end(alert)));
  }

  function empty() {
    const { ended, protocol } = vigil.session.picture();
    if (ended) { return make("p", { class: "empty" }, "No alert was raised in this session."); }
    return make("p", { class: "empty" }, `No alert was raised so far. One is, when a value passes a limit of the protocol ${protocol.title}, when a check is missed, or when no screen can be heard. It is then listed here, with who answered it.`);
  }

  function table(alerts) {
    const heads = ["Time", "Level", "What was said", "Answered", "Until"].map((name) => make("th", { scope: "col" }, name));
    return make("div", { class: "told-alerts", tabindex: 0, role: "region", "aria-label": "Alerts, newest first", "data-key": "told-alerts" },
      make("table", {}, make("caption", { class: "unseen" }, "Alerts of this session, newest first"), make("thead", {}, make("tr", {}, heads)), make("tbody", {}, alerts.map(row))));
  }

  function drawn() {
    const { now, alerts } = list.told;
    const old = (list.failed || vigil.lost()) && make("p", { class: "hint" }, `As of ${vigil.words.exact(now)}. What was said since is not in this list.`);
    return [old, alerts.length ? table(alerts) : empty()].filter(Boolean);
  }

  /* -- what changes it ---------------------------------------------------------------------------------------------------------- */

  async function ask() {
    const mine = list;
    if (!mine) { return; }
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(mine.session)}/alerts`);
    if (list !== mine) { return; }
    mine.failed = status !== 200;
    if (mine.failed) { soon(AGAIN); } else if (body.now >= mine.told.now) { mine.told = body; }
    count();
    redraw();
  }

  function soon(after = 150) {
    clearTimeout(asking);
    asking = setTimeout(ask, after);
  }

  function redraw() { if (list && vigil.sheet.kind() === "alerts") { vigil.sheet.redraw(); } }

  function add(facts) { if (list && facts.some(({ k }) => STIRS.includes(k))) { soon(); } }

  /* An alert is over also because time has passed: then the picture says so, and no entry. */
  function pictured({ detail }) {
    if (!list || detail.s !== list.session) { return; }
    const sign = JSON.stringify(detail.alerts.map(({ id, level, since, acked, outcome }) => [id, level, since, acked, outcome]));
    const changed = list.sign !== null && list.sign !== sign;
    list.sign = sign;
    if (changed) { soon(); }
  }

  vigil.alertList = { open, close, add };
  window.addEventListener("vigil:picture", pictured);
  ["vigil:lost", "vigil:alive"].forEach((name) => window.addEventListener(name, redraw));
})();
