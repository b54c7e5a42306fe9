package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// Ledger pushes transfers through /ledger/api.
type Ledger struct {
	Load
	Token    string
	Accounts int // to choose payers and payees from
	Bulk     int // transfers per request; 1: single ones
	Hot      bool
}

func (l Ledger) header() http.Header {
	return http.Header{"Authorization": {"Bearer " + l.Token}, "Content-Type": {"application/json"}}
}

// Prepare opens the accounts. They may go below zero: the bench measures booking, not funding.
func (l Ledger) Prepare(ctx context.Context) error {
	c := Client(l.Concurrency)
	work := make(chan int)
	fail := make(chan error, l.Concurrency)
	for range l.Concurrency {
		go func() {
			for i := range work {
				body := fmt.Sprintf(`{"id":"acc:%06d","currency":"CNY","credit":true}`, i)
				if i == l.Accounts {
					body = `{"id":"hot","currency":"CNY","busy":true}`
				}
				if err := send(ctx, c, l.Server, Request{Method: "POST", Path: "/ledger/api/accounts", Header: l.header(), Body: []byte(body)}); err != nil {
					fail <- err
					return
				}
			}
			fail <- nil
		}()
	}
	var err error
	for i := range l.Accounts + 1 {
		select {
		case work <- i:
		case err = <-fail:
			return err
		}
	}
	close(work)
	for range l.Concurrency {
		if e := <-fail; e != nil {
			err = e
		}
	}
	return err
}

// Measure runs the load.
func (l Ledger) Measure(ctx context.Context) (Result, error) {
	run := fmt.Sprintf("%x", time.Now().UnixNano())
	header := l.header()
	name := fmt.Sprintf("ledger, %s payee", map[bool]string{true: "hot", false: "random"}[l.Hot])
	if l.Bulk > 1 {
		name += fmt.Sprintf(", bulk %d", l.Bulk)
		return l.Run(ctx, name, func(w, n int) Request {
			var b bytes.Buffer
			b.WriteString(`{"transfers":[`)
			for i := range l.Bulk {
				if i > 0 {
					b.WriteByte(',')
				}
				l.transfer(&b, fmt.Sprintf("%s-%d-%d-%d", run, w, n, i))
			}
			b.WriteString(`]}`)
			return Request{Method: "POST", Path: "/ledger/api/transfers/bulk", Header: header, Body: b.Bytes(), Ops: l.Bulk, Good: allBooked}
		})
	}
	return l.Run(ctx, name, func(w, n int) Request {
		var b bytes.Buffer
		l.transfer(&b, fmt.Sprintf("%x-%s-%d-%d", rand.Uint64(), run, w, n))
		return Request{Method: "POST", Path: "/ledger/api/transfers", Header: header, Body: b.Bytes(), Ops: 1}
	})
}

func (l Ledger) transfer(b *bytes.Buffer, ref string) {
	from, to := rand.IntN(l.Accounts), rand.IntN(l.Accounts)
	if from == to {
		to = (to + 1) % l.Accounts
	}
	payee := fmt.Sprintf("acc:%06d", to)
	if l.Hot {
		payee = "hot"
	}
	fmt.Fprintf(b, `{"ref":%q,"debit":"acc:%06d","credit":%q,"amount":"0.01","currency":"CNY"}`, ref, from, payee)
}

func allBooked(body []byte) bool {
	var out struct {
		Transfers []struct {
			ID    string          `json:"id"`
			Error json.RawMessage `json:"error"`
		} `json:"transfers"`
	}
	if json.Unmarshal(body, &out) != nil {
		return false
	}
	for _, t := range out.Transfers {
		if t.ID == "" || t.Error != nil {
			return false
		}
	}
	return len(out.Transfers) > 0
}
