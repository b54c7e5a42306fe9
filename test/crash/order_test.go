package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// buyer is somebody of the demo who orders at the pharmacy, which never closes.
type buyer struct {
	http  *http.Client
	store string
	want  string // JSON of a basket without its total
	total json.RawMessage

	mu     sync.Mutex
	n      int
	placed map[string]string // order by its key; "" while nobody has answered
	paid   map[string]bool   // trade, where the payment was acknowledged
}

func (b *buyer) call(ctx context.Context, method, url, key, body string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %.200s", method, url, res.Status, text)
	}
	return json.Unmarshal(text, out)
}

var codeOf = regexp.MustCompile(`class="code">([0-9]{6})<`)

// signIn signs the demo's first person in and looks for something cheap.
func (b *buyer) signIn(t *testing.T, url string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b.http = &http.Client{Jar: jar}
	var none any
	ctx := t.Context()
	if err := b.call(ctx, "POST", url+"/api/auth/code", "", `{"phone":"13800000001"}`, &none); err != nil {
		t.Fatal(err)
	}
	res, err := b.http.Get(url + "/outbox")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	m := codeOf.FindSubmatch(page)
	if err != nil || m == nil {
		t.Fatal("no code in the outbox", err)
	}
	if err := b.call(ctx, "POST", url+"/api/auth/verify", "", fmt.Sprintf(`{"phone":"13800000001","code":%q}`, m[1]), &none); err != nil {
		t.Fatal(err)
	}
	var stores struct{ Items []struct{ ID string } }
	if err := b.call(ctx, "GET", url+"/api/stores?city=110000&category=pharmacy", "", "", &stores); err != nil || len(stores.Items) == 0 {
		t.Fatal("no pharmacy", err)
	}
	b.store = stores.Items[0].ID
	var menu struct {
		Items []struct{ SKUs []struct{ ID string } }
	}
	if err := b.call(ctx, "GET", url+"/api/stores/"+b.store, "", "", &menu); err != nil {
		t.Fatal(err)
	}
	last := menu.Items[len(menu.Items)-1].SKUs[0].ID
	b.want = fmt.Sprintf(`"mode":"pickup","wants":[{"sku":%q,"qty":1}]`, last)
	var quote struct{ Total json.RawMessage }
	if err := b.call(ctx, "POST", url+"/api/stores/"+b.store+"/quote", "", "{"+b.want+"}", &quote); err != nil {
		t.Fatal(err)
	}
	b.total = quote.Total
}

// buy places an order under key and pays it.
func (b *buyer) buy(ctx context.Context, url, key string) error {
	b.mu.Lock()
	if _, ok := b.placed[key]; !ok {
		b.placed[key] = ""
	}
	b.mu.Unlock()
	var o struct{ ID, Trade, Status string }
	if err := b.call(ctx, "POST", url+"/api/orders", key, fmt.Sprintf(`{"store":%q,%s,"total":%s}`, b.store, b.want, b.total), &o); err != nil {
		return err
	}
	b.mu.Lock()
	had := b.placed[key]
	b.placed[key] = o.ID
	b.mu.Unlock()
	if had != "" && had != o.ID {
		return fmt.Errorf("%s was order %s and is %s", key, had, o.ID)
	}
	var proof struct{ Proof string }
	if err := b.call(ctx, "POST", url+"/api/confirm/pin", "", `{"pin":"604913"}`, &proof); err != nil {
		return err
	}
	var paid struct{ Status string }
	if err := b.call(ctx, "POST", url+"/api/trades/"+o.Trade+"/pay", key, fmt.Sprintf(`{"proof":%q}`, proof.Proof), &paid); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.paid[o.ID] = true
	return nil
}

// rush lets workers buy until ctx ends.
func (b *buyer) rush(ctx context.Context, url string, workers int) (wait func()) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				b.mu.Lock()
				b.n++
				key := fmt.Sprint("order-", b.n)
				b.mu.Unlock()
				if b.buy(ctx, url, key) != nil {
					return // killed; settle looks at what became of it
				}
			}
		})
	}
	return wg.Wait
}

// Killed in a rush of orders: what was acknowledged is there, a repeat of what
// was not resolves it, and stock, orders and money agree.
func TestKilledInARushOfOrdersNothingDisagrees(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data, "--demo")
	b := &buyer{placed: map[string]string{}, paid: map[string]bool{}}
	b.signIn(t, s.url)
	for i := range cycles(6) {
		ctx, cancel := context.WithCancel(t.Context())
		wait := b.rush(ctx, s.url, 4)
		pause(ctx, time.Duration(400+i*137%300)*time.Millisecond)
		s.kill()
		cancel()
		wait()
		s = start(t, "--data", data, "--demo")
	}
	answered := 0
	for key, id := range b.placed {
		if id != "" {
			answered++
		}
		// The shelf may be empty by now: then an order that nobody answered was never made.
		if err := b.buy(t.Context(), s.url, key); err != nil && (id != "" || !strings.Contains(err.Error(), `"short"`)) {
			t.Error(err)
		}
	}
	for id := range b.paid {
		var o struct{ Status string }
		if err := b.call(t.Context(), "GET", s.url+"/api/orders/"+id, "", "", &o); err != nil || o.Status == "unpaid" || o.Status == "cancelled" {
			t.Errorf("order %s was paid and is %s, %v", id, o.Status, err)
		}
	}
	t.Log(run(t, "verify", "--data", data))
	t.Logf("%d orders, %d of them acknowledged before a kill", len(b.placed), answered)
	if answered < 6 {
		t.Error("there was no load to speak of")
	}
	s.kill()
}
