/* Which palette this browser shows: night unless somebody chose day. Runs in the head, before anything is painted. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  if (vigil.palette) { return; }
  const root = document.documentElement;
  const KEY = "vigil.palette";
  const NAMES = ["night", "day"];

  function stored() {
    try { return window.localStorage.getItem(KEY); } catch (refused) { return null; }
  }

  function keep(name) {
    try { window.localStorage.setItem(KEY, name); } catch (refused) { /* a private window: shown, not kept */ }
  }

  function name() { return root.dataset.palette; }

  function show(wanted) {
    root.dataset.palette = NAMES.includes(wanted) ? wanted : "night";
    window.dispatchEvent(new CustomEvent("vigil:palette", { detail: { name: name() } }));
  }

  function choose(wanted) { keep(wanted); show(wanted); }

  function other() { return name() === "day" ? "night" : "day"; }

  function colour(variable) { return getComputedStyle(root).getPropertyValue(variable).trim(); }

  /* A copy of a figure (or any plain value) in which every "var(--x)" is the colour of the palette now shown. */
  function paint(value) {
    if (typeof value === "string") { return value.replace(/var\((--[a-z0-9-]+)\)/g, (_, v) => colour(v)); }
    if (Array.isArray(value)) { return value.map(paint); }
    if (value === null || typeof value !== "object") { return value; }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, paint(inner)]));
  }

  vigil.palette = { name, choose, show, colour, paint };
  show(stored());
  window.addEventListener("storage", (event) => { if (event.key === KEY) { show(event.newValue); } });
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[data-palette-switch]")) { choose(other()); }
  });
})();
