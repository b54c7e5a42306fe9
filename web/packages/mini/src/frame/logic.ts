// The frame that a program's Worker lives in: of an origin that nobody shares. It
// passes on what host and Worker say to each other, and can end the Worker.
interface Boot {
  say: "boot";
  /** The logic's own code. */
  runtime: string;
}
type FromHost = Boot | { say: "stop" } | { say: "script"; name: string; code: string } | { say: string };

let worker: Worker | null = null;

const address = (code: string) => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));

addEventListener("message", (e: MessageEvent<FromHost>) => {
  if (e.source !== window.parent) return;
  const m = e.data;
  if (m.say === "boot" && !worker) {
    worker = new Worker(address((m as Boot).runtime));
    worker.onmessage = (w) => window.parent.postMessage(w.data, "*", [...w.ports]);
    worker.onerror = (w) => {
      w.preventDefault();
      window.parent.postMessage({ say: "error", message: w.message, stack: "", page: "", caught: false }, "*");
    };
    return;
  }
  if (m.say === "stop") {
    worker?.terminate();
    worker = null;
    return;
  }
  if (m.say === "script" && "code" in m) {
    worker?.postMessage({ say: "script", name: m.name, url: address(m.code) });
    return;
  }
  worker?.postMessage(m, [...e.ports]);
});
window.parent.postMessage({ say: "frame" }, "*");
