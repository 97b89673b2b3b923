// Photos and files before they are sent: chosen, pasted, dropped, or samples of the demo.

import { make } from "/static/lines.js";

const LIMIT = 20 * 1024 * 1024;
const PHOTO = /^image\/(jpeg|png|gif|webp)$/;

export class Picker {
  constructor({ find, texts, lines }) {
    this.find = find;
    this.texts = texts;
    this.lines = lines;
    this.files = [];
    this.wire();
  }

  wire() {
    const find = this.find;
    find("attach").addEventListener("click", () => this.menu(find("attach-menu").hidden));
    document.addEventListener("click", (event) => {
      if (!event.target.closest("#attach, #attach-menu")) this.menu(false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || find("attach-menu").hidden) return;
      this.menu(false);
      find("attach").focus();
    });
    for (const [button, input] of [["pick-photos", "photos"], ["pick-file", "files"]]) {
      find(button).addEventListener("click", () => { this.menu(false); find(input).click(); });
      find(input).addEventListener("change", () => {
        this.add([...find(input).files]);
        find(input).value = "";
      });
    }
    find("pick-samples").addEventListener("click", () => { this.menu(false); find("samples").showModal(); });
    find("text").addEventListener("paste", (event) => this.dropped(event, event.clipboardData));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this.dropped(event, event.dataTransfer);
    });
  }

  menu(open) {
    this.find("attach-menu").hidden = !open;
    this.find("attach").setAttribute("aria-expanded", String(open));
    if (open) this.find("pick-photos").focus();
  }

  dropped(event, transfer) {
    const files = [...(transfer?.files || [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    const notes = [];
    for (const file of files) {
      if (file.size > LIMIT) notes.push(`${file.name} ${this.texts.too_large}`);
      else this.files.push(file);
    }
    if (this.files.filter((file) => PHOTO.test(file.type)).length > 10) notes.push(this.texts.too_many);
    this.find("notice").textContent = notes.join(" ");
    this.find("notice").hidden = !notes.length;
    this.show();
    this.find("text").focus();
  }

  show() {
    const list = this.find("preview");
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...this.files.map((file, at) => {
      const remove = make("button", { type: "button", "aria-label": `${this.texts.remove} ${file.name}` }, "✕");
      remove.addEventListener("click", () => { this.files.splice(at, 1); this.show(); });
      const shown = PHOTO.test(file.type)
        ? make("img", { src: URL.createObjectURL(file), alt: file.name })
        : make("span", {}, file.name);
      return make("li", {}, shown, remove);
    }));
    list.hidden = !this.files.length;
  }

  take() {
    const taken = this.files;
    this.files = [];
    this.show();
    return taken;
  }

  // [photos, others]: what the chat shows as pictures, and what stays a file.
  sorted(files) {
    return [files.filter((file) => PHOTO.test(file.type)), files.filter((file) => !PHOTO.test(file.type))];
  }

  // The demo's own pictures: a phone there has no camera roll.
  async offer_samples() {
    const answer = await fetch("/demo/photos").catch(() => null);
    if (!answer?.ok) return;
    const photos = await answer.json();
    this.find("pick-samples").hidden = !photos.length;
    this.find("sample-list").replaceChildren(...photos.map((photo) => {
      const button = make("button", { type: "button", "aria-pressed": "false", "aria-label": photo.name },
        make("img", { src: photo.url, alt: "", loading: "lazy" }));
      button.dataset.url = photo.url;
      button.dataset.name = photo.name;
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      });
      return make("li", {}, button);
    }));
  }

  async chosen_samples() {
    const chosen = [...this.find("sample-list").querySelectorAll('[aria-pressed="true"]')];
    return Promise.all(chosen.map(async (button) => {
      button.setAttribute("aria-pressed", "false");
      const content = await (await fetch(button.dataset.url)).blob();
      return new File([content], button.dataset.name, { type: content.type });
    }));
  }
}
