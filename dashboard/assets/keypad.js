/* How is a set typed with a finger? Keys beside the entry, on touch screens only; they never lie on a field or on Save. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const TOUCH = window.matchMedia("(pointer: coarse) and (min-width: 700px)");
  const FIELDS = "#session-entry .numbers input";
  let pad = null;

  const field = () => (document.activeElement && document.activeElement.matches(FIELDS) ? document.activeElement : null);

  /* As if it had been typed: whoever listens to the field hears of it. */
  function put(text) {
    const at = field();
    if (!at) { return; }
    if (text) { at.setRangeText(text, at.selectionStart, at.selectionEnd, "end"); } else { erase(at); }
    at.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function erase(at) {
    const from = at.selectionStart === at.selectionEnd ? Math.max(0, at.selectionStart - 1) : at.selectionStart;
    at.setRangeText("", from, at.selectionEnd, "end");
  }

  function next() {
    const all = Array.from(document.querySelectorAll(FIELDS));
    const after = all[all.indexOf(field()) + 1] || document.getElementById("entry-note");
    after.focus({ preventScroll: true });
  }

  function key(label, act, name) {
    return vigil.button(label, act, { class: "pad-key", tabindex: -1, "aria-label": name || label });
  }

  function build() {
    const digits = [..."1234567890"].map((digit) => key(digit, () => put(digit)));
    pad = vigil.make("section", { class: "keypad", "aria-label": "Keypad", hidden: true }, vigil.scales.rows(),
      vigil.make("div", { class: "pad-keys" }, digits, key("⌫", () => put(""), "Erase"), key("Next", next)));
    ["pointerdown", "mousedown"].forEach((name) => pad.addEventListener(name, (event) => event.preventDefault())); /* the cursor stays in its field */
    document.getElementById("session-keypad").replaceChildren(pad);
  }

  function show() {
    if (!TOUCH.matches) { if (pad) { pad.hidden = true; } return; }
    if (!pad || !pad.isConnected) { if (!document.getElementById("session-keypad")) { return; } build(); }
    pad.hidden = !field() || Boolean(vigil.sheet.kind());
  }

  /* The keyboard of the device stays away where ours is. */
  function quiet({ target }) {
    const at = target.closest?.(FIELDS);
    if (at) { at.setAttribute("inputmode", TOUCH.matches ? "none" : "numeric"); }
  }

  document.addEventListener("pointerdown", quiet, true);
  document.addEventListener("focusin", (event) => { quiet(event); show(); });
  document.addEventListener("focusout", () => setTimeout(show, 0));
  TOUCH.addEventListener("change", show);
})();
