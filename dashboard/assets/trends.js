/* The colours of the trend's figures: those of the palette that is shown now. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* Called by Dash with the figures as the server drew them, with variables in place of colours. */
  function paintTrends(figures) { return figures ? figures.map(vigil.palette.paint) : [window.dash_clientside.no_update, window.dash_clientside.no_update]; }

  function repaint(event) {
    if (document.getElementById("trends-peaks")) { window.dash_clientside.set_props("trends-palette", { data: event.detail.name }); }
  }

  /* T on a session's page opens the trend of its patient. */
  function openTrend() {
    const page = document.querySelector("[data-session][data-picture]");
    if (!page) { return false; }
    vigil.go(`/trends/${JSON.parse(page.dataset.picture).patient.id}`);
    return true;
  }

  window.addEventListener("DOMContentLoaded", () => vigil.keys.add("t", "trend of this patient", openTrend));
  const known = (window.dash_clientside = window.dash_clientside || {});
  known.vigil = Object.assign(known.vigil || {}, { paintTrends });
  window.addEventListener("vigil:palette", repaint);
})();
