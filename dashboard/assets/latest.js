/* What was last measured in each session, and is it still a current value? The freshest of its pictures and of what came since.
   One rule says how long a number is current: for as long as the next one may take.
     streamed by a device (at most a minute after the one before): a minute
     heart rate and saturation from a device that does not stream: five minutes (longer is a named hazard in anaesthesia)
     anything else: the interval between the checks that are in force
   Past that, and when a check that needs it is overdue, it is old. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const MINUTE = 60000;
  const STREAM = MINUTE;
  const ALONE = 5 * MINUTE;
  const LONGEST = 30 * MINUTE; /* the longest interval of a shipped protocol, where a picture does not say */
  const MONITORED = ["hr", "spo2"];
  const sessions = new Map();

  function of(id) {
    if (!sessions.has(id)) { sessions.set(id, { picture: null, fresh: {}, heard: {}, sources: {} }); }
    return sessions.get(id);
  }

  /* -- what comes in ------------------------------------------------------------------------------------------------------- */

  /* A picture holds everything up to its seq, judged: what is older than it is forgotten. */
  function see(picture) {
    const known = of(picture.s);
    if (known.picture && known.picture.seq > picture.seq) { return; }
    known.picture = picture;
    Object.entries(known.fresh).forEach(([key, { n }]) => { if (n <= picture.seq) { delete known.fresh[key]; } });
  }

  function take(fact) {
    if (fact.k === "void" || fact.k === "amend") { again(fact.s); }
    if (fact.k !== "set" || !fact.v) { return; }
    const known = of(fact.s);
    Object.keys(fact.v).forEach((key) => number(known, fact, key));
  }

  function number(known, fact, key) {
    const quality = (fact.q && fact.q[key]) || "valid";
    if (quality === "rejected") { return; }
    const streamed = follows(known, fact, key);
    const last = latest(known, key);
    if (last && last.t > fact.t) { return; }
    known.fresh[key] = { v: fact.v[key], t: fact.t, q: quality, n: fact.n };
    known.sources[key] = { t: fact.t, src: fact.src, streamed };
  }

  /* Whether the one before from the same device was at most a minute ago. */
  function follows(known, fact, key) {
    if (!fact.src) { return false; }
    const name = `${key} ${fact.src}`;
    const before = known.heard[name];
    if (before === fact.t) { return Boolean(known.sources[key] && known.sources[key].streamed); }
    known.heard[name] = Math.max(before || 0, fact.t);
    return before !== undefined && fact.t - before <= STREAM;
  }

  /* After a correction the last values are others: only the server knows them. The page of the session asks for itself. */
  async function again(id) {
    const { picture } = of(id);
    if (!picture || !picture.alerts.length || (vigil.session && vigil.session.id && vigil.session.id() === id)) { return; }
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(id)}/picture`);
    if (status === 200) { vigil.hearPicture(body); }
  }

  /* Which device the last numbers came from, as far as the page knows: {hr: {t, src, streamed}}. */
  function from(id, sources) {
    const known = of(id);
    Object.entries(sources).forEach(([key, one]) => {
      known.heard[`${key} ${one.src}`] = Math.max(known.heard[`${key} ${one.src}`] || 0, one.t);
      if (!known.sources[key] || known.sources[key].t < one.t) { known.sources[key] = one; }
    });
  }

  /* -- what is known --------------------------------------------------------------------------------------------------------- */

  function latest(known, key) {
    const [seen, fresh] = [known.picture && known.picture.latest[key], known.fresh[key]];
    return fresh && (!seen || fresh.t >= seen.t) ? fresh : seen || null;
  }

  /* {v, t, q} of one signal, null where it was never measured. */
  function last(id, key) { return latest(of(id), key); }

  /* {hr: {v, t, q}, ...} */
  function all(id) {
    const known = of(id);
    const keys = new Set([...Object.keys((known.picture && known.picture.latest) || {}), ...Object.keys(known.fresh)]);
    return Object.fromEntries(Array.from(keys, (key) => [key, latest(known, key)]));
  }

  function lasts(known, key, seen) {
    const checks = (known.picture && known.picture.every) || LONGEST;
    const source = known.sources[key];
    if (!source || source.t !== seen.t || !source.src) { return checks; }
    if (source.streamed) { return STREAM; }
    return MONITORED.includes(key) ? Math.min(ALONE, checks) : checks;
  }

  function overdue({ next }, key, now) { return Boolean(next) && now > next.due && next.lacking.includes(key); }

  /* Whether the last number of this signal is no current value any more. */
  function old(id, key, now) {
    const known = of(id);
    const seen = latest(known, key);
    if (!seen || !known.picture || known.picture.ended) { return false; }
    return now - seen.t > lasts(known, key, seen) || overdue(known.picture, key, now);
  }

  vigil.latest = { of: all, last, old, take, see, from };
  window.addEventListener("vigil:picture", ({ detail }) => see(detail));
  window.addEventListener("vigil:fact", ({ detail }) => take(detail));
})();
