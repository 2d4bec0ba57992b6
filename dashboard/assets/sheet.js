/* Where is done what needs more room than the entry? On a sheet over the chart: the entry stays, nothing moves. Esc closes it; in a
   field the first one only leaves the field. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const TICKED = ["checkbox", "radio"];
  let sheet = null;

  const place = () => document.getElementById("session-sheet");

  /* `draw` makes what is on it, also anew when the picture of the session changes; what somebody types in is drawn once. */
  function open(kind, title, draw, live) {
    const node = place();
    if (!node) { return; }
    if (sheet && sheet.kind === kind) { close(); return; }
    const body = make("div", { class: "sheet-body" }, draw());
    const status = make("p", { class: "status", role: "status" });
    const close_ = vigil.button("Close", close, { class: "button small" });
    sheet = { kind, draw, live, body, status };
    node.replaceChildren(make("section", { class: "sheet", "data-sheet": kind, "data-open": "yes", "aria-labelledby": "sheet-title" },
      make("div", { class: "sheet-head" }, make("h2", { id: "sheet-title" }, title), status, close_), body));
    (body.querySelector("input, select, button") || close_).focus();
    changed();
  }

  function close() {
    if (!sheet) { return; }
    gone();
    if (vigil.entry.home() === false) { document.getElementById("session-stage")?.querySelector("button")?.focus(); }
  }

  /* What is pressed keeps the cursor, though it is drawn anew. */
  function redraw() {
    if (!sheet || !sheet.live || sheet.body.matches(":has(:active)")) { return; }
    const held = sheet.body.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    vigil.fill(sheet.body, sheet.draw());
    if (held) { Array.from(sheet.body.querySelectorAll("[data-key]")).find(({ dataset }) => dataset.key === held)?.focus({ preventScroll: true }); }
  }

  function tell(words, kind = "") {
    if (!sheet) { vigil.entry.tell(words); return; }
    vigil.say(sheet.status, words);
    sheet.status.dataset.kind = kind;
  }

  function escape(event) {
    if (event.key !== "Escape" || !sheet || event.defaultPrevented || event.target.closest?.("dialog")) { return; }
    event.preventDefault();
    if (vigil.typing(event) && !TICKED.includes(event.target.type)) { event.target.blur(); return; }
    close();
  }

  function gone() {
    sheet = null;
    place()?.replaceChildren();
    changed();
  }

  /* Another sheet is open, or none. */
  function changed() { window.dispatchEvent(new CustomEvent("vigil:sheet")); }

  vigil.sheet = { open, close, tell, redraw, gone, kind: () => (sheet ? sheet.kind : "") };
  document.addEventListener("keydown", escape);
  window.addEventListener("vigil:pictured", redraw);
})();
