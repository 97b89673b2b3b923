// The demo page around the three phones: its clock.

const find = (id) => document.getElementById(id);
const texts = JSON.parse(find("texts").textContent);
const zone = document.documentElement.dataset.zone;
const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });
const day = new Intl.DateTimeFormat("vi-VN", { weekday: "long", day: "numeric", month: "numeric", timeZone: zone });

let ahead = 0;
let moments = [];
let wanted = null;

const now = () => new Date(Date.now() + ahead);

async function read() {
  const answer = await fetch("/demo/clock", { cache: "no-store" });
  if (!answer.ok) throw new Error(`clock ${answer.status}`);
  take(await answer.json());
}

function take(clock) {
  ahead = new Date(clock.now) - Date.now();
  if (clock.moments) moments = clock.moments;
  draw();
}

function draw() {
  tick();
  const passed = moments.filter((moment) => new Date(moment.at) <= now());
  find("moments").replaceChildren(...moments.map((moment) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = moment.label;
    button.className = new Date(moment.at) <= now() ? "past" : "";
    if (moment === passed.at(-1)) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => choose(moment));
    return button;
  }));
}

function tick() {
  find("time").textContent = time.format(now());
  const text = day.format(now());
  find("day").textContent = text[0].toUpperCase() + text.slice(1);
}

function choose(moment) {
  wanted = moment;
  if (new Date(moment.at) < now()) find("back").showModal();
  else go(moment, false);
}

function say(text, moment) {
  find("said").textContent = text.replace("{moment}", moment?.label || "");
  find("said").hidden = false;
}

async function go(moment, fresh) {
  for (const button of find("moments").children) button.disabled = true;
  say(texts.moving, moment);
  try {
    const answer = await fetch("/demo/clock", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ to: moment.at, fresh }),
    });
    const clock = await answer.json();
    if (!answer.ok) throw new Error(clock.error);
    if (clock.reload) return location.reload();
    take(clock);
    say(clock.said || texts.moved, moment);
  } catch (error) {
    say(error.message || texts.failed, moment);
    draw();
  }
}

find("fresh").addEventListener("click", () => { find("back").close(); go(wanted, true); });
find("stay").addEventListener("click", () => find("back").close());
setInterval(tick, 1000);
setInterval(() => read().catch(() => {}), 15_000);
read().catch(() => say(texts.failed));
