/* Which key leads where? 1-9 to a room, F to the patients, Esc back; no page is left while it holds something typed. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const FIELDS = "main input, main textarea";
  const NO_TEXT = ["checkbox", "radio", "button", "submit", "search"];
  const OPEN = "dialog[open], #user-menu[open], #alert-bar [aria-expanded=true], .tray[data-open=yes], .sheet[data-open=yes]";
  const been = [];
  let open = false;

  /* -- back -------------------------------------------------------------------------------------------------------------------- */

  /* Pages in the order in which they were opened, without the way there and back. */
  function note() {
    const path = location.pathname;
    if (been[been.length - 1] === path) { return; }
    if (been[been.length - 2] === path) { been.pop(); } else { been.push(path); }
  }

  function before() {
    note();
    return location.pathname.startsWith("/session/") ? "/" : been[been.length - 2] || "/";
  }

  function typed() { return [...document.querySelectorAll(FIELDS)].find((field) => !NO_TEXT.includes(field.type) && !field.readOnly && field.value.trim()); }

  /* What is open closes itself, and has done so by the time that the page hears of the key. */
  function look(event) { if (event.key === "Escape") { open = Boolean(document.querySelector(OPEN)); } }

  /* Esc in a field leaves the field; on the page it leaves the page, unless something is open or would be lost. */
  function escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented || open) { return; }
    if (vigil.typing(event)) { if (event.target.type !== "search" || !event.target.value) { event.target.blur(); } return; }
    const kept = typed();
    if (kept) { kept.focus(); return; }
    if (location.pathname !== "/") { vigil.go(before()); }
  }

  function shutMenu(event) {
    const menu = document.querySelector("#user-menu[open]");
    if (event.key !== "Escape" || !menu) { return; }
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  /* -- to a room, to the patients ------------------------------------------------------------------------------------------------- */

  async function openRoom(position) {
    const { status, body } = await vigil.wire.get("/api/v1/board");
    const room = status === 200 && body.rooms[position];
    if (room) { vigil.go(room.session ? `/session/${room.session.s}` : "/"); }
  }

  function number(position) { return vigil.board.showing() ? vigil.board.open(position) : (openRoom(position), true); }

  function patients() {
    const field = document.getElementById("patients-find");
    if (field) { field.focus(); } else { vigil.go("/patients"); }
  }

  /* Beside a patient, what everybody comes for is the entry. */
  function skip(event) {
    if (event.target.closest?.(".skip") && vigil.entry.home() !== false) { event.preventDefault(); }
  }

  document.addEventListener("click", skip);
  document.addEventListener("keydown", look, true);
  document.addEventListener("keydown", (event) => { escape(event); shutMenu(event); });
  window.addEventListener("DOMContentLoaded", () => {
    for (let n = 1; n <= 9; n += 1) { vigil.keys.add(String(n), `open room ${n}`, () => number(n - 1)); }
    vigil.keys.add("f", "find a patient or a past session", patients);
    note();
    new MutationObserver(note).observe(document.documentElement, { childList: true, subtree: true });
  });
})();
