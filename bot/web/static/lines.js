// Messages on the screen: one element a message, one bubble an album.

const ALLOWED = new Set(["B", "STRONG", "I", "EM", "U", "S", "CODE", "PRE", "BR", "A"]);
const SAFE_LINK = /^(https?:|tel:|mailto:)/i;
// Cheap phones and servers lack colour letters for these; the words must not begin with an empty box.
const SIGNS = {
  "✅": "check", "⏰": "clock", "📎": "clip", "❓": "question", "⏳": "hourglass", "⚠️": "warning", "🎯": "target", "☀️": "sun",
  "📋": "clipboard",
};
const SIGN = new RegExp(`(${Object.keys(SIGNS).join("|")})`, "u");
const URLS = /https?:\/\/[^\s<>"”’]+[^\s<>"”’.,;:!?)]/g;

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Only the tags that our texts use; everything else becomes its own text.
export function markup(html) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const target = document.createDocumentFragment();
  copy(source, target, false);
  return target;
}

function copy(from, to, linked) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(linked ? signs(node.data) : links(node.data));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const kept = kept_element(node);
      copy(node, kept || to, linked || node.tagName === "A");
      if (kept) to.append(kept);
    }
  }
}

function kept_element(node) {
  if (!ALLOWED.has(node.tagName)) return null;
  if (node.tagName !== "A") return document.createElement(node.tagName);
  const href = node.getAttribute("href") || "";
  return SAFE_LINK.test(href) ? outward(href) : null;
}

function outward(href) {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" });
}

export function links(text) {
  const target = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(URLS)) {
    const link = outward(found[0]);
    link.textContent = found[0];
    target.append(signs(text.slice(at, found.index)), link);
    at = found.index + found[0].length;
  }
  target.append(signs(text.slice(at)));
  return target;
}

function signs(text) {
  const target = document.createDocumentFragment();
  for (const part of text.split(SIGN)) {
    if (SIGNS[part]) target.append(make("img", { class: "sign", src: `/static/${SIGNS[part]}.svg`, alt: part }));
    else if (part) target.append(part);
  }
  return target;
}

export class Lines {
  constructor({ stored, texts, zone, tap, view, copy: copied }) {
    this.stored = stored;
    this.texts = texts;
    this.tap = tap;
    this.view = view;
    this.copied = copied;
    this.known = new Map();
    this.hm = new Intl.DateTimeFormat("vi-VN", { hour: "numeric", minute: "2-digit", timeZone: zone });
    this.day = new Intl.DateTimeFormat("vi-VN", {
      weekday: "long", day: "numeric", month: "numeric", timeZone: zone,
    });
  }

  get oldest() {
    return this.known.size ? Math.min(...this.known.keys()) : null;
  }

  clear() {
    this.known.clear();
    this.stored.replaceChildren();
  }

  // True when the message was not on the screen before.
  show(line, { fresh = false } = {}) {
    const before = this.known.get(line.id);
    if (before && before.line.rev >= line.rev) return false;
    if (line.album && line.photo) return this.show_in_album(line, fresh);
    const element = this.element(line);
    if (before) {
      element.classList.add("changed");
      before.element.replaceWith(element);
    } else {
      if (fresh) element.classList.add("fresh");
      this.place(element, line.id);
    }
    this.known.set(line.id, { line, element });
    return !before;
  }

  place(element, id) {
    const later = [...this.stored.children].reverse();
    let next = null;
    for (const other of later) {
      if (Number(other.dataset.id) < id) break;
      next = other;
    }
    this.stored.insertBefore(element, next);
  }

  show_in_album(line, fresh) {
    const before = this.known.get(line.id);
    const album = `${line.out}${line.album}`;
    let element = [...this.stored.children].find((other) => other.dataset.album === album);
    if (!element) {
      element = this.element(line);
      element.dataset.album = album;
      if (fresh) element.classList.add("fresh");
      this.place(element, line.id);
    } else if (!before) {
      const grid = element.querySelector(".grid");
      grid.append(this.photo(line));
      grid.classList.toggle("single", grid.children.length === 1);
    }
    this.known.set(line.id, { line, element });
    return !before;
  }

