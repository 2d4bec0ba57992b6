/* How does a script put something on the screen? Elements from plain values; text is always text, never markup. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  function set(element, name, value) {
    if (value === undefined || value === null || value === false) { return; }
    if (name === "class") { element.className = value; }
    else if (name.startsWith("on")) { element.addEventListener(name.slice(2), value); }
    else { element.setAttribute(name, value === true ? "" : value); }
  }

  /* What there is to put on the screen: lists in lists are taken apart; what is not there (false, null) is not written out as a word. */
  function parts(children) {
    return children.flat(Infinity).filter((child) => child !== null && child !== undefined && typeof child !== "boolean");
  }

  /* make("button", {type: "button", onclick: f}, "Save", icon) */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => set(element, name, value));
    element.append(...parts(children));
    return element;
  }

  /* Put these in place of all that is in an element; as `make` takes them. */
  function fill(element, ...children) { element.replaceChildren(...parts(children)); }

  function button(label, pressed, attributes) {
    return make("button", { type: "button", onclick: pressed, ...attributes }, label);
  }

  /* Change the text only when it differs: a screen reader and the browser's layout are left alone otherwise. */
  function say(element, text) {
    if (element.textContent !== text) { element.textContent = text; }
  }

  /* Call `found` with an element each time one that matches appears, and `gone` when it has left. An element that is kept and
     given to another session (React does that) has left, and another one has appeared. What a lock has put away has not left. */
  function whenever(selector, found, gone) {
    let shown = null;
    let whose = null;
    function look() {
      if (vigil.lock?.on()) { return; }
      const here = document.querySelector(selector);
      const owner = here && here.dataset.session;
      if (here === shown && owner === whose) { return; }
      if (shown && gone) { gone(shown); }
      shown = here;
      whose = owner;
      if (here) { found(here); }
    }
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-session"] });
    look();
  }

  /* Whether a key pressed now would be typed into something; a dialog that has just been closed may hold the cursor until the next frame. */
  function typing({ target }) {
    return Boolean(target.closest?.("input, textarea, select, [contenteditable]")) && !target.closest("dialog:not([open])");
  }

  vigil.make = make;
  vigil.fill = fill;
  vigil.button = button;
  vigil.say = say;
  vigil.whenever = whenever;
  vigil.typing = typing;
})();
