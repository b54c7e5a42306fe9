package message

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"livewell/internal/kit/egress"
)

const pushTTL = 24 * time.Hour // how long a push service keeps it for a browser that is off

// post encrypts n for the browser (RFC 8291), signs for its push service
// (RFC 8292) and hands it over (RFC 8030).
func (s *Service) post(ctx context.Context, sub subRow, n *notice, c Category) (ending, error) {
	v, err := s.vapid(ctx)
	if err != nil {
		return later, err
	}
	plain, err := v.data.Open(placeOf(sub.ID), sub.Box)
	if err != nil {
		return gone, err
	}
	var to Subscription
	if err := json.Unmarshal(plain, &to); err != nil {
		return gone, err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return never, err
	}
	res, err := webpush.SendNotificationWithContext(ctx, body,
		&webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{Auth: to.Auth, P256dh: to.P256dh}},
		&webpush.Options{
			HTTPClient: door{s.out, s.loopback}, Subscriber: s.contact, Topic: n.Tag, TTL: int(pushTTL.Seconds()), Urgency: urgency(c),
			VAPIDPublicKey: v.public, VAPIDPrivateKey: v.private,
		})
	switch {
	case errors.Is(err, egress.ErrAddress), errors.Is(err, egress.ErrURL):
		return gone, err // no push service lies there
	case err != nil:
		return later, err
	}
	defer func() { _ = res.Body.Close() }() // it is in memory
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		return done, nil
	case code == http.StatusNotFound, code == http.StatusGone:
		return gone, fmt.Errorf("the push service answered %d", code)
	case code == http.StatusTooManyRequests, code >= 500:
		return later, fmt.Errorf("the push service answered %d", code)
	default:
		return never, fmt.Errorf("the push service answered %d", code)
	}
}

// urgency says how much a sleeping phone should care (RFC 8030, 5.3).
func urgency(c Category) webpush.Urgency {
	switch c {
	case Security, Payment:
		return webpush.UrgencyHigh
	case Promotion:
		return webpush.UrgencyLow
	default:
		return webpush.UrgencyNormal
	}
}

// door lets the library out by package egress, and no other way.
type door struct {
	out      *egress.Client
	loopback bool
}

func (d door) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	reply, err := d.out.Do(r.Context(), egress.Call{Method: r.Method, URL: r.URL.String(), Header: r.Header, Body: body, Loopback: d.loopback})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: reply.Status, Header: reply.Header, Body: io.NopCloser(bytes.NewReader(reply.Body))}, nil
}
