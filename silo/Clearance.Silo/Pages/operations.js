// Shows what /v1/operations answers. Values become text nodes and never markup.
"use strict";
(() => {
  const every = 2000, patience = 5000;
  const $ = id => document.getElementById(id);
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const one = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
  let last = null;

  const make = (name, attributes = {}, ...children) => {
    const made = name === "svg" || name === "path"
      ? document.createElementNS("http" + "://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  };
  const set = (id, text) => { const at = $(id); if (at.textContent !== text) at.textContent = text; };
  const fill = (id, ...nodes) => $(id).replaceChildren(...nodes);
  const empty = text => make("p", { class: "empty" }, text);

  const span = ms => ms < 1 ? "< 1 ms" : ms < 1000 ? `${whole.format(ms)} ms` : ms < 10e3 ? `${one.format(ms / 1e3)} s`
    : ms < 120e3 ? `${whole.format(ms / 1e3)} s` : ms < 7200e3 ? `${whole.format(ms / 60e3)} min`
    : ms < 172800e3 ? `${whole.format(ms / 3600e3)} h` : `${whole.format(ms / 86400e3)} days`;
  const age = ms => ms < 0 ? "clock ahead" : span(ms);
  const dong = amount => amount >= 1e12 ? `${one.format(amount / 1e12)} tn` : amount >= 1e9 ? `${one.format(amount / 1e9)} bn`
    : amount >= 1e6 ? `${one.format(amount / 1e6)} m` : whole.format(amount);
  const clock = time => new Date(time).toLocaleTimeString("en-GB", { timeZone: "Asia/Ho_Chi_Minh" });
  const rate = (count, seconds) => { const r = count / seconds; return r >= 100 || r === 0 ? whole.format(r) : r >= 0.1 ? one.format(r) : "< 0.1"; };
  const words = code => code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().replace(/^./, c => c.toUpperCase());

  // columns: [title, class]; rows: arrays of text or nodes, the first of a row its heading.
  const table = (columns, rows) => make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, ...columns.map(([title, kind]) => make("th", { scope: "col", class: kind ?? "" }, title)))),
    make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map((cell, i) =>
      make(i === 0 ? "th" : "td", i === 0 ? { scope: "row", class: columns[0][1] ?? "" } : { class: columns[i][1] ?? "" }, cell)))))));
  const bar = (share, kind = "") => {
    const made = make("span", { class: `bar ${kind}`, "aria-hidden": "true" });
    made.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
    return share > 0 ? made : "";
  };
  const link = (path, text) => make("a", { href: `/${path}/${encodeURIComponent(text)}` }, text);

  const line = (id, points) => {
    const svg = $(id), w = 300, h = 40, most = Math.max(...points, 1e-9);
    const at = points.map((p, i) => `${(i / (points.length - 1) * w).toFixed(1)},${(h - 1 - p / most * (h - 4)).toFixed(1)}`);
    svg.setAttribute("viewBox", `0 0 ${w} ${h}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.replaceChildren(
      make("path", { class: "area", d: `M0,${h}L${at.join("L")}L${w},${h}Z` }), make("path", { class: "line", d: `M${at.join("L")}` }));
  };

  const flows = view => {
    const minute = view.lastMinute, quarter = view.lastQuarter, step = quarter.stepSeconds;
    const most = points => Math.max(...points);
    set("events", rate(minute.events, minute.seconds));
    set("eventsNote", `last minute; most in 15 min: ${rate(most(quarter.events), step)}`);
    set("eventTime", minute.events ? span(minute.eventMilliseconds.p99) : "–");
    set("eventTimeNote", minute.events ? `last minute; half within ${span(minute.eventMilliseconds.p50)}` : "no event in the last minute");
    set("questions", rate(minute.questions, minute.seconds));
    set("questionsNote", `last minute; most in 15 min: ${rate(most(quarter.questions), step)}`);
    set("questionTime", minute.questions ? span(minute.questionMilliseconds.p99) : "–");
    set("questionTimeNote", minute.questions ? `last minute; half within ${span(minute.questionMilliseconds.p50)}` : "no question in the last minute");
    line("eventsLine", quarter.events);
    line("eventTimeLine", quarter.eventMillisecondsP99);
    line("questionsLine", quarter.questions);
    line("questionTimeLine", quarter.questionMillisecondsP99);
    fill("streams", table([["Stream"], ["Accepted", "n"], ["Repeated", "n"], ["Conflict", "n"], ["Rejected", "n"]],
      minute.streams.map(s => [s.stream, ...[s.accepted, s.duplicate, s.conflict, s.rejected].map(n => whole.format(n))])));
  };

  const banks = view => {
    const most = Math.max(1, ...view.bankToRelease.map(b => b.p99Milliseconds));
    fill("banks", view.bankToRelease.length === 0 ? empty("No bank's event has freed goods in the last hour.")
      : table([["Bank"], ["Freed", "n"], ["Half within", "n"], ["99 in 100", "n"], ["Worst", "n"], ["", "barCell"]],
        view.bankToRelease.map(b => [b.bank, whole.format(b.freed + b.ahead),
          ...(b.freed ? [span(b.p50Milliseconds), span(b.p99Milliseconds), span(b.worstMilliseconds)] : ["–", "–", "–"]),
          b.freed ? bar(b.p99Milliseconds / most) : ""])),
      ...(view.bankToRelease.some(b => b.ahead) ? [make("p", { class: "note" },
        `${whole.format(view.bankToRelease.reduce((sum, b) => sum + b.ahead, 0))} of them bear a time ahead of our clock: counted as freed, not timed.`)] : []));
  };

  const moneyWords = { paid: "all is paid", misdirected: "misdirected money would do", suspense: "money in suspense would do", surplus: "surplus would do" };
  const held = (list, now, money) => table(
    [["Declaration", "s"], ["Held for", "n"], ["Reason"], ...(money ? [["The money"]] : []), ["Missing", "n"]],
    list.map(h => [link("declarations", h.declaration), age(now - Date.parse(h.registeredAt)),
      words(h.reason) + (h.reasons > 1 ? ` + ${h.reasons - 1}` : ""), ...(money ? [moneyWords[h.money] ?? ""] : []), dong(h.outstanding)]));

  const standing = view => {
    const { census, asOf, failed, impossible, tookSeconds } = view.standing, now = Date.parse(view.at);
    set("asOf", impossible ? "which this store cannot do" : asOf ? `as of ${clock(asOf)}` : "not yet");
    if (!census) {
      const why = impossible ?? failed ?? "The first count over all ledgers is under way.";
      for (const id of ["holds", "paid", "oldest", "outcomes", "suspense", "letters"]) fill(id, empty(why));
      return;
    }
    const asOfText = `as of ${clock(asOf)}${failed ? `; older than it should be: ${failed}` : ""}`;
    const all = census.outcomes, most = Math.max(1, ...census.holds.map(r => r.declarations));
    set("heldNote", `${whole.format(all.hold)} declarations, ${dong(census.heldOutstanding)} đồng missing, ${asOfText}`);
    fill("holds", census.holds.length === 0 ? empty("Nothing is held: all goods may go.")
      : table([["Reason"], ["Held", "n"], ["Missing", "n"], ["", "barCell"]],
        [...census.holds].sort((a, b) => b.declarations - a.declarations).map(r => [words(r.code), whole.format(r.declarations), r.shortfall ? dong(r.shortfall) : "–", bar(r.declarations / most)])));
    set("paidNote", `${whole.format(census.heldAndPaid)} declarations stand though money for them is there, ${asOfText}`);
    fill("paid", census.oldestHeldAndPaid.length === 0 ? empty("None: whatever is held still lacks its money.") : held(census.oldestHeldAndPaid, now, true));
    fill("oldest", census.oldestHeld.length === 0 ? empty("Nothing is held.") : held(census.oldestHeld, now, false));
    const kinds = [["hold", "Held", "bad"], ["release", "May be released"], ["clear", "May be cleared"], ["released", "Released"], ["cleared", "Cleared"], ["cancelled", "Cancelled"]];
    const top = Math.max(1, ...kinds.map(([key]) => all[key]));
    set("outcomesNote", `${whole.format(kinds.reduce((sum, [key]) => sum + all[key], 0))} of ${whole.format(census.ledgers)} taxpayers, counted in ${one.format(tookSeconds)} s`);
    fill("outcomes", table([["Decision"], ["Declarations", "n"], ["", "barCell"]], kinds.map(([key, name, kind]) => [name, whole.format(all[key]), bar(all[key] / top, kind)])));
    set("suspenseNote", `${dong(census.suspense.amount)} đồng in ${whole.format(census.suspense.rows)} rows; misdirected ${dong(census.misdirected.amount)} in ${whole.format(census.misdirected.rows)}`);
    fill("suspense", census.suspense.oldest.length === 0 ? empty("None: every payment found its taxpayer's declaration.")
      : table([["Taxpayer", "s"], ["Names"], ["Age", "n"], ["Amount", "n"]], census.suspense.oldest.map(r =>
        [link("taxpayers", r.taxpayer), r.declaration ?? "–", age(now - Date.parse(r.debitedAt)), dong(r.amount)])),
      make("p", { class: "note" }, `Paid too much: ${dong(census.surplus)} · waiting for a registration: ${dong(census.parked)} · overdue debts: ${dong(census.overdue)}`));
    const g = census.guarantees;
    set("lettersNote", `${whole.format(g.letters)} letters; ${whole.format(g.waiting)} declarations want more than is left`);
    fill("letters", g.letters === 0 ? empty("No letter of guarantee is in force.")
      : table([["", ""], ["Đồng", "n"], ["", "barCell"]], [["Limit", dong(g.limit), bar(1)], ["Reserved", dong(g.reserved), bar(g.reserved / Math.max(1, g.limit))],
        ["Available", dong(g.available), bar(g.available / Math.max(1, g.limit))]]),
      make("p", { class: g.endWithin7Days ? "warn" : "note" },
        `End within 7 days: ${whole.format(g.endWithin7Days)}, with ${dong(g.reservedOfEnding)} reserved; within 30 days: ${whole.format(g.endWithin30Days)}`));
  };

  const engine = view => {
    const dead = view.deadLetters, minute = view.lastMinute, now = Date.parse(view.at);
    set("deadNote", `last minute: ${whole.format(minute.callsRefused)} calls refused, ${whole.format(minute.callsBroken)} failed, ${whole.format(minute.eventsFailed)} events to be sent again`);
    fill("dead", dead.letters === 0 ? empty("No dead letters: every event was applied, or was a repeat.")
      : table([["Why"], ["Letters", "n"], ["", "barCell"]], dead.byCode.slice(0, 8).map(c => [words(c.code), whole.format(c.letters), bar(c.letters / dead.letters)])),
      dead.letters === 0 ? "" : make("p", { class: "note" }, `${whole.format(dead.letters)} in all; the oldest ${span(now - Date.parse(dead.oldest))} ago, the latest ${span(Math.max(0, now - Date.parse(dead.latest)))} ago`));
    fill("partitions", view.partitions === null ? empty("Kafka is not read: events come over HTTP.")
      : view.partitions.length === 0 ? empty("No partition is this process's now.")
      : table([["Topic"], ["Partition", "n"], ["Lag", "n"], ["State"]], view.partitions.map(p => [p.topic, String(p.partition), p.lag === null ? "–" : whole.format(p.lag),
        p.halted ? make("span", { class: "bad" }, `halted: ${p.halted}`) : p.paused ? "paused: enough is under way" : "reading"])));
    const { process } = view;
    set("processNote", `host ${process.host}, store ${process.store}, up ${span(now - Date.parse(process.startedAt))}, ${whole.format(process.memoryBytes / 1048576)} MiB, ${one.format(process.ledgersPerGroup)} ledgers per commit, ${whole.format(process.commitsWaiting)} waiting`);
    const stopped = view.standing.census?.stopped ?? [];
    fill("silos", table([["Silo"], ["State"], ["Since", "n"]], view.silos.map(s => [s.silo,
        make("span", { class: s.status === "Active" ? "" : "warn" }, s.status.toLowerCase()), `${span(now - Date.parse(s.startedAt))}`])),
      stopped.length === 0 ? "" : make("p", { class: "bad" }, "Stopped ledgers: ", ...stopped.flatMap((t, i) => i ? [", ", link("taxpayers", t)] : [link("taxpayers", t)])));
  };

  const show = view => {
    const answer = view.moneyTurnsIntoRelease;
    $("verdict").className = `answer ${answer.state}`;
    set("state", answer.state);
    set("why", answer.why.join(" "));
    flows(view); banks(view); standing(view); engine(view);
    document.title = `${answer.state} · Clearance operations`;
    document.documentElement.dataset.shown = view.at;
  };

  const look = async () => {
    try {
      const response = await fetch("/v1/operations", { cache: "no-store", signal: AbortSignal.timeout(patience) });
      if (!response.ok) throw new Error(`the engine answered ${response.status}`);
      show(await response.json());
      last = Date.now();
      $("stale").hidden = true;
    } catch (failed) {
      $("stale").hidden = false;
      set("stale", `Stale since ${last === null ? "the page was opened" : clock(last)}: ${failed.name === "TypeError" ? "the engine cannot be reached" : failed.message}`);
    }
    setTimeout(look, every);
  };
  look();
})();
