// What is not on the server yet: kept in IndexedDB, sent in order, again with the same id until it is there.

export function fresh_id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Shelf {
  constructor() {
    this.open = new Promise((resolve) => {
      let request;
      try {
        request = indexedDB.open("aoxanh", 1);
      } catch (error) {
        resolve(null);
        return;
      }
      request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "client_id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    });
  }

  async act(mode, work) {
    const database = await this.open;
    if (!database) return [];
    return new Promise((resolve) => {
      try {
        const request = work(database.transaction("outbox", mode).objectStore("outbox"));
        request.onsuccess = () => resolve(request.result || []);
        request.onerror = () => resolve([]);
      } catch (error) {
        resolve([]);
      }
    });
  }

  put(item) { return this.act("readwrite", (store) => store.put(item)); }
  drop(id) { return this.act("readwrite", (store) => store.delete(id)); }
  all() { return this.act("readonly", (store) => store.getAll()); }
}

export class Outbox {
  constructor({ headers, shown, progress, sent, refused, state }) {
    Object.assign(this, { headers, shown, progress, sent, refused, state });
    this.shelf = new Shelf();
    this.queue = [];
    this.running = false;
    this.failures = 0;
    this.wake = () => {};
    addEventListener("online", () => this.wake());
  }

  async restore(owner) {
    this.owner = owner;
    const left = (await this.shelf.all()).filter((item) => item.owner === owner);
    left.sort((one, other) => one.made - other.made);
    for (const item of left) {
      this.queue.push(item);
      this.shown(item);
    }
    this.run();
  }

  add(item) {
    const kept = { client_id: fresh_id(), owner: this.owner, made: Date.now(), ...item };
    this.queue.push(kept);
    this.shown(kept);
    this.shelf.put(kept).then(() => this.run());
    return kept;
  }

  retry(item) {
    this.queue.push(item);
    this.run();
  }

  drop(item) {
    this.queue = this.queue.filter((other) => other !== item);
    this.shelf.drop(item.client_id);
  }

  async run() {
    if (this.running) return;
    this.running = true;
    while (this.queue.length) {
      const item = this.queue[0];
      const outcome = await this.attempt(item);
      if (outcome.again) {
        this.failures += 1;
        if (this.failures > 1 || !navigator.onLine) this.state(false);
        const pause = Math.min(15_000, 700 * 2 ** Math.min(this.failures, 5));
        await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, pause); });
        continue;
      }
      this.failures = 0;
      this.state(true);
      this.queue = this.queue.filter((other) => other !== item);
      if (outcome.error) this.refused(item, outcome.error);
      else {
        this.sent(item, outcome.body);
        this.shelf.drop(item.client_id);
      }
    }
    this.running = false;
  }

  async attempt(item) {
    try {
      const { status, body } = item.files ? await this.upload(item) : await this.post(item);
      if (status === 200) return { body };
      if (status === 0 || status === 408 || status === 429 || status >= 500) return { again: true };
      return { error: body?.error || `${status}` };
    } catch (error) {
      return { again: true };
    }
  }

  async post(item) {
    const { client_id, text, message_id, data } = item;
    const answer = await fetch("/chat/send", {
      method: "POST",
      headers: { ...this.headers(), "Content-Type": "application/json" },
      body: JSON.stringify(data === undefined ? { client_id, text } : { client_id, message_id, data }),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  }

  // XMLHttpRequest, because fetch cannot tell how much of an upload has gone.
  upload(item) {
    const form = new FormData();
    form.append("client_id", item.client_id);
    form.append("count", item.files.length);
    if (item.text) form.append("caption", item.text);
    for (const file of item.files) form.append(item.as || "file", file, file.name || "anh.jpg");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", "/chat/files");
      for (const [name, value] of Object.entries(this.headers())) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) this.progress(item, event.loaded / event.total);
      };
      request.onerror = request.ontimeout = request.onabort = reject;
      request.onload = () => {
        let body = null;
        try { body = JSON.parse(request.responseText); } catch (error) { body = null; }
        resolve({ status: request.status, body });
      };
      request.send(form);
    });
  }
}
