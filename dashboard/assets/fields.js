/* Where does somebody type what a page's callback reads? A plain field for each place that asks for one: Dash's own field moves
   the cursor behind the back of who types quickly, so that on a slow tablet letters of a password change places. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* data-field: {"store": where the text goes, "type", "autocomplete", "id", "focus", "pause": ms of rest before it goes there} */
  function fill(place) {
    const { store, type, autocomplete, id, focus, pause } = JSON.parse(place.dataset.field);
    const field = vigil.make("input", { type, autocomplete, id, class: "text", spellcheck: "false", autocapitalize: "none", enterkeyhint: type === "search" ? "search" : null });
    const give = () => window.dash_clientside.set_props(store, { data: field.value });
    let later = 0;
    field.addEventListener("input", () => { clearTimeout(later); if (pause) { later = setTimeout(give, pause); } else { give(); } });
    place.replaceChildren(field);
    if (focus) { field.focus(); }
  }

  function look() { document.querySelectorAll("[data-field]:empty").forEach(fill); }

  window.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  });
})();
