// The web chat page: who we are, what is shown, what is sent.

import { Lines, links, make } from "/static/lines.js";
import { Outbox } from "/static/outbox.js";
import { Picker } from "/static/picker.js";
import { Stream } from "/static/stream.js";

const find = (id) => document.getElementById(id);
const texts = JSON.parse(find("texts").textContent);
const zone = document.documentElement.dataset.zone;
const asked = new URLSearchParams(location.search);
const framed = asked.has("frame");

let key = asked.get("k");
let link = "";
let more = false;
let newest = 0;
let stick = true;
const position = { after: 0, cleared: 0 };
const waiting = new Map();

// A frame is somebody by its key alone; elsewhere the cookie says who.
const headers = () => (framed && key ? { "X-Chat-Key": key } : {});

const lines = new Lines({ stored: find("stored"), texts, zone, tap, view, copy });
const outbox = new Outbox({ headers, shown: show_pending, progress, sent, refused, state: connected });
const picker = new Picker({ find, texts, lines });
const stream = new Stream({ headers, position, on: take, state: connected });

// --- who we are ------------------------------------------------------------------------------------
async function sign_in() {
  const body = { frame: framed };
  if (key) body.k = key;
  if (asked.has("plain")) body.plain = asked.get("plain") !== "0";
  const answer = await fetch("/chat/session", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const session = await answer.json();
  if (answer.status === 401) return refuse_link(session.error);
  if (!answer.ok) throw new Error(session.error);
  ({ key, link } = session);
  if (!framed && asked.has("k")) hide_key();
  document.body.classList.toggle("plain", session.plain);
  return true;
}

function hide_key() {
  asked.delete("k");
  const rest = asked.toString();
  history.replaceState(null, "", rest ? `/?${rest}` : "/");
}

function refuse_link(error) {
  say(error || texts.bad_link);
  key = null;
  if (framed) return false;
  hide_key();
  return sign_in();
}

async function begin() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      if (!(await sign_in())) return;
      await load();
      break;
    } catch (error) {
      connected(false);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  connected(true);
  await outbox.restore(key.slice(-24));
  welcome();
  to_end();
  stream.run();
  if (framed) picker.offer_samples();
}

// --- what is shown ---------------------------------------------------------------------------------
async function load(before) {
  const answer = await fetch(`/chat/history${before ? `?before=${before}` : ""}`, { headers: headers() });
  if (!answer.ok) throw new Error(`history ${answer.status}`);
  const past = await answer.json();
  for (const line of past.lines) note(line, lines.show(line));
  more = past.more;
  find("older").hidden = !more;
  lines.mark_days();
  if (!before) Object.assign(position, { after: past.revision, cleared: past.cleared });
}

function note(line) {
  if (line.client) forget_pending(line.client.split(".")[0]);
  if (line.out && line.id >= newest) newest = line.id;
}

function take(name, event) {
  if (name === "line") take_line(event);
  else if (name === "typing") typing(true);
  else if (name === "answered") {
    lines.answered(event.message);
    if (event.text) toast(event.text);
  } else if (name === "reset") start_over(event.cleared);
}

function take_line(line) {
  const is_new = lines.show(line, { fresh: true });
  note(line);
  lines.mark_days();
  if (line.out) {
    typing(false);
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
    seen_soon();
  }
  find("welcome").hidden = true;
  if (stick || !line.out) to_end();
  else if (is_new) find("newest").hidden = false;
}

function start_over(cleared) {
  lines.clear();
  position.cleared = cleared;
  more = false;
  find("older").hidden = true;
  welcome();
}

let seen_timer = 0;
function seen_soon() {
  clearTimeout(seen_timer);
  // Later than the server notes the delivery, so that it knows which notices these messages were.
  seen_timer = setTimeout(seen, 900);
}

async function seen() {
  if (document.visibilityState !== "visible" || !newest) return;
  await fetch("/chat/seen", {
    method: "POST",
    headers: { ...headers(), "Content-Type": "application/json" },
    body: JSON.stringify({ upto: newest }),
  }).catch(() => {});
}

const scroll = find("scroll");
function to_end() {
  stick = true;
  find("newest").hidden = true;
  requestAnimationFrame(() => { scroll.scrollTop = scroll.scrollHeight; });
}

let loading = false;
async function older() {
  if (!more || loading || !lines.oldest) return;
  loading = true;
  const height = scroll.scrollHeight - scroll.scrollTop;
  await load(lines.oldest).catch(() => {});
  scroll.scrollTop = scroll.scrollHeight - height;
  loading = false;
}

let typing_timer = 0;
function typing(on) {
  clearTimeout(typing_timer);
  find("typing").hidden = !on;
  if (!on) return;
  typing_timer = setTimeout(() => typing(false), 7000);
  if (stick) to_end();
}

function connected(is_on) {
  find("offline").hidden = is_on;
  find("status").textContent = is_on ? texts.online : texts.connecting;
}

let toast_timer = 0;
function toast(text) {
  clearTimeout(toast_timer);
  find("toast").textContent = text;
  find("toast").hidden = false;
  toast_timer = setTimeout(() => { find("toast").hidden = true; }, 3500);
}

function say(text) {
  find("notice").textContent = text;
  find("notice").hidden = !text;
}

