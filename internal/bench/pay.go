package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Pay measures payments as people make them: they confirm with their PIN and
// pay to a shop's code, over the consumer app's own API. Hashing the PIN is most
// of it, and is meant to be.
type Pay struct {
	Load
	Tokens  []string // a session for each worker
	PIN     string
	Payload string // of a static code
}

// Measure runs the load. One operation is one PIN and one payment.
func (p Pay) Measure(ctx context.Context) (Result, error) {
	c := Client(p.Concurrency)
	run := time.Now().UnixNano()
	return p.Run(ctx, "pay, PIN and static code", func(w, n int) Request {
		header := http.Header{
			"Content-Type": {"application/json"}, "Cookie": {"livewell=" + p.Tokens[w%len(p.Tokens)]},
			"Idempotency-Key": {fmt.Sprintf("%d-%d-%d", run, w, n)},
		}
		proof, err := p.confirm(ctx, c, header)
		if err != nil {
			proof = err.Error() // the payment will be refused, and counted as an error
		}
		body := fmt.Sprintf(`{"payload":%q,"amount":{"amount":"0.01","currency":"CNY"},"proof":%q}`, p.Payload, proof)
		return Request{Method: "POST", Path: "/api/coder/pay", Header: header, Body: []byte(body), Ops: 1}
	})
}

func (p Pay) confirm(ctx context.Context, c *http.Client, header http.Header) (string, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", p.Server+"/api/confirm/pin", strings.NewReader(fmt.Sprintf(`{"pin":%q}`, p.PIN)))
	if err != nil {
		return "", err
	}
	req.Header = header.Clone()
	res, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	var out struct{ Proof string }
	if err := json.Unmarshal(b, &out); err != nil || out.Proof == "" {
		return "", fmt.Errorf("confirm: %.80s", b)
	}
	return out.Proof, nil
}
