// The board's pages. Everything works without this file: with it, the day changes on screen by itself and the list filters at once.

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const zone = root.dataset.zone;
const clock = new Intl.DateTimeFormat("vi-VN", { hour: "numeric", minute: "2-digit", timeZone: zone });
const MINUTE = 60_000;
const PATIENCE = 8_000;

// A second tap while the first is on its way is the same tap.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", () => setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }));
}
for (const select of document.querySelectorAll("select[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});

const told = (name, values) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const number = (value) => value.toLocaleString("vi-VN");
const texts = find("texts") ? JSON.parse(find("texts").textContent) : {};

if (root.dataset.stream) begin();

function begin() {
  let ahead = new Date(root.dataset.now) - Date.now();
  let version = root.dataset.version;
  let source;
  let lost;
  const now = () => Date.now() + ahead;

  // --- the list ------------------------------------------------------------------------------------
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").split(/[^a-z0-9]+/).filter(Boolean);
  const whole = () => find("units").dataset.pages === "1" && !new URLSearchParams(location.search).get("tim") && !new URLSearchParams(location.search).get("trang_thai");
  const filter = find("filter");
  const order = ["returned", "not_sent", "not_registered", "partial", "complete", "not_taking_part"];

  function fits(unit, words, state) {
    const stands = state === "late" ? "late" in unit.dataset : !state || unit.dataset.state === state;
    return stands && words.every((word) => unit.dataset.folded.includes(word));
  }

  function apply() {
    if (!whole()) return;
    const words = fold(find("find").value);
    const state = find("state").value;
    const units = [...find("units").children];
    let shown = 0;
    for (const unit of units) {
      unit.hidden = !fits(unit, words, state);
      shown += !unit.hidden;
    }
    find("found").textContent = told("found", { shown: number(shown), all: number(units.length) });
  }

  function arrange() {
    if (!whole()) return;
    const how = find("order").value;
    const units = [...find("units").children].sort((one, other) => {
      if (how === "owing") return order.indexOf(one.dataset.state) - order.indexOf(other.dataset.state) || one.place - other.place;
      if (how === "newest") return (other.dataset.sent || "").localeCompare(one.dataset.sent || "") || one.place - other.place;
      return one.place - other.place;
    });
    find("units").replaceChildren(...units);
  }

  if (find("order").value === "listed") [...find("units").children].forEach((unit, place) => { unit.place = place; });
  filter.addEventListener("submit", (event) => { if (whole()) { event.preventDefault(); apply(); } });
  find("find").addEventListener("input", apply);
  find("state").addEventListener("change", () => { if (whole()) apply(); else filter.requestSubmit(); });
  find("order").addEventListener("change", () => { if (whole() && find("units").firstElementChild?.place !== undefined) arrange(); else filter.requestSubmit(); });
  find("part-summary").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-state]");
    if (!link || !whole()) return;
    event.preventDefault();
    find("state").value = link.dataset.state;
    apply();
    find("h-units").scrollIntoView();
    find("found").focus?.();
  });

  // --- what the hour alone changes -----------------------------------------------------------------
  function tick() {
    for (const left of document.querySelectorAll(".left[data-due]")) {
      const minutes = Math.ceil((new Date(left.dataset.due) - now()) / MINUTE);
      const name = minutes <= 0 ? "due" : minutes < 60 ? "minutes" : minutes <= 24 * 60 ? "hours" : "";
      left.textContent = name && told(name, { hours: Math.floor(minutes / 60), minutes: minutes < 60 ? minutes : String(minutes % 60).padStart(2, "0") });
    }
    for (const unit of document.querySelectorAll(".unit[data-closes]")) {
      const late = Math.ceil((now() - new Date(unit.dataset.closes)) / MINUTE);
      if (late > 0) unit.dataset.late = "";
      unit.querySelector(".late").textContent = late > 0 ? told("overdue", { minutes: number(late) }) : "";
    }
  }

  // --- what others do --------------------------------------------------------------------------------
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;

  function take(change) {
    ahead = new Date(change.now) - Date.now();
    version = change.version;
    for (const [id, html] of Object.entries(change.parts)) put(find(`part-${id}`), html);
    for (const [id, html] of Object.entries(change.units)) replace(find(id), html);
    const lacking = find("lacking");
    if (lacking) {
      lacking.textContent = number(change.lacking);
      find("deeds").hidden = change.lacking === 0;
    }
    tick();
    apply();
    say(change.said);
  }

  function put(part, html) {
    if (!part) return;
    const open = [...part.querySelectorAll("details")].map((each) => each.open);
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceChildren(...parsed(html).childNodes);
    part.querySelectorAll("details").forEach((each, place) => { if (place in open) each.open = open[place]; });
    if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }

  function replace(unit, html) {
    if (!unit) return;
    const fresh = parsed(html).firstElementChild;
    fresh.place = unit.place;
    fresh.classList.add("fresh");
    const focused = unit.contains(document.activeElement);
    unit.replaceWith(fresh);
    if (focused) fresh.querySelector("a").focus();
  }

  function say(what) {
    find("live-said").textContent = told(what ? "news" : "fresh", { at: clock.format(now()), what });
  }

  function state(on) {
    find("live").classList.toggle("on", on);
    find("live").classList.toggle("off", !on);
    if (!on) find("live-said").textContent = texts.lost;
  }

  // What was missed meanwhile is in the page itself.
  async function again() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    version = fresh.documentElement.dataset.version;
    ahead = new Date(fresh.documentElement.dataset.now) - Date.now();
    for (const part of document.querySelectorAll('[id^="part-"]')) {
      const now_there = fresh.getElementById(part.id);
      if (now_there) part.replaceChildren(...now_there.childNodes);
    }
    [...find("units").children].forEach((unit, place) => { unit.place = place; });
    tick();
    apply();
    say("");
  }

  function listen() {
    source = new EventSource(`${root.dataset.stream}?tu=${version}`);
    source.addEventListener("open", () => { clearTimeout(lost); state(true); say(""); });
    source.addEventListener("change", (event) => take(JSON.parse(event.data)));
    source.addEventListener("stale", again);
    source.addEventListener("over", () => { source.close(); location.reload(); });
    source.addEventListener("error", () => {
      clearTimeout(lost);
      lost = setTimeout(() => state(false), 1500);
      if (source.readyState === EventSource.CLOSED) setTimeout(reconnect, PATIENCE);
    });
  }

  // Refused for good is said by the page itself; else it brings what was missed.
  async function reconnect() {
    source.close();
    try {
      await again();
    } catch {
      // still away
    }
    listen();
  }

  tick();
  apply();
  setInterval(tick, 15_000);
  listen();
}