function view(url, alt) {
  const image = find("viewed");
  image.src = url;
  image.alt = alt;
  find("viewer").showModal();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    const area = make("textarea", { class: "hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(texts.copied);
}

function welcome() {
  const invited = asked.has("start");
  const empty = !lines.known.size && !waiting.size;
  find("welcome").hidden = !(empty || invited);
  find("welcome-plain").hidden = invited;
  find("welcome-invited").hidden = !invited;
}

// --- what is sent ----------------------------------------------------------------------------------
function tap(message_id, data) {
  outbox.add({ message_id, data });
}

function send_text(text) {
  outbox.add({ text });
  to_end();
}

function send_files(files, text) {
  const [photos, others] = picker.sorted(files);
  for (let at = 0; at < photos.length; at += 10) {
    outbox.add({ files: photos.slice(at, at + 10), text: at === 0 ? text : "" });
  }
  others.forEach((file, at) => {
    outbox.add({ files: [file], as: "document", text: at === 0 && !photos.length ? text : "" });
  });
  to_end();
}

function submit(event) {
  event?.preventDefault();
  const area = find("text");
  const text = area.value.trim();
  const files = picker.take();
  say("");
  if (files.length) send_files(files, text);
  else if (text) send_text(text);
  area.value = "";
  grow();
  area.focus();
}

// A message that is not stored yet; a tap shows on its own button.
function show_pending(item) {
  if (item.data !== undefined) return;
  find("welcome").hidden = true;
  const urls = (item.files || []).map((file) => (/^image\//.test(file.type) ? URL.createObjectURL(file) : null));
  const bubble = make("div", { class: "bubble" });
  const grid = make("div", { class: `grid ${urls.length === 1 ? "single" : ""}` });
  (item.files || []).forEach((file, at) => {
    if (urls[at] && item.as !== "document") grid.append(make("div", { class: "photo" }, make("img", { src: urls[at], alt: file.name })));
    else bubble.append(lines.file({ name: file.name, size: file.size }));
  });
  if (grid.children.length) bubble.prepend(grid);
  if (item.text) bubble.append(make("div", { class: "words" }, links(lines.said(item.text))));
  if (item.files) bubble.append(make("progress", { class: "progress", max: 1, value: 0, "aria-label": texts.pending }));
  bubble.append(make("span", { class: "foot" }, texts.pending));
  const element = make("li", { class: "line mine" }, bubble);
  find("pending").append(element);
  waiting.set(item.client_id, { element, urls });
}

function forget_pending(client_id) {
  const pending = waiting.get(client_id);
  if (!pending) return;
  pending.element.remove();
  setTimeout(() => pending.urls.forEach((url) => url && URL.revokeObjectURL(url)), 1000);
  waiting.delete(client_id);
}

function progress(item, part) {
  const bar = waiting.get(item.client_id)?.element.querySelector("progress");
  if (bar) bar.value = part;
}

function sent(item) {
  const foot = waiting.get(item.client_id)?.element.querySelector(".foot");
  if (foot) foot.textContent = texts.sent;
  typing(true);
}

function refused(item, error) {
  const pending = waiting.get(item.client_id);
  if (!pending) {
    toast(error);
    outbox.drop(item);
    return;
  }
  pending.element.classList.add("failed");
  pending.element.querySelector(".foot").textContent = `${texts.failed}: ${error}`;
  const retry = make("button", { type: "button" }, texts.retry);
  const drop = make("button", { type: "button" }, texts.drop);
  const fix = make("div", { class: "fix" }, retry, drop);
  retry.addEventListener("click", () => {
    fix.remove();
    pending.element.classList.remove("failed");
    pending.element.querySelector(".foot").textContent = texts.pending;
    outbox.retry(item);
  });
  drop.addEventListener("click", () => {
    outbox.drop(item);
    forget_pending(item.client_id);
    welcome();
  });
  pending.element.append(fix);
}

function grow() {
  const area = find("text");
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

// --- wires -----------------------------------------------------------------------------------------
find("composer").addEventListener("submit", submit);
find("text").addEventListener("input", grow);
find("text").addEventListener("keydown", (event) => {
  const touch = matchMedia("(pointer: coarse)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch) submit(event);
});
find("begin").addEventListener("click", () => {
  const code = asked.get("start");
  asked.delete("start");
  if (code && !framed) hide_key();
  find("welcome").hidden = true;
  send_text(code ? `/start ${code}` : "/start");
});
find("older").addEventListener("click", older);
find("newest").addEventListener("click", to_end);
find("more-open").addEventListener("click", () => {
  find("own-link").value = link;
  find("more").showModal();
});
find("copy-link").addEventListener("click", () => copy(link));
for (const button of document.querySelectorAll("dialog .close")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
find("viewer").addEventListener("click", (event) => event.target.id !== "viewed" && find("viewer").close());
find("send-samples").addEventListener("click", async () => {
  const files = await picker.chosen_samples();
  find("samples").close();
  if (files.length) send_files(files, "");
});
scroll.addEventListener("scroll", () => {
  stick = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
  if (stick) find("newest").hidden = true;
  if (scroll.scrollTop < 80) older();
}, { passive: true });
scroll.addEventListener("load", () => stick && to_end(), true);
new ResizeObserver(() => stick && to_end()).observe(scroll);
document.addEventListener("visibilitychange", seen);

begin().then(seen);
