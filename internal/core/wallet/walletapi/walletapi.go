// Package walletapi shows the wallet to the consumer app. It holds wire types
// and mapping, and no rule of the business.
package walletapi

import (
	"context"
	"time"

	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

var me = web.For(scope.Consumer)

type Balance struct {
	Total     money.Amount `json:"total"`
	Held      money.Amount `json:"held" doc:"Reserved, for a hotel's deposit for example."`
	Available money.Amount `json:"available"`
}

type Bill struct {
	ID      string       `json:"id"`
	At      time.Time    `json:"at"`
	Kind    string       `json:"kind" enum:"pay,refund,transfer_out,transfer_in,topup,withdraw"`
	Subject string       `json:"subject"`
	Other   string       `json:"other" doc:"Name of the other side; may be empty."`
	Amount  money.Amount `json:"amount" doc:"Below zero where money went out."`
	Object  string       `json:"object" doc:"The trade, transfer or bank order that it belongs to."`
	Note    string       `json:"note,omitempty"`
}

func bill(b wallet.Bill) Bill {
	return Bill{b.ID, b.At, string(b.Kind), b.Subject, b.Other, b.Amount, b.Object, b.Note}
}

type BillDetail struct {
	Bill  Bill   `json:"bill"`
	Trail []Bill `json:"trail" nullable:"false" doc:"All lines of the same object, oldest first: a payment and its refunds."`
}

type Sums struct {
	Month string       `json:"month" example:"2026-11"`
	In    money.Amount `json:"in"`
	Out   money.Amount `json:"out" doc:"Not below zero."`
}

type billsIn struct {
	page.Ask
	Text  string `query:"text" maxLength:"40" doc:"In the subject or the other side's name."`
	Kind  string `query:"kind" enum:",pay,refund,transfer_out,transfer_in,topup,withdraw"`
	Month string `query:"month" pattern:"^(\\d{4}-\\d{2})?$" doc:"Only this month, at UTC+8."`
}

type sumsIn struct {
	Month string `query:"month" pattern:"^\\d{4}-\\d{2}$" required:"true"`
}

type billIn struct {
	ID string `path:"id" maxLength:"40"`
}

var errMonth = fault.New(fault.Invalid, "wallet.month", "This is not a month.")

var business = time.FixedZone("UTC+8", 8*3600)

// month gives the first moment of a month and of the next, at UTC+8.
func month(text string) (from, to time.Time, err error) {
	if text == "" {
		return from, to, nil
	}
	from, err = time.ParseInLocation("2006-01", text, business)
	if err != nil {
		return from, to, errMonth.Because(err)
	}
	return from, from.AddDate(0, 1, 0), nil
}

// Consumer adds the operations of the consumer app.
func Consumer(a *web.API, d *db.DB, s *wallet.Service) {
	cards(a, d, s)
	web.Op(a, "GET", "/api/wallet", "getWallet", me, func(ctx context.Context, _ *struct{}) (Balance, error) {
		b, err := s.Balance(ctx, d, wallet.Cash(scope.From(ctx).User))
		return Balance(b), err
	})
	web.Op(a, "GET", "/api/bills", "listBills", me, func(ctx context.Context, in *billsIn) (page.Of[Bill], error) {
		from, to, err := month(in.Month)
		if err != nil {
			return page.Of[Bill]{}, err
		}
		p, err := s.Bills(ctx, d, scope.From(ctx).User, wallet.BillFilter{Text: in.Text, Kind: wallet.BillKind(in.Kind), From: from, To: to}, in.Ask)
		return page.Map(p, bill), err
	})
	web.Op(a, "GET", "/api/bills/sums", "sumBills", me, func(ctx context.Context, in *sumsIn) (Sums, error) {
		from, to, err := month(in.Month)
		if err != nil {
			return Sums{}, err
		}
		sum, err := s.Sum(ctx, d, scope.From(ctx).User, from, to)
		return Sums{in.Month, sum.In, sum.Out}, err
	})
	web.Op(a, "GET", "/api/bills/{id}", "getBill", me, func(ctx context.Context, in *billIn) (BillDetail, error) {
		b, trail, err := s.Bill(ctx, d, scope.From(ctx).User, in.ID)
		out := BillDetail{bill(b), []Bill{}}
		for _, t := range trail {
			out.Trail = append(out.Trail, bill(t))
		}
		return out, err
	})
}
