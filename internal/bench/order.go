package bench

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// Order measures buyers who place orders, each with a basket of its own.
type Order struct {
	Load
	Tokens []string // a session for each worker
	Body   string   // of an order
}

// Measure runs the load. made counts every order that was acknowledged, those
// of the warm-up too.
func (o Order) Measure(ctx context.Context) (r Result, made int64, err error) {
	var n64 atomic.Int64
	run := time.Now().UnixNano()
	r, err = o.Run(ctx, "place an order", func(w, n int) Request {
		return Request{
			Method: "POST", Path: "/api/orders", Body: []byte(o.Body), Ops: 1,
			Header: http.Header{
				"Content-Type": {"application/json"}, "Cookie": {"livewell=" + o.Tokens[w%len(o.Tokens)]},
				"Idempotency-Key": {fmt.Sprintf("%d-%d-%d", run, w, n)},
			},
			Good: func([]byte) bool { n64.Add(1); return true },
		}
	})
	return r, n64.Load(), err
}
