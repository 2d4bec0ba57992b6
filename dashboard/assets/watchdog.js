/* Would an alarm be seen and heard here? Every half minute a test alert comes the whole way and is worked on like any other, up to the
   moment before it would be shown. Where none has for 75 s, this screen says which part has failed. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LATE = 75000;
  const ALL = { on: true, soft: false, rooms: null, silence: null };
  const SILENT = "the server sends no test alert";
  let good = null;
  let began = null;
  let trouble = SILENT;

  /* "" when the test alert went the whole way, else what failed. */
  function tried(trial) {
    const found = vigil.urgency.first([trial]);
    if (!found || found.alert.level !== "high") { return "this page finds no alert in the test alert"; }
    if (!vigil.alerts.draw(found).textContent.includes(found.alert.text)) { return "this page cannot draw an alert"; }
    if (vigil.sounder.wanted([found], ALL, vigil.now()) !== "high" || !vigil.sounder.working()) { return "the sounder of this page does not work"; }
    return "";
  }

  function heard({ detail: trial }) {
    try { trouble = tried(trial); } catch (broken) { trouble = "this page has failed: load it again"; }
    if (trouble) { return; }
    good = Math.max(good || 0, trial.at);
    trouble = SILENT;
  }

  /* null while alarms reach this screen, else {since, words}. */
  function fault() {
    const since = good || began;
    if (since === null || vigil.now() - since <= LATE) { return null; }
    return { since, words: vigil.lost() ? "the server does not answer" : trouble };
  }

  vigil.watchdog = { fault, tried, good: () => good, trouble: () => trouble };
  window.addEventListener("vigil:trial", heard);
  window.addEventListener("vigil:alive", () => { began = began || vigil.now(); });
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => { began = began || vigil.now(); }, 5000));
})();
