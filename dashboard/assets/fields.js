/* Where does somebody type or choose what a page's callback reads? A plain field for each place that asks for one. Dash's own text
   field moves the cursor behind the back of who types quickly, so that on a slow tablet letters of a password change places; its
   choices have roles that a screen reader cannot follow. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  const give = (store, data) => window.dash_clientside.set_props(store, { data });

  /* data-field: {"store", "options": {value: label}, "chosen"} */
  function choice(place, { store, options, chosen }) {
    const one = ([value, label]) => {
      const button = vigil.make("input", { type: "radio", name: store, value, checked: value === chosen });
      button.addEventListener("change", () => give(store, value));
      return vigil.make("label", {}, button, label);
    };
    place.replaceChildren(...Object.entries(options).map(one));
  }

  /* data-field: {"store": where the text goes, "type", "autocomplete", "id", "focus", "pause": ms of rest before it goes there} */
  function text(place, { store, type, autocomplete, id, focus, pause }) {
    const field = vigil.make("input", { type, autocomplete, id, class: "text", spellcheck: "false", autocapitalize: "none", enterkeyhint: type === "search" ? "search" : null });
    const typed = () => give(store, field.value);
    let later = 0;
    field.addEventListener("input", () => { clearTimeout(later); if (pause) { later = setTimeout(typed, pause); } else { typed(); } });
    place.replaceChildren(field);
    if (focus) { field.focus(); }
  }

  function fill(place) {
    const asked = JSON.parse(place.dataset.field);
    if (asked.options) { choice(place, asked); } else { text(place, asked); }
  }

  function look() { document.querySelectorAll("[data-field]:empty").forEach(fill); }

  window.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  });
})();
