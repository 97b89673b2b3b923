// The stream of events, by fetch: a header can carry the key that an EventSource could not.

const SILENCE = 40_000;

export class Stream {
  constructor({ headers, position, on, state }) {
    this.headers = headers;
    this.position = position;
    this.on = on;
    this.state = state;
    this.failures = 0;
    this.wake = () => {};
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && Date.now() - this.heard > SILENCE / 2) this.again();
    });
  }

  again() {
    this.failures = 0;
    this.abort?.abort();
    this.wake();
  }

  async run() {
    for (;;) {
      try {
        await this.listen();
        this.failures = 0;
      } catch (error) {
        this.failures += 1;
        if (this.failures > 1) this.state(false);
      }
      const pause = Math.min(15_000, 500 * 2 ** Math.min(this.failures, 5));
      await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, pause); });
    }
  }

  async listen() {
    const abort = this.abort = new AbortController();
    const { after, cleared } = this.position;
    this.heard = Date.now();
    const watch = setInterval(() => { if (Date.now() - this.heard > SILENCE) abort.abort(); }, 5000);
    try {
      const answer = await fetch(`/chat/stream?after=${after}&cleared=${cleared}`, {
        headers: this.headers(), signal: abort.signal, cache: "no-store",
      });
      if (!answer.ok) throw new Error(`stream ${answer.status}`);
      this.failures = 0;
      this.state(true);
      await this.read(answer.body.getReader());
    } finally {
      clearInterval(watch);
    }
  }

  async read(reader) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.heard = Date.now();
      const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = events.pop();
      for (const event of events) this.take(event);
    }
  }

  take(event) {
    const fields = {};
    for (const line of event.split("\n")) {
      const colon = line.indexOf(": ");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (!fields.data) return;
    if (fields.id) this.position.after = Math.max(this.position.after, Number(fields.id));
    this.on(fields.event, JSON.parse(fields.data));
  }
}
