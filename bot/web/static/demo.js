// The demo page around the three phones: its clock.

const find = (id) => document.getElementById(id);
const texts = JSON.parse(find("texts").textContent);
const zone = document.documentElement.dataset.zone;
const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone });
const hour = new Intl.DateTimeFormat("vi-VN", { hour: "numeric", minute: "2-digit", timeZone: zone });
const day = new Intl.DateTimeFormat("vi-VN", { weekday: "long", day: "numeric", month: "numeric", timeZone: zone });
const BEGUN = "demo-begun";
const LOOK_WHILE_MOVING = 250;

let ahead = 0;
let moments = [];
let wanted = null;
let travelling = false;

const now = () => new Date(Date.now() + ahead);
const at = (moment) => new Date(moment.at);
const called = (moment) => `${moment.label}, ${hour.format(at(moment))} ${day.format(at(moment))}`;

function day_of(date) {
  const text = day.format(date);
  return text[0].toUpperCase() + text.slice(1);
}

async function read() {
  const answer = await fetch("/demo/clock", { cache: "no-store" });
  if (!answer.ok) throw new Error(`clock ${answer.status}`);
  take(await answer.json());
}

function take(clock) {
  ahead = new Date(clock.now) - Date.now();
  const known = JSON.stringify(moments);
  if (clock.moments && JSON.stringify(clock.moments) !== known) {
    moments = clock.moments;
    build();
  }
  mark();
}

// One group a day, so that a button need not repeat its date.
function build() {
  const groups = new Map();
  for (const moment of moments) {
    const name = day_of(at(moment));
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(moment);
  }
  find("moments").replaceChildren(...[...groups].map(([name, members]) => {
    const group = document.createElement("fieldset");
    const title = document.createElement("legend");
    title.textContent = name;
    group.append(title, ...members.map(button_of));
    return group;
  }));
}

function button_of(moment) {
  const button = document.createElement("button");
  const when = document.createElement("b");
  when.textContent = hour.format(at(moment));
  button.type = "button";
  button.dataset.at = moment.at;
  button.append(when, ` ${moment.label}`);
  button.addEventListener("click", () => choose(moment));
  return button;
}

function mark() {
  tick();
  const reached = moments.filter((moment) => at(moment) <= now()).at(-1);
  for (const button of find("moments").querySelectorAll("button")) {
    button.classList.toggle("past", new Date(button.dataset.at) <= now());
    button.toggleAttribute("aria-current", button.dataset.at === reached?.at);
    button.disabled = travelling;
  }
}

function tick() {
  find("time").textContent = time.format(now());
  find("day").textContent = day_of(now());
}

function choose(moment) {
  wanted = moment;
  if (at(moment) < now()) find("back").showModal();
  else go(moment);
}

function say(text, moment) {
  find("said").textContent = text.replace("{moment}", moment ? called(moment) : "");
  find("said").hidden = false;
}

async function post(body) {
  const answer = await fetch("/demo/clock", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}

// The hands are seen to move: the clock is asked again and again while it is on its way.
async function go(moment) {
  travel(true);
  say(texts.moving, moment);
  const looking = setInterval(() => read().catch(() => {}), LOOK_WHILE_MOVING);
  try {
    const clock = await post({ to: moment.at });
    travel(false);
    take(clock);
    say(texts.moved, moment);
  } catch (error) {
    travel(false);
    mark();
    say(error instanceof TypeError ? texts.failed : error.message || texts.failed, moment);
  } finally {
    clearInterval(looking);
  }
}

function travel(on) {
  travelling = on;
  document.body.classList.toggle("travelling", on);
  mark();
}

async function begin_again() {
  find("back").close();
  travel(true);
  say(texts.beginning);
  try {
    await post({ fresh: true });
    sessionStorage.setItem(BEGUN, "1");
    location.reload();
  } catch (error) {
    travel(false);
    say(texts.failed);
  }
}

find("fresh").addEventListener("click", begin_again);
find("again").addEventListener("click", () => find("back").showModal());
find("stay").addEventListener("click", () => find("back").close());
if (sessionStorage.getItem(BEGUN)) {
  sessionStorage.removeItem(BEGUN);
  say(texts.begun);
}
setInterval(() => travelling || tick(), 1000);
setInterval(() => read().catch(() => {}), 10_000);
read().catch(() => say(texts.failed));