  element(line) {
    const element = make("li", { class: `line ${line.out ? "theirs" : "mine"}` });
    element.dataset.id = line.id;
    element.dataset.at = line.at;
    if (line.gone) element.classList.add("gone");
    element.append(this.bubble(line));
    if (line.buttons.length) element.append(this.choices(line));
    return element;
  }

  bubble(line) {
    const bubble = make("div", { class: "bubble" });
    bubble.append(make("span", { class: "hidden" }, `${line.out ? this.texts.bot : this.texts.you}: `));
    if (line.photo) bubble.append(make("div", { class: "grid single" }, this.photo(line)));
    if (line.file) bubble.append(this.file(line.file));
    const words = make("div", { class: "words" });
    if (line.gone) words.textContent = this.texts.gone;
    else words.append(line.out ? markup(line.html || "") : links(this.said(line.said || "")));
    if (words.childNodes.length) bubble.append(words);
    const notes = [line.edited && this.texts.edited, this.hm.format(new Date(line.at))];
    const foot = make("span", { class: "foot" }, notes.filter(Boolean).join(" · "));
    if (!line.out) foot.append(make("span", { "aria-hidden": "true" }, " ✓"),
      make("span", { class: "hidden" }, this.texts.sent));
    bubble.append(foot);
    return bubble;
  }

  // A code that came with a link is nobody's words.
  said(text) {
    return /^\/start( \S+)?$/.test(text) ? this.texts.begin : text;
  }

  photo(line) {
    const photo = line.photo;
    const alt = line.said || this.texts.photo;
    if (!photo.url && !photo.local) {
      return make("div", { class: "photo" }, make("span", { class: "none" }, this.texts.not_kept));
    }
    const image = make("img", { src: photo.thumb || photo.local || photo.url, alt, loading: "lazy" });
    return make("button", {
      class: "photo", type: "button", onclick: () => this.view(photo.url || photo.local, alt),
    }, image);
  }

  file(file) {
    const icon = new DOMParser().parseFromString(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true">' +
      '<path d="M6 2h8l5 5v15H6zm7.500 1.500V8H18z"/></svg>', "image/svg+xml").documentElement;
    const said = make("span", {}, make("b", {}, file.name));
    if (file.size) said.append(make("small", {}, this.size(file.size)));
    const attributes = { class: "file", href: file.url, target: "_blank", rel: "noopener" };
    return make(file.url ? "a" : "div", file.url ? attributes : { class: "file" }, icon, said);
  }

  size(bytes) {
    const [b, kb, mb] = this.texts.bytes;
    if (bytes < 1000) return `${bytes} ${b}`;
    if (bytes < 1e6) return `${Math.round(bytes / 1e3)} ${kb}`;
    return `${(bytes / 1e6).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${mb}`;
  }

  choices(line) {
    const box = make("div", { class: "choices", role: "group" });
    for (const row of line.buttons) {
      box.append(make("div", { class: "row" }, ...row.map((button) => this.choice(line, button))));
    }
    return box;
  }

  choice(line, button) {
    if (button.url) {
      const safe = SAFE_LINK.test(button.url) || button.url.startsWith("/");
      return make("a", {
        class: "choice out", href: safe ? button.url : "#", target: "_blank", rel: "noopener noreferrer",
      }, button.label);
    }
    const element = make("button", { class: "choice", type: "button" }, signs(button.label));
    element.addEventListener("click", () => {
      if (button.copy !== undefined) this.copied(button.copy);
      else if (element.getAttribute("aria-busy") !== "true") {
        element.setAttribute("aria-busy", "true");
        setTimeout(() => element.removeAttribute("aria-busy"), 8000);
        this.tap(line.id, button.data);
      }
    });
    return element;
  }

  answered(id) {
    const known = this.known.get(id);
    if (!known) return;
    for (const busy of known.element.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  }

  // A day's name stands above its first message.
  mark_days() {
    let last = null;
    for (const element of this.stored.children) {
      const day = this.day.format(new Date(element.dataset.at));
      const label = element.querySelector(":scope > .day");
      if (day === last) label?.remove();
      else if (!label) {
        element.prepend(make("span", { class: "day" }, day[0].toUpperCase() + day.slice(1)));
      }
      last = day;
    }
  }
}
