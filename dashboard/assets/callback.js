/* What happens when the sign-in has ended and a callback of Dash is the first to meet it? The same as with every other question:
   it leads to the sign-in, or says so above what is not sent yet. Dash itself would only fail, with a page that stays old. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const CALLBACK = "/_dash-update-component";
  const OPENS = '"main.children"'; /* the callback that opens a page */
  const ask = window.fetch.bind(window);
  let unopened = false;

  /* "Nothing has changed", as Dash understands it. */
  const nothing = () => new Response(null, { status: 204 });

  async function ended(answer, sent) {
    unopened = unopened || String(sent).includes(OPENS);
    const said = await answer.json().catch(() => ({}));
    vigil.wire.signedOut(said);
    return nothing();
  }

  async function callback(url, options) {
    const answer = await ask(url, { ...options, headers: { ...options.headers, ...vigil.wire.whose() } });
    if (answer.status === 401) { return ended(answer, options.body); }
    if (answer.ok) { vigil.wire.signedIn(); }
    return answer;
  }

  /* The address says already which page was wanted: it is opened once somebody has signed in again, in whichever tab. */
  function open() {
    if (!unopened) { return; }
    unopened = false;
    vigil.go(location.pathname);
  }

  window.fetch = (url, options) => (String(url).split("?")[0].endsWith(CALLBACK) ? callback(url, options || {}) : ask(url, options));
  window.addEventListener("vigil:signed-in", open);
})();
