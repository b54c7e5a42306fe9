package crash_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"livewell/internal/open/protocol"
	"livewell/internal/open/sandbox"
)

// seller is a merchant's program that takes payments by agreement over the
// open API, and remembers what it was told.
type seller struct {
	key       *rsa.PrivateKey
	app       string
	agreement string
	http      *http.Client
	mu        sync.Mutex
	trades    map[string]string // out_trade_no to trade_no; "" while unanswered
	next      atomic.Int64
}

func (s *seller) Sign(text []byte) (string, error) { return protocol.Sign(s.key, text) }
func (*seller) SN() string                         { return "" }

func newSeller(t *testing.T, url string) *seller {
	t.Helper()
	s := &seller{trades: map[string]string{}, http: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
	var err error
	if s.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	var tenant sandbox.Tenant
	s.post(t, url+sandbox.NewPath, "", sandbox.Ask{PublicKey: protocol.PublicPEM(&s.key.PublicKey)}, &tenant)
	s.app = tenant.AppID
	p, err := s.params("alipay.user.agreement.page.sign", `{"personal_product_code":"GENERAL_WITHHOLDING_P","external_agreement_no":"crash"}`)
	if err != nil {
		t.Fatal(err)
	}
	var done sandbox.Done
	s.post(t, url+sandbox.PayPath, tenant.Token, sandbox.Ask{Reference: p.Encode()}, &done)
	s.agreement = done.Number
	return s
}

func (s *seller) post(t *testing.T, url, token string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil || res.StatusCode != 200 {
		t.Fatal(res.Status, err)
	}
}

func (s *seller) params(method, biz string) (protocol.Params, error) {
	p := protocol.Params{
		"app_id": s.app, "method": method, "charset": "utf-8", "format": "JSON", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(time.Now()), "biz_content": biz,
	}
	return p, protocol.SignRequest(p, s)
}

var errAnswer = errors.New("not paid")

// take takes 0.01 under a number, and notes the trade.
func (s *seller) take(ctx context.Context, url, number string) error {
	s.mu.Lock()
	if _, ok := s.trades[number]; !ok {
		s.trades[number] = ""
	}
	s.mu.Unlock()
	p, err := s.params("alipay.trade.pay", fmt.Sprintf(`{"out_trade_no":%q,"total_amount":"0.01","subject":"crash","agreement_params":{"agreement_no":%q}}`, number, s.agreement))
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/gateway.do", strings.NewReader(p.Encode()))
	if err != nil {
		return err
	}
	req.GetBody = nil
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var out struct {
		Pay struct {
			Code    string `json:"code"`
			TradeNo string `json:"trade_no"`
		} `json:"alipay_trade_pay_response"`
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return err
	}
	if out.Pay.Code != "10000" || out.Pay.TradeNo == "" {
		return fmt.Errorf("%w: %s", errAnswer, b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if had := s.trades[number]; had != "" && had != out.Pay.TradeNo {
		return fmt.Errorf("%s was trade %s and is %s", number, had, out.Pay.TradeNo)
	}
	s.trades[number] = out.Pay.TradeNo
	return nil
}

func (s *seller) rush(ctx context.Context, url string, workers int) (wait func()) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := s.take(ctx, url, fmt.Sprintf("c%d", s.next.Add(1))); err != nil {
					pause(ctx, 20*time.Millisecond)
				}
			}
		})
	}
	return wg.Wait
}

// A merchant's program takes payments while the server is killed again and
// again. Repeating what was in doubt ends in one trade for each number.
func TestKilledWhileItTakesPaymentsEachNumberIsOneTrade(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data, "--demo")
	m := newSeller(t, s.url)
	n := cycles(10)
	for range n {
		ctx, cancel := context.WithCancel(t.Context())
		wait := m.rush(ctx, s.url, 16)
		pause(ctx, 300*time.Millisecond)
		s.kill()
		cancel()
		wait()
		s = start(t, "--data", data, "--demo")
	}
	acked, seen := 0, map[string]bool{}
	for _, trade := range m.trades {
		if trade != "" {
			acked++
		}
	}
	for number := range m.trades {
		if err := m.take(t.Context(), s.url, number); err != nil {
			t.Errorf("repeat of %s: %v", number, err)
		}
	}
	for number, trade := range m.trades {
		if seen[trade] {
			t.Errorf("%s shares trade %s", number, trade)
		}
		seen[trade] = true
	}
	report := run(t, "verify", "--data", data)
	if want := fmt.Sprintf("%d trades", len(m.trades)+5); !strings.Contains(report, want) { // the demo has five of its own
		t.Errorf("%d numbers were used, but:\n%s", len(m.trades), report)
	}
	t.Logf("%d kills, %d acknowledged, %d resolved by repeat\n%s", n, acked, len(m.trades)-acked, report)
	if acked < n {
		t.Error("there was no load to speak of")
	}
}
