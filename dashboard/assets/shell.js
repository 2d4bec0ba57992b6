/* What does the frame around every page say: is it live, when were the alerts checked, is anything unsent? And links, sign-out. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const CHECK_LIMIT = 30000; /* ms without the server looking at the alerts, after which the screen says so */
  const state = { checked: null, heard: null, lost: null, beats: 0, looked: false, held: false };

  const byId = (id) => document.getElementById(id);
  const two = (number) => String(number).padStart(2, "0");
  const now = () => vigil.now();
  const make = (...parts) => vigil.make(...parts);
  const say = (node, text) => vigil.say(node, text);
  const unsent = () => (vigil.unsent ? vigil.unsent() : 0);

  /* Time since the dose: 2280000 -> "0:38", with seconds "0:38:00". */
  function course(ms, seconds) {
    const s = Math.max(0, Math.floor(ms / 1000));
    const head = `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}`;
    return seconds ? `${head}:${two(s % 60)}` : head;
  }

  /* Opens a page of Vigil without loading everything again. */
  function go(path) {
    if (window.dash_clientside?.set_props && byId("main")) {
      window.dash_clientside.set_props("place", { pathname: path });
    } else {
      window.location.assign(path);
    }
  }

  /* The stream begins with a beat and goes on with every session that runs: with the second beat, what was not told is not there.
     Whoever has read the board knows it at once. */
  const looked = () => state.looked || state.beats > 1;

  Object.assign(vigil, { course, go, looked });

  /* -- the health line ------------------------------------------------------------------------------------------- */

  function healthParts(node) {
    const part = (name) => make("span", { class: name });
    const waiting = vigil.button("", () => vigil.notSent.list(), { class: "unsent", "aria-haspopup": "dialog" });
    node.replaceChildren(part("live"), part("time"), part("checked"), waiting, part("sound"));
  }

  function trouble() {
    if (state.lost !== null) { return "lost"; }
    if (state.heard === null) { return "waiting"; }
    return state.checked !== null && now() - state.checked > CHECK_LIMIT ? "unchecked" : "live";
  }

  /* Since when the server has not looked at the alerts, null while it does. */
  vigil.unchecked = () => (trouble() === "unchecked" ? state.checked : null);

  const LIVE = { live: "● Live", waiting: "○ Connecting", lost: "○ Not updating", unchecked: "○ Alerts not checked" };

  function checkedText() {
    if (state.checked === null) { return "alerts not checked yet"; }
    return `alerts checked ${Math.max(0, Math.round((now() - state.checked) / 1000))} s ago`;
  }

  function showHealth(how) {
    const node = byId("health");
    if (!node) { return; }
    if (!node.firstChild) { healthParts(node); }
    const [live, time, checked, waiting] = node.children;
    say(live, LIVE[how]);
    say(time, vigil.words.exact(now()));
    say(checked, checkedText());
    say(waiting, `${unsent()} not sent`);
    waiting.classList.toggle("some", unsent() > 0);
  }

  /* -- the bar across the screen when it cannot be trusted ---------------------------------------------------------- */

  function oldWords(how) {
    if (how === "lost") { return `NOT UPDATING since ${vigil.words.exact(state.lost)}. `; }
    if (how === "unchecked") { return `ALERTS NOT CHECKED since ${vigil.words.exact(state.checked)}. `; }
    return "";
  }

  function lostWords(how, fault) {
    return fault ? `${oldWords(how)}ALARMS DO NOT REACH THIS SCREEN since ${vigil.words.exact(fault.since)}: ${fault.words}. ` : oldWords(how);
  }

  /* What is under a finger does not move away from it. The bar may go later; it may come one look later, for a press that never ends. */
  function held(bar, words) {
    const there = Boolean(bar?.firstChild);
    state.held = there !== Boolean(words) && (there || !state.held) && Boolean(document.querySelector("#main:active"));
    return state.held;
  }

  function showLost(how) {
    const bar = byId("lost");
    const fault = vigil.watchdog.fault();
    const words = lostWords(how, fault);
    if (held(bar, words)) { return; }
    document.documentElement.dataset.link = how;
    if (!bar) { return; }
    bar.dataset.fault = fault ? "yes" : "no";
    if (!words) { bar.replaceChildren(); return; }
    if (bar.firstChild?.textContent === words) { say(bar.lastChild, lostCount(how, fault)); return; }
    const advice = "Values here may be old. Watch the patient and the primary monitor.";
    bar.replaceChildren(make("strong", {}, words), make("span", {}, advice),
      make("span", { class: "count", "aria-hidden": "true" }, lostCount(how, fault)));
  }

  function lostCount(how, fault) {
    const since = now() - (oldWords(how) ? (how === "lost" ? state.lost : state.checked) : fault.since);
    return `${vigil.words.lasting(since)}${unsent() ? ` · ${unsent()} not sent` : ""}`;
  }

  /* -- clocks that count from an instant: data-since (and data-until when it is over), in epoch ms --------------------- */

  function showClocks() {
    document.querySelectorAll("[data-since]").forEach((node) => {
      const end = node.dataset.until ? Number(node.dataset.until) : now();
      say(node, `+${course(end - Number(node.dataset.since), true)}`);
    });
  }

  function tick() {
    const how = trouble();
    showHealth(how);
    showLost(how);
    showClocks();
  }

  /* -- what the stream says ------------------------------------------------------------------------------------------- */

  window.addEventListener("vigil:alive", ({ detail }) => {
    state.heard = Date.now();
    state.lost = null;
    if (Number.isFinite(detail?.checked)) { state.checked = detail.checked; state.beats += 1; }
    tick();
  });
  window.addEventListener("vigil:lost", ({ detail }) => {
    if (state.lost === null) { state.lost = Number.isFinite(detail?.since) ? detail.since : now(); }
    tick();
  });
  window.addEventListener("vigil:unsent", tick);
  window.addEventListener("vigil:looked", () => { state.looked = true; });

  /* -- links and buttons of the frame ---------------------------------------------------------------------------------- */

  function plainClick(event) { return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey); }

  function clicked(event) {
    const link = event.target.closest?.("a[data-go]");
    if (link && plainClick(event)) { event.preventDefault(); go(link.getAttribute("href")); }
    if (event.target.closest?.("[data-sign-out]")) { vigil.notSent.signOut(); }
    const menu = byId("user-menu");
    if (menu?.open && (!menu.contains(event.target) || event.target.closest("a, button"))) { menu.open = false; }
  }

  document.addEventListener("click", clicked);
  document.addEventListener("visibilitychange", tick);
  window.addEventListener("DOMContentLoaded", () => { tick(); window.setInterval(tick, 1000); });
})();
