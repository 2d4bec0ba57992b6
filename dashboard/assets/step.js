/* How does a step of the session reach the record? Kept until it is sent, or now or not at all; it is never said to be saved before. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  const url = (session, what) => `/api/v1/sessions/${encodeURIComponent(session)}/${what}`;

  /* What can come later is kept on this device until it is sent: {state: saved | waiting | refused, message, answer}. `set` is what was
     seen of the patient, so that it is judged here while the server cannot be asked; `corrects` names the entry in whose place it comes,
     `replaces` a refused one; `draft` is what was typed of it on a sheet, which is back there only when it is refused. */
  async function keep(what, body, said, { set, at = vigil.now(), corrects, replaces, draft } = {}) {
    const session = vigil.session.id();
    const id = vigil.wire.uuid();
    if (draft) { await vigil.drafts.out(draft); }
    const item = { id, session, at, said, set, corrects, replaces, draft, url: url(session, what), body: { client_id: id, at: new Date(at).toISOString(), ...body } };
    const { state, answer } = await vigil.outbox.send(item);
    if (draft && state !== "refused") { vigil.drafts.sent(draft); }
    if (state === "saved" && vigil.session.id() === session) { vigil.session.heard(answer.body); }
    return { state, answer, message: words(state, said, answer) };
  }

  /* What waited was answered at last: the page shows it as the server has it, and nothing says of it any more that it waits. */
  function settled({ detail: { item, state, answer } }) {
    if (item.set || item.session !== vigil.session.id()) { return; }
    const said = document.getElementById("entry-status");
    if (said && said.textContent === words("waiting", item.said)) { vigil.entry.tell(state === "refused" ? `Not saved: ${words(state, item.said, answer)} ${item.said}` : state === "saved" ? words(state, item.said) : "", state === "refused" ? "wrong" : ""); }
    if (state === "saved") { vigil.session.heard(answer.body); }
  }

  function words(state, said, answer) {
    if (state === "saved") { return `Saved ${vigil.words.clock(vigil.now())}   ${said}`; }
    if (state === "waiting") { return `Not sent - Vigil keeps trying. Kept ${vigil.shelf.lasting() ? "here" : "in this tab only, leave it open"}: ${said}`; }
    return answer.body.message || `Refused (${answer.status}). Nothing was saved.`;
  }

  /* What ends, moves or signs something is done now or not at all: {done, message, answer}. */
  async function now(what, body) {
    const session = vigil.session.id();
    const answer = await vigil.wire.post(url(session, what), { client_id: vigil.wire.uuid(), ...body });
    const done = answer.status === 200 || answer.status === 201;
    if (done && vigil.session.id() === session) { vigil.session.heard(answer.body); }
    const why = answer.status === 0 ? "Not sent: the server did not answer. Press again." : answer.body.message || `Refused (${answer.status}). Nothing was changed.`;
    return { done, answer, message: done ? "" : why };
  }

  /* What the page was told may be chosen here. */
  const offered = () => JSON.parse(document.getElementById("session").dataset.offered);

  vigil.step = { keep, now, offered };
  window.addEventListener("vigil:settled", settled);
})();
