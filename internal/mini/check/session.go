package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Find gives the path of the browser on this machine; "" where there is none.
func Find() string {
	path := os.Getenv("CHROME")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	return path
}

// start runs a browser that reaches this machine only.
func start(ctx context.Context, o Options) (context.Context, func(), error) {
	path := o.Browser
	if path == "" {
		path = Find()
	}
	if path == "" {
		return nil, nil, ErrNoBrowser
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		// Nothing but this machine can be reached: the network is cut.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
	)
	if o.Stranger {
		opts = append(opts, chromedp.Flag("js-flags", "--max-old-space-size=256"), chromedp.Flag("renderer-process-limit", "2"))
	}
	if !o.Stranger || os.Geteuid() == 0 { // Chromium has no sandbox for root
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, cancelAlloc := chromedp.NewExecAllocator(ctx, opts...)
	browser, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(browser); err != nil {
		cancel()
		cancelAlloc()
		return nil, nil, fmt.Errorf("check: start the browser: %w", err)
	}
	return browser, func() { cancel(); cancelAlloc() }, nil
}

// session is one program open in a tab.
type session struct {
	tab   context.Context
	close func()
	wait  time.Duration
}

func newSession(browser context.Context, base, page string, o Options) (*session, error) {
	tab, cancel := chromedp.NewContext(browser)
	tab, stop := context.WithTimeout(tab, o.Wait+50*time.Second)
	s := &session{tab: tab, close: func() { stop(); cancel() }, wait: o.Wait}
	address := base + "/try?lang=" + o.Language + "&page=" + url.QueryEscape(page)
	screen := emulation.SetDeviceMetricsOverrideParams{Width: o.Width, Height: o.Height, DeviceScaleFactor: 1, Mobile: true}
	err := chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, screen)
		return err
	}), chromedp.Navigate(address))
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// seen is what the view of the page on top shows, and what went wrong.
type seen struct {
	Elements int    `json:"elements"`
	Text     string `json:"text"`
	Pictures int    `json:"pictures"`
	Marks    int    `json:"marks"` // what stands out by its colour or its border
	// Applied is when the DOM changed last, Received when the view was told to, and
	// Began when the program was opened, in milliseconds of the machine's clock.
	Applied  float64  `json:"applied"`
	Received float64  `json:"received"`
	Began    float64  `json:"began"`
	Boxes    int      `json:"boxes"`
	Unknown  []string `json:"unknown"`
	Nameless []string `json:"nameless"`
	// Rect is where the asked element is on the screen, and Style how it looks.
	Rect *struct {
		X, Y, Width, Height float64
	} `json:"rect"`
	Style  map[string]string `json:"style"`
	Errors []struct {
		Message string `json:"message"`
		Page    string `json:"page"`
		Caught  bool   `json:"caught"`
	} `json:"errors"`
	Logs []struct {
		Level string `json:"level"`
		Text  string `json:"text"`
	} `json:"logs"`
	// Failed are calls of the platform that failed, by name.
	Failed []string `json:"failed"`
	// Said is what the host said in the program's name, in dialogs and toasts.
	Said []string `json:"said"`
	Top  string   `json:"top"`
}

// probe asks the view of the page on top.
const probe = `(selector) => new Promise((resolve) => {
  const trial = window.trial;
  const frame = trial?.running?.top()?.frame;
  if (!frame) { resolve(null); return; }
  let timer;
  const heard = (e) => {
    if (e.source !== frame.contentWindow || e.data?.say !== "probed") return;
    removeEventListener("message", heard);
    clearTimeout(timer);
    const at = frame.getBoundingClientRect();
    const rect = e.data.rect && { ...e.data.rect, x: e.data.rect.x + at.x, y: e.data.rect.y + at.y };
    resolve({ ...e.data, rect });
  };
  addEventListener("message", heard);
  frame.contentWindow.postMessage({ say: "probe", selector }, "*");
  timer = setTimeout(() => { removeEventListener("message", heard); resolve(null); }, 1000);
})`

// rest waits until what the page shows no longer changes.
const rest = `(async (selector, wait) => {
  const probe = ` + probe + `;
  const trial = window.trial;
  const deadline = performance.now() + wait;
  let last = "", same = 0, now = null;
  while (performance.now() < deadline) {
    await new Promise((r) => setTimeout(r, 60));
    const next = await probe(selector);
    if (!next) continue;
    now = next;
    const key = JSON.stringify([now.elements, now.text, now.rect, trial.errors.length, trial.said.length, trial.running?.top()?.path]);
    same = key === last ? same + 1 : 0;
    last = key;
    if (same >= (now.boxes > 0 ? 4 : 15)) break;
  }
  return JSON.stringify({ ...now, errors: trial?.errors ?? [], logs: trial?.logs ?? [], began: trial?.began ?? 0, failed: trial?.failed ?? [], said: trial?.said ?? [], top: trial?.running?.top()?.path ?? "" });
})`

// settled waits until the page has come to rest, and says what it shows.
func (s *session) settled() (seen, error) { return s.at("") }

// at is settled with the place of an element.
func (s *session) at(selector string) (seen, error) {
	var v seen
	quoted, err := json.Marshal(selector)
	if err != nil {
		return v, err
	}
	call := fmt.Sprintf("%s(%s,%d)", rest, quoted, s.wait.Milliseconds())
	answer, err := chromedp.Run(s.tab, chromedp.Evaluate[string](call, awaited))
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(answer), &v)
}

// perAudit is how long the rules of accessibility may take on one page.
const perAudit = 10 * time.Second

// ask has the view of the page on top try the rules.
const ask = `new Promise((resolve) => {
  const frame = window.trial?.running?.top()?.frame;
  if (!frame) { resolve(JSON.stringify({ why: "the program is not there" })); return; }
  addEventListener("message", (e) => {
    if (e.source === frame.contentWindow && e.data?.say === "audited") resolve(JSON.stringify(e.data));
  });
  frame.contentWindow.postMessage({ say: "audit" }, "*");
})`

// audit gives the rules that the page on top breaks.
func (s *session) audit() ([]Broken, error) {
	ctx, cancel := context.WithTimeout(s.tab, perAudit)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[string](ask, awaited))
	if err != nil {
		return nil, err
	}
	var got struct {
		Broken []Broken `json:"broken"`
		Why    string   `json:"why"`
	}
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		return nil, err
	}
	if got.Why != "" {
		return nil, errors.New(got.Why)
	}
	return got.Broken, nil
}

// awaited has an evaluation wait for its promise.
func awaited(p *runtime.EvaluateParams) {
	yes := true
	p.AwaitPromise = &yes
}
