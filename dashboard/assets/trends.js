/* The trend of one patient: its figures in the colours of the palette that is shown now, and the whole of it on paper. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const PAPER = 1040; /* px: an A4 sheet on its side between its margins */
  const SETTLE = 350; /* ms in which the figures are drawn anew */

  /* Called by Dash with the figures as the server drew them, with variables in place of colours. */
  function paintTrends(figures) { return figures ? figures.map(vigil.palette.paint) : [window.dash_clientside.no_update, window.dash_clientside.no_update]; }

  const shown = () => document.getElementById("trends-peaks");

  function repaint(event) {
    if (shown()) { window.dash_clientside.set_props("trends-palette", { data: event.detail.name }); }
  }

  /* -- on paper --------------------------------------------------------------------------------------------------------------- */

  const rest = (ms) => new Promise((done) => { setTimeout(done, ms); });

  /* The charts as wide as a sheet and in the colours of the day, then back as they were. */
  async function print() {
    const page = document.querySelector(".trends");
    if (!page || page.dataset.paper) { return false; }
    const before = vigil.palette.name();
    page.dataset.paper = "yes";
    page.style.width = `${PAPER}px`;
    vigil.palette.show("day");
    window.dispatchEvent(new Event("resize"));
    await rest(SETTLE);
    window.print();
    page.style.width = "";
    delete page.dataset.paper;
    vigil.palette.show(before);
    window.dispatchEvent(new Event("resize"));
    return true;
  }

  /* T on a session's page, and on the list of a patient's sessions, opens the trend of that patient. */
  function openTrend() {
    const page = document.querySelector("[data-session][data-picture]");
    const listed = /^\/patients\/([^/]+)$/.exec(location.pathname);
    const patient = page ? JSON.parse(page.dataset.picture).patient.id : listed && listed[1];
    if (!patient) { return false; }
    vigil.go(`/trends/${patient}`);
    return true;
  }

  window.addEventListener("DOMContentLoaded", () => {
    vigil.keys.add("t", "trend of this patient", openTrend);
    vigil.keys.add("p", "print (trend)", () => (shown() ? (print(), true) : false));
  });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) { print(); } });
  const known = (window.dash_clientside = window.dash_clientside || {});
  known.vigil = Object.assign(known.vigil || {}, { paintTrends });
  window.addEventListener("vigil:palette", repaint);
})();
