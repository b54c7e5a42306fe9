// <mini-app host="map" app-id="2021…" page="pages/…" theme="dark" language="en">
//
// Shows a mini program of the platform in a page of somebody else. The program, what
// it asks the person and what they pay stay with the platform; the page learns that
// the program is there, and gives what it was asked for and offered by provide().
// Events: mini-ready, mini-closed, mini-gone (the platform does not allow it here).

/** What a page can do for programs: each is asked for when a program calls for it. */
export interface Provided {
  location?(): Promise<{ latitude: number; longitude: number; accuracy?: number }>;
}

type FromFrame =
  { livewell: "hello" } | { livewell: "ready" | "closed" | "gone" } | { livewell: "ask"; call: number; name: string };

const platform = new URL((document.currentScript as HTMLScriptElement | null)?.src ?? location.href).origin;

class MiniApp extends HTMLElement {
  static observedAttributes = ["host", "app-id", "page", "theme", "language"];
  #frame = document.createElement("iframe");
  #provided: Provided = {};
  #hear = (e: MessageEvent<FromFrame>) => {
    if (e.source !== this.#frame.contentWindow || e.origin !== platform || !e.data) return;
    void this.#answer(e.data);
  };

  /** Offers what this page can do. */
  provide(p: Provided) {
    this.#provided = p;
  }

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#frame.style.cssText = "border:0;width:100%;height:100%;display:block";
    this.#frame.title = this.getAttribute("title") ?? "Mini program";
    root.replaceChildren(this.#frame);
    if (!this.style.display) this.style.display = "block";
    addEventListener("message", this.#hear);
    this.#load();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#load();
  }

  #load() {
    const part = (name: string) => encodeURIComponent(this.getAttribute(name) ?? "");
    const page = this.getAttribute("page");
    const to = `${platform}/embed/${part("host")}/${part("app-id")}${page ? `?page=${encodeURIComponent(page)}` : ""}`;
    if (this.#frame.src !== to) this.#frame.src = to;
  }

  async #answer(m: FromFrame) {
    switch (m.livewell) {
      case "hello":
        return this.#say({
          livewell: "host",
          theme: this.getAttribute("theme"),
          language: this.getAttribute("language"),
          provides: Object.keys(this.#provided),
        });
      case "ask": {
        const f = m.name === "location" ? this.#provided.location : undefined;
        const value = f ? await f.call(this.#provided).catch(() => null) : null;
        return this.#say({ livewell: "answer", call: m.call, value });
      }
      default:
        this.dispatchEvent(new CustomEvent(`mini-${m.livewell}`, { bubbles: true }));
    }
  }

  #say(m: object) {
    this.#frame.contentWindow?.postMessage(m, platform);
  }
}

if (!customElements.get("mini-app")) customElements.define("mini-app", MiniApp);
