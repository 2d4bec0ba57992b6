/* Single keys: who wants one says so here; they rest while somebody types and can be switched off (WCAG 2.1.4). */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  if (vigil.keys) { return; }
  const KEY = "vigil.keys";
  const known = new Map();

  function on() {
    try { return window.localStorage.getItem(KEY) !== "off"; } catch (refused) { return true; }
  }

  function choose(wanted) {
    try { window.localStorage.setItem(KEY, wanted ? "on" : "off"); } catch (refused) { /* shown, not kept */ }
    show();
  }

  /* A hint at a key that does nothing would be a lie. */
  function show() { document.documentElement.dataset.keys = on() ? "on" : "off"; }

  function resting(event) { return vigil.typing(event) || Boolean(event.target.closest?.("dialog[open]")) || vigil.lock.on(); }

  /* key: "n", "?"; `act` is called when it is pressed outside of a field, and answers false when it had nothing to do here: a key may
     mean one thing on one page and another on the next */
  function add(key, meaning, act) { known.set(key, [...(known.get(key) || []), { meaning, act }]); }

  function pressed(event) {
    const meant = !event.defaultPrevented && !event.repeat && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!meant || resting(event)) { return; }
    const found = known.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!found || !on()) { return; }
    if (found.some(({ act }) => act(event) !== false)) { event.preventDefault(); }
  }

  const ELSEWHERE = [["1-9", "open that room"], ["A", "acknowledge the alert at the top"], ["Esc", "close what is open; leave the field; go back"]];

  function rows() {
    const own = [...known].filter(([key]) => !/^[1-9]$/.test(key))
      .map(([key, uses]) => [key.toUpperCase(), uses.map(({ meaning }) => meaning).join("; ")]);
    const seen = new Set(own.map(([key]) => key));
    return [...ELSEWHERE.filter(([key]) => !seen.has(key)), ...own];
  }

  function table() {
    const line = ([key, meaning]) => vigil.make("tr", {}, vigil.make("th", { scope: "row" }, vigil.make("kbd", {}, key)),
      vigil.make("td", {}, meaning));
    return vigil.make("table", {}, vigil.make("tbody", {}, ...rows().map(line)));
  }

  function switchRow() {
    const box = vigil.make("input", { type: "checkbox", id: "keys-on" });
    box.checked = on();
    box.addEventListener("change", () => choose(box.checked));
    return vigil.make("p", { class: "check" }, box, vigil.make("label", { for: "keys-on" }, "Single keys work outside of text fields"));
  }

  function help() {
    const place = document.getElementById("keys-help");
    if (!place || place.querySelector("dialog[open]")) { return; }
    const close = vigil.make("button", { type: "button", class: "button" }, "Close");
    const box = vigil.make("dialog", { class: "dialog", "aria-labelledby": "keys-title" },
      vigil.make("h2", { id: "keys-title" }, "Keys"), table(), switchRow(), close);
    close.addEventListener("click", () => box.close());
    place.replaceChildren(box);
    box.showModal();
  }

  vigil.keys = { add, on };
  add("?", "this list", help);
  show();
  window.addEventListener("storage", (event) => { if (event.key === KEY) { show(); } });
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-keys-help]")) { help(); } });
})();
