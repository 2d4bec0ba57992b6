/* How is the patient, 0 to 4, in the set that is being entered? A row of five for dissociation and one for distress: a tap fills the
   field, the same tap again empties it. Nothing is chosen before, and nothing is saved before Save. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const SCALES = [["dissociation", "Dissociation"], ["distress", "Distress"]];
  const VALUES = ["0", "1", "2", "3", "4"];

  const field = (name) => document.getElementById(`entry-${name}`);

  /* As if it had been typed: whoever listens to the field hears of it; the cursor stays where it is. */
  function tap(name, value) {
    const at = field(name);
    if (!at) { return; }
    at.value = at.value.trim() === value ? "" : value;
    at.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function scale([name, label]) {
    const one = (value) => vigil.button(value, () => tap(name, value), { class: "scale-key", tabindex: -1, "aria-pressed": "false", "aria-label": `${label} ${value}`, "data-scale": name, "data-step": value });
    return vigil.make("div", { class: "scale", role: "group", "aria-label": `${label}, 0 none, 4 most` }, vigil.make("span", { class: "scale-name" }, vigil.make("span", { class: "long" }, label), vigil.make("span", { class: "short" }, vigil.reading.keys[name].short), vigil.make("small", {}, " 0-4")), vigil.make("div", { class: "scale-keys" }, VALUES.map(one)));
  }

  /* The rows; a press leaves the cursor in its field. */
  function rows() {
    const node = vigil.make("div", { class: "scales" }, SCALES.map(scale));
    ["pointerdown", "mousedown"].forEach((name) => node.addEventListener(name, (event) => event.preventDefault()));
    return node;
  }

  /* What is pressed is what stands in the field, whoever wrote it there. */
  function show() {
    document.querySelectorAll(".scale-key").forEach((key) => {
      const pressed = String(field(key.dataset.scale)?.value.trim() === key.dataset.step);
      if (key.getAttribute("aria-pressed") !== pressed) { key.setAttribute("aria-pressed", pressed); }
    });
  }

  vigil.scales = { rows };
  ["input", "focusin", "vigil:typed"].forEach((name) => window.addEventListener(name, show));
  window.addEventListener("click", () => setTimeout(show, 0));
})();
