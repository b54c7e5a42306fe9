// Package sms takes one-time codes to the operator's own gateway to phones: a
// program that takes a small JSON document over HTTP and sends it on.
package sms

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"livewell/internal/kit/egress"
)

// Gateway is where codes go. Loopback lets it run beside the server.
type Gateway struct {
	Client   *egress.Client
	URL      string
	Token    string // sent as a bearer token, when not empty
	Loopback bool
}

type text struct {
	Phone string `json:"phone"`
	Kind  string `json:"kind"` // which words to send: "sign_in"
	Code  string `json:"code"`
}

// SendCode asks the gateway to send a code. Any status of 2xx means that it will.
// The error never holds the code or the phone.
func (g Gateway) SendCode(ctx context.Context, phone, code string) error {
	b, err := json.Marshal(text{phone, "sign_in", code})
	if err != nil {
		return err
	}
	h := http.Header{}
	if g.Token != "" {
		h.Set("Authorization", "Bearer "+g.Token)
	}
	r, err := g.Client.Do(ctx, egress.Call{URL: g.URL, ContentType: "application/json", Header: h, Body: b, Loopback: g.Loopback})
	if err != nil {
		return fmt.Errorf("sms gateway: %w", err)
	}
	if r.Status < 200 || r.Status > 299 {
		return fmt.Errorf("sms gateway answered %d", r.Status)
	}
	return nil
}
