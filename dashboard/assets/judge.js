/* What would the server say of what was entered by hand? Spot checks, doses and acknowledgements folded into alerts, as models/watch.py
   does it; a stream that is lost and a look that is missed are not judged here. tests/browser/test_judge.py holds both to the same. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const MINUTE = 60000;
  const BASELINE = 30 * MINUTE;
  const DEEP = 3; /* MOAA/S at or below which a low pressure is an emergency at once */
  const PRESSURE = ["systolic", "diastolic"];
  const KINDS = ["dose", "set", "ack", "stop", "end"];
  const PRECEDENCE = { absolute: 3, symptom: 2, relative: 1 };

  /* -- what a number is worth: models/vitals.py --------------------------------------------------------------------------------------- */

  const outside = ({ signals }, name, value) => value < signals[name].low || value > signals[name].high;

  function unusable(told, v) {
    const halves = PRESSURE.filter((name) => v[name] !== undefined);
    return halves.length === 1 || (halves.length === 2 && (v.diastolic >= v.systolic || PRESSURE.some((name) => outside(told, name, v[name]))));
  }

  function doubtful(told, v) {
    if (PRESSURE.some((name) => v[name] === undefined)) { return false; }
    const pulse = v.systolic - v.diastolic;
    if (pulse < 15 || pulse > 120) { return true; }
    if (v.mean === undefined || outside(told, "mean", v.mean)) { return false; }
    return v.mean <= v.diastolic || v.mean >= v.systolic || Math.abs(v.mean - v.diastolic - pulse / 3) > 15;
  }

  /* [[signal, value, suspect], ...] of a set, without what cannot be a reading. */
  function numbers(told, fact) {
    const v = Object.fromEntries(Object.entries(fact.v).filter(([name, value]) => !(told.signals[name].physical && value <= 0)));
    const [gone, doubt] = [unusable(told, v), fact.doubt || doubtful(told, v)];
    const both = PRESSURE.every((name) => v[name] !== undefined);
    const rejected = (name, value) => outside(told, name, value) || (gone && (PRESSURE.includes(name) || (name === "mean" && both)));
    return Object.entries(v).filter(([name, value]) => !rejected(name, value)).map(([name, value]) => [name, value, doubt && [...PRESSURE, "mean"].includes(name)]);
  }

  /* -- one session while it is folded ------------------------------------------------------------------------------------------------------ */

  function track(told, signal) {
    const rules = told.rules.filter((rule) => rule.signal === signal).map((rule) => vigil.rule.follow(rule, told.repeat));
    return { signal, rules, latest: null, early: [], seenAt: -Infinity, last: new Map() };
  }

  function begin(told) {
    const tracks = Object.keys(told.signals).map((signal) => track(told, signal));
    const events = { kind: "event", satisfied: false, value: null, why: "", limit: null, get level() { return this.satisfied ? told.event.level : 0; } };
    const speaks = (signal, direction, conditions) => ({ signal, direction, conditions, alert: null });
    const episodes = tracks.flatMap(({ signal, rules }) => ["high", "low"].map((way) => speaks(signal, way, rules.filter(({ high }) => high === (way === "high")))));
    return { told, tracks, events, episodes: [...episodes, speaks("event", "high", [events])], dose: null, dangerAt: -Infinity, ran: -Infinity };
  }

  const of = (watch, signal) => watch.tracks.find((one) => one.signal === signal);
  const rules = (watch) => watch.tracks.flatMap((one) => one.rules);

  /* -- episodes: models/episodes.py ---------------------------------------------------------------------------------------------------------- */

  function worse(one, other) {
    const apart = other.level - one.level || (PRECEDENCE[other.kind] || 0) - (PRECEDENCE[one.kind] || 0);
    return apart > 0 ? other : one;
  }

  const rise = (worst, at) => ({ at, to: worst.level, why: worst.why, rule: worst.kind, limit: worst.limit, value: worst.value });

  function follow(alert, worst, at) {
    const level = worst ? worst.level : 0;
    if (level > alert.level) { return { ...alert, level, rises: [...alert.rises, rise(worst, at)], acked: null }; }
    if (level === alert.level || (alert.level === 3 && alert.acked === null)) { return alert; }
    return level ? { ...alert, level } : null;
  }

  function settle(watch, at) {
    watch.episodes.forEach((episode) => {
      const holding = episode.conditions.filter(({ satisfied }) => satisfied);
      if (!holding.length) { episode.conditions.forEach((one) => { one.full = false; }); }
      const worst = holding.length ? holding.reduce(worse) : null;
      if (episode.alert) { episode.alert = follow(episode.alert, worst, at); }
      else if (worst && worst.level) { episode.alert = { level: worst.level, rises: [rise(worst, at)], acked: null }; }
    });
  }

  /* -- what happens: models/watch.py and models/tracks.py -------------------------------------------------------------------------------------- */

  function baseline(one, at) {
    const values = one.early.filter((seen) => seen.at >= at - BASELINE && seen.at < at).map(({ value }) => value);
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  }

  /* The first dose: the baseline is what the server says, where it knows of this dose. */
  function dose(watch, { t }) {
    if (watch.dose !== null) { return; }
    watch.dose = t;
    const { known } = watch.told;
    watch.tracks.forEach((one) => {
      const base = known && known.dose === t ? known.base[one.signal] ?? null : baseline(one, t);
      one.rules.forEach((rule) => rule.start(base));
    });
  }

  function feel(watch, { t, y = [] }) {
    if (y.some((word) => watch.told.danger.includes(word))) { watch.dangerAt = t; }
    const said = y.filter((word) => watch.told.event.words.includes(word));
    if (said.length && !watch.events.satisfied) { happened(watch, said[0], said[0].replace(/_/g, " ")); }
  }

  function happened(watch, value, why) { Object.assign(watch.events, { satisfied: true, value, why }); }

  /* A number as a rule sees it: one that comes at most a minute after the one before, from the same hand, is part of a stream. */
  function reading(watch, one, fact, value, suspect, gap) {
    const before = one.last.has(fact.src) ? one.last.get(fact.src) : -Infinity;
    one.last.set(fact.src, fact.t);
    one.seenAt = fact.t;
    one.latest = { at: fact.t, value, suspect };
    if (watch.dose === null && !suspect) { one.early.push({ at: fact.t, value }); }
    return { at: fact.t, value, spot: fact.t - before > watch.told.gap, gap, suspect };
  }

  function read(watch, one, found, at) {
    const gap = at - one.seenAt > watch.told.gap;
    one.rules.filter(({ rule, limit }) => rule.from !== null && limit === null && watch.dose !== null && at >= watch.dose + rule.from)
      .forEach((rule) => { rule.limit = rule.rule.number; });
    const readings = found.map(({ fact, value, suspect }) => reading(watch, one, fact, value, suspect, gap));
    [false, true].forEach((suspect) => {
      const same = readings.filter((seen) => seen.suspect === suspect).sort((a, b) => a.value - b.value);
      if (same.length) { one.rules.forEach((rule) => rule.see(rule.high ? same[same.length - 1] : same[0])); }
    });
  }

  /* A danger symptom or deep sedation near the latest number makes it an emergency at once. */
  function accompany(watch, at) {
    const sedation = of(watch, "sedation").latest;
    const beside = { "danger symptom": watch.dangerAt, "deep sedation": sedation && sedation.value <= DEEP ? sedation.at : -Infinity };
    watch.tracks.filter(({ latest }) => latest).forEach(({ rules: all, latest }) => {
      all.filter(({ rule, satisfied }) => rule.companion && !satisfied).forEach((one) => {
        if (Math.abs(beside[one.rule.companion] - latest.at) > one.rule.within || !one.beyond(latest.value)) { return; }
        one.begin(at, latest.value, latest.suspect);
        one.why = `${one.why} with ${one.rule.companion}`;
      });
    });
  }

  function observe(watch, facts, at) {
    facts.forEach((fact) => feel(watch, fact));
    const found = facts.flatMap((fact) => numbers(watch.told, fact).map(([signal, value, suspect]) => ({ fact, signal, value, suspect })));
    watch.tracks.forEach((one) => {
      const mine = found.filter(({ signal }) => signal === one.signal);
      if (mine.length) { read(watch, one, mine, at); }
    });
    accompany(watch, at);
  }

  function acknowledge(watch, { t, signal, direction }) {
    watch.episodes.filter((one) => one.alert && one.signal === signal && ["", one.direction].includes(direction)).forEach((one) => {
      if (signal === "event") { watch.events.satisfied = false; }
      if (one.alert.acked === null) { one.alert = { ...one.alert, acked: t }; }
    });
  }

  /* -- time -------------------------------------------------------------------------------------------------------------------------------------- */

  function wake(watch) {
    const repeats = rules(watch).filter(({ pending }) => pending !== null).map(({ pending, repeat }) => pending + repeat[1]);
    const later = rules(watch).filter(({ rule }) => rule.onlyAt !== null && watch.dose !== null).map(({ rule }) => watch.dose + rule.onlyAt);
    return Math.min(Infinity, ...[...repeats, ...later].filter((at) => at > watch.ran));
  }

  function run(watch, until) {
    for (let at = wake(watch); at <= until; at = wake(watch)) {
      watch.ran = at;
      rules(watch).filter(({ pending, repeat }) => pending !== null && pending + repeat[1] <= at).forEach((one) => one.notRepeated());
      watch.tracks.forEach(({ latest, rules: all }) => all.filter(({ rule }) => rule.onlyAt !== null && watch.dose + rule.onlyAt === at).forEach((one) => {
        one.limit = one.rule.number;
        if (latest && one.beyond(latest.value)) { one.begin(at, latest.value, false); }
      }));
      settle(watch, at);
    }
    watch.ran = Math.max(watch.ran, until);
  }

  const ACTS = { dose, ack: acknowledge, stop: (watch) => happened(watch, "stop", "infusion stopped early"), end: () => {} };

  function instant(watch, facts) {
    const at = facts[0].t;
    run(watch, at - 1);
    facts.filter(({ k }) => k === "dose").forEach((fact) => { dose(watch, fact); settle(watch, at); });
    const sets = facts.filter(({ k }) => k === "set");
    if (sets.length) { observe(watch, sets, at); settle(watch, at); }
    facts.filter(({ k }) => !["dose", "set"].includes(k)).forEach((fact) => {
      run(watch, at);
      ACTS[fact.k](watch, fact);
      settle(watch, at);
    });
  }

  /* The total order of facts: time, kind, source, id. */
  function before(one, other) {
    const order = (fact) => [fact.t, KINDS.indexOf(fact.k), fact.src || "", fact.id || ""];
    const [a, b] = [order(one), order(other)];
    const at = a.findIndex((part, index) => part !== b[index]);
    return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
  }

  /* `told` is what the server says (dashboard/offline.py). `facts` are {k, t, id, src} with {v, y, doubt} of a set and {signal, direction}
     of an acknowledgement. [{signal, direction, level, highest, rule, limit, value, why, raised, since, newest, acked}, ...] as it stands at
     `now`; rule, limit and value are of the most urgent rise, `newest` are those of the one that stands. */
  function fold(told, facts, now) {
    const watch = begin(told);
    const known = facts.filter(({ k }) => KINDS.includes(k)).sort(before);
    const instants = new Map();
    known.forEach((fact) => { instants.set(fact.t, [...(instants.get(fact.t) || []), fact]); });
    instants.forEach((group) => instant(watch, group));
    run(watch, now);
    return watch.episodes.filter(({ alert }) => alert).map(standing);
  }

  function standing({ signal, direction, alert }) {
    const { rises } = alert;
    const peak = rises.reduce((most, one) => (one.to > most.to ? one : most));
    const last = rises[rises.length - 1];
    return { signal, direction, level: alert.level, highest: peak.to, rule: peak.rule, limit: peak.limit, value: peak.value, why: last.why, raised: rises[0].at, since: last.at,
      newest: { rule: last.rule, limit: last.limit, value: last.value }, acked: alert.acked };
  }

  vigil.judge = { fold };
})();
