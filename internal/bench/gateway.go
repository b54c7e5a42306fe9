package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"livewell/internal/open/protocol"
	"livewell/internal/open/sandbox"
)

// Gateway pushes payments through /gateway.do: alipay.trade.pay on agreements
// that sandbox buyers signed. The requests are signed before the clock runs, so
// that only the server's own signatures are measured.
type Gateway struct {
	Load
	Tenants int // merchants with a buyer each
	Ready   int // requests to sign beforehand

	shops  []shop
	bodies []string
	next   atomic.Int64
}

// shop is a tenant with an agreement of its buyer.
type shop struct {
	key       *rsa.PrivateKey
	app       string
	token     string
	agreement string
}

// Sign and SN make a shop's key a protocol.Signer.
func (s shop) Sign(text []byte) (string, error) { return protocol.Sign(s.key, text) }
func (shop) SN() string                         { return "" }

func (s shop) params(method, biz string) (protocol.Params, error) {
	p := protocol.Params{
		"app_id": s.app, "method": method, "charset": "utf-8", "format": "JSON", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(time.Now()), "biz_content": biz,
	}
	return p, protocol.SignRequest(p, s)
}

// Prepare makes the tenants and signs the requests.
func (g *Gateway) Prepare(ctx context.Context) error {
	for i := range g.Tenants {
		s, err := g.tenant(ctx, i)
		if err != nil {
			return fmt.Errorf("tenant %d: %w", i, err)
		}
		g.shops = append(g.shops, s)
	}
	g.bodies = make([]string, g.Ready)
	run := rand.Text()[:8]
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	var at atomic.Int64
	for range g.Concurrency {
		wg.Go(func() {
			for i := at.Add(1) - 1; i < int64(g.Ready) && failed.Load() == nil; i = at.Add(1) - 1 {
				s := g.shops[int(i)%len(g.shops)]
				p, err := s.params("alipay.trade.pay", fmt.Sprintf(
					`{"out_trade_no":"%s-%d","total_amount":"0.01","subject":"bench","agreement_params":{"agreement_no":%q}}`, run, i, s.agreement))
				if err != nil {
					failed.Store(&err)
					return
				}
				g.bodies[i] = p.Encode()
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// tenant makes a merchant whose buyer has signed an agreement.
func (g *Gateway) tenant(ctx context.Context, i int) (s shop, err error) {
	if s.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return s, err
	}
	var t sandbox.Tenant
	if err := g.post(ctx, sandbox.NewPath, "", sandbox.Ask{PublicKey: protocol.PublicPEM(&s.key.PublicKey)}, &t); err != nil {
		return s, err
	}
	s.app, s.token = t.AppID, t.Token
	p, err := s.params("alipay.user.agreement.page.sign", fmt.Sprintf(`{"personal_product_code":"GENERAL_WITHHOLDING_P","external_agreement_no":"bench-%d"}`, i))
	if err != nil {
		return s, err
	}
	var done sandbox.Done
	err = g.post(ctx, sandbox.PayPath, s.token, sandbox.Ask{Reference: p.Encode()}, &done)
	s.agreement = done.Number
	return s, err
}

func (g *Gateway) post(ctx context.Context, path, token string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.Server+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %.300s", res.Status, b)
	}
	return json.Unmarshal(b, out)
}

// Measure runs the load until the time is up or the signed requests are used up.
func (g *Gateway) Measure(ctx context.Context) (Result, error) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	paid := func(body []byte) bool { return bytes.Contains(body, []byte(`"code":"10000"`)) }
	res, err := g.Run(ctx, "gateway, alipay.trade.pay", func(int, int) Request {
		i := g.next.Add(1) - 1
		if i >= int64(len(g.bodies)) {
			// A repeat is answered like a payment; say so in place of a better figure.
			i = int64(len(g.bodies)) - 1
			return Request{Method: "POST", Path: "/gateway.do", Header: header, Body: []byte(g.bodies[i]), Ops: 1, Good: func([]byte) bool { return false }}
		}
		return Request{Method: "POST", Path: "/gateway.do", Header: header, Body: []byte(g.bodies[i]), Ops: 1, Good: paid}
	})
	if strings.Contains(res.Sample, `"10000"`) {
		res.Sample = "the signed requests were used up: run with more"
	}
	return res, err
}
