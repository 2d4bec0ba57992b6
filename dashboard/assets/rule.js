/* Is one limit passed? A rule of the protocol followed reading by reading, exactly as models/rules.py does it on the server. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* 164.333 as it is said, with six digits at most */
  const said = (number) => String(Number(Number(number || 0).toPrecision(6)));

  function holds(rule, base) {
    if (rule.relative && base === null) { return false; }
    if (rule.only !== null) { return base !== null && base < rule.only; }
    return rule.unless === null || base === null || base >= rule.unless;
  }

  /* The very number that is judged; null where the rule does not hold for this baseline. */
  function limit(rule, base) {
    if (!holds(rule, base)) { return null; }
    if (!rule.relative || base === null) { return rule.number; }
    const resulting = base + rule.number;
    return rule.floor === null ? resulting : Math.max(resulting, rule.floor);
  }

  /* One rule while it is followed. `limit` is null while it does not hold; `since` begins an unbroken breach; `count` = spot checks
     in a row; `pending` = the first reading beyond, until it is repeated; `full` = confirmed once; `lowered` = only doubtful ones. */
  class Following {
    constructor(rule, repeat) {
      const later = rule.relative || rule.from !== null || rule.onlyAt !== null;
      Object.assign(this, { rule, repeat, kind: rule.kind, high: rule.direction === "high", limit: later ? null : limit(rule, null), satisfied: false, since: null,
        count: 0, pending: null, full: false, lowered: false, value: null, why: "" });
    }

    get level() { return this.satisfied ? Math.max(0, this.rule.level - (this.pending !== null ? 1 : 0) - (this.lowered ? 1 : 0)) : 0; }

    get waits() { return Boolean(this.rule.companion) || this.rule.onlyAt !== null; }

    beyond(value) {
      if (this.limit === null || (value === this.limit && this.rule.op.length === 1)) { return false; }
      return this.high ? value >= this.limit : value <= this.limit;
    }

    /* Far enough inside to end it. */
    back(value) {
      const { slack } = this.rule;
      if (this.limit === null || slack === 0) { return !this.beyond(value); }
      return this.high ? value <= this.limit - slack : value >= this.limit + slack;
    }

    /* {at, value, spot, gap, suspect}: `spot` = no stream, `gap` = nothing came for so long that a breach begins anew. */
    see(reading) {
      if (this.waits && !this.satisfied) { return; }
      const beyond = this.beyond(reading.value);
      if (reading.suspect) {
        if (beyond && !this.satisfied) { this.begin(reading.at, reading.value, true); }
      } else if (beyond) { this.breach(reading); } else { this.inside(reading); }
    }

    breach(reading) {
      if (this.since === null || reading.gap) { this.since = reading.at; }
      this.count += reading.spot ? 1 : 0;
      if (this.satisfied) { this.still(reading); }
      else if (reading.spot ? this.count >= this.rule.spots : reading.at >= this.since + this.rule.hold) { this.begin(reading.at, reading.value, false); }
    }

    still(reading) {
      this.value = reading.value;
      if (this.lowered) {
        this.lowered = false;
        this.why = this.words("valid reading");
      }
      if (this.repeats(reading)) { this.confirm("confirmed"); }
    }

    inside(reading) {
      this.since = null;
      if (reading.spot) { this.count = 0; }
      if (this.satisfied && (this.pending !== null ? this.repeats(reading) : this.back(reading.value))) { this.end(); }
    }

    repeats(reading) {
      const after = this.pending === null ? -1 : reading.at - this.pending;
      return after >= this.repeat[0] && after <= this.repeat[1];
    }

    begin(at, value, lowered) {
      const waits = this.rule.confirm && !this.full;
      Object.assign(this, { satisfied: true, value, lowered, pending: waits ? at : null });
      this.why = this.words(waits ? `repeat within ${said(this.repeat[1] / 60000)} min` : "");
    }

    notRepeated() { this.confirm(`not repeated in ${said(this.repeat[1] / 60000)} min`); }

    confirm(why) { Object.assign(this, { pending: null, full: true, why }); }

    end() { Object.assign(this, { satisfied: false, lowered: false, pending: null }); }

    /* The first dose fixes the baseline: what leans on it begins, what does not hold for it is forgotten. */
    start(base) {
      const number = limit(this.rule, base);
      if (number === null) {
        this.end();
        Object.assign(this, { limit: null, since: null, count: 0 });
      } else if (this.rule.from === null && this.rule.onlyAt === null) { this.limit = number; }
    }

    words(more) {
      const text = `${said(this.value)} ${this.rule.op} ${said(this.limit)}`;
      return more ? `${text}, ${more}` : text;
    }
  }

  vigil.rule = { follow: (rule, repeat) => new Following(rule, repeat), said };
})();
