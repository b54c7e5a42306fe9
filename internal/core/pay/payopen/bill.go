package payopen

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type billIn struct {
	Type protocol.Text `json:"bill_type" required:"true" max:"32" example:"trade" doc:"trade: payments and refunds. signcustomer: every movement of the balance."`
	Date protocol.Text `json:"bill_date" required:"true" max:"10" example:"2026-01-01" doc:"A day yyyy-MM-dd or a month yyyy-MM, UTC+8."`
	SMID protocol.Text `json:"smid" max:"32" doc:"Taken, and not used."`
}

type billOut struct {
	URL string `json:"bill_download_url" doc:"A zip of CSV files; works for 30 seconds."`
}

type accountLogIn struct {
	Start    protocol.Text `json:"start_time" required:"true" max:"20" example:"2026-01-01 00:00:00" doc:"First second, UTC+8."`
	End      protocol.Text `json:"end_time" required:"true" max:"20" example:"2026-01-02 00:00:00" doc:"Last second, UTC+8; 31 days later at most."`
	PageNo   protocol.Int  `json:"page_no" example:"1" doc:"From 1."`
	PageSize protocol.Int  `json:"page_size" example:"100" doc:"1 to 2000; default 100."`
	OrderNo  protocol.Text `json:"alipay_order_no" max:"64" doc:"Only this trade or transfer."`
	User     protocol.Text `json:"bill_user_id" max:"32" doc:"The merchant itself; may be left out."`
}

type accountLogOut struct {
	Details  []accountLog `json:"detail_list" doc:"Newest first."`
	PageNo   string       `json:"page_no" doc:"This page."`
	PageSize string       `json:"page_size" doc:"Entries on a full page."`
	Total    string       `json:"total_size" doc:"How many entries there are."`
}

type accountLog struct {
	ID        string         `json:"account_log_id" doc:"The number of the movement."`
	At        string         `json:"trans_dt" doc:"When, UTC+8."`
	OrderNo   string         `json:"alipay_order_no" doc:"The trade or transfer."`
	Amount    protocol.Money `json:"trans_amount" doc:"Yuan; below zero where money went out."`
	Balance   protocol.Money `json:"balance" doc:"Yuan afterwards."`
	Direction string         `json:"direction" doc:"收入 where money came in, 支出 where it went out."`
	Type      string         `json:"type" doc:"PAY, REFUND, SHARE, TRANSFER or OTHER."`
	Memo      string         `json:"trans_memo" doc:"More words."`
}

type balanceIn struct {
	User protocol.Text `json:"bill_user_id" max:"32" doc:"The merchant itself; may be left out."`
}

type balanceOut struct {
	Total     protocol.Money `json:"total_amount" doc:"Yuan in all."`
	Available protocol.Money `json:"available_amount" doc:"Yuan that can be spent."`
	Frozen    protocol.Money `json:"freeze_amount" doc:"Yuan that are frozen."`
}

func (h *Surface) bills(g *gateway.Gateway) {
	spec := func(name, title, text, verb string, codes ...string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Bills", Title: title, Text: text, Product: client.Bill, Merchant: true, Codes: codes,
			V3: []gateway.Route{{Method: verb, Path: gateway.V3Path(name)}},
		}
	}
	s := spec("alipay.data.dataservice.bill.downloadurl.query", "Get the address of a bill file", "A day's bill is there when the day is over; a sandbox's also before. Sums in it are those of the ledger, to the cent.", "GET", "BILL_NOT_EXIST", "INVAILID_ARGUMENTS")
	gateway.Free(g, s, h.billURL)
	gateway.Query(g, spec("alipay.data.bill.accountlog.query", "List the movements of the balance", "Newest first, by pages.", "POST", "INVAILID_ARGUMENTS"), h.accountLog)
	gateway.Query(g, spec("alipay.data.bill.balance.query", "Read the balance", "As alipay.fund.account.query.", "POST"), func(ctx context.Context, q db.Q, c *gateway.Call, in *balanceIn) (balanceOut, error) {
		b, err := h.account(ctx, q, c, &accountIn{UserID: in.User})
		return balanceOut{b.Total, b.Available, b.Frozen}, err
	})
}

// billSpan reads a day or a month.
func billSpan(date string) (from, to time.Time, err error) {
	if from, err = time.ParseInLocation(dayForm, date, protocol.Zone()); err == nil {
		return from, from.AddDate(0, 0, 1), nil
	}
	if from, err = time.ParseInLocation("2006-01", date, protocol.Zone()); err == nil {
		return from, from.AddDate(0, 1, 0), nil
	}
	return from, to, protocol.Business("INVAILID_ARGUMENTS", "").With("bill_date must be a day as yyyy-MM-dd or a month as yyyy-MM.")
}

func (h *Surface) billURL(_ context.Context, c *gateway.Call, in *billIn) (billOut, error) {
	from, to, err := billSpan(string(in.Date))
	if err != nil {
		return billOut{}, err
	}
	if in.Type != "trade" && in.Type != "signcustomer" {
		return billOut{}, protocol.Business("INVAILID_ARGUMENTS", "").With("bill_type must be trade or signcustomer.")
	}
	if from.After(c.At) || to.After(c.At) && !c.App.Sandbox {
		return billOut{}, protocol.Business("BILL_NOT_EXIST", "")
	}
	return billOut{h.fileURL(c.Merchant, string(in.Type), string(in.Date), c.At)}, nil
}

// between lists an account's movements from <= t < to, newest first.
func (h *Surface) between(ctx context.Context, q db.Q, a ledger.Account, from, to time.Time, each func(ledger.Line) error) error {
	// A cursor that stands just before to.
	ask := page.Ask{Limit: 500, Cursor: page.Cut([]int64{0, 0}, 1, func(int64) (int64, string) { return to.UnixMicro(), "" }).Next}
	for {
		p, err := h.Ledger.Statement(ctx, q, a, ask)
		if err != nil {
			return err
		}
		for _, l := range p.Items {
			if l.At.Before(from) {
				return nil
			}
			if err := each(l); err != nil {
				return err
			}
		}
		if p.Next == "" {
			return nil
		}
		ask.Cursor = p.Next
	}
}

// movement says what a line of the ledger was: its kind, object and request.
func movement(ref string) (kind, object, request string) {
	part := strings.SplitN(ref, ":", 4)
	switch {
	case len(part) == 3 && part[0] == "trade" && part[2] == "pay":
		return "PAY", part[1], ""
	case len(part) == 4 && part[0] == "trade" && part[2] == "refund":
		return "REFUND", part[1], part[3]
	case len(part) == 4 && part[0] == "trade" && part[2] == "share":
		return "SHARE", part[1], part[3]
	case len(part) >= 2 && part[0] == "transfer":
		return "TRANSFER", part[1], ""
	}
	return "OTHER", "", ""
}

var errEnough = errors.New("enough")

const maxLog = 100_000

func (h *Surface) accountLog(ctx context.Context, q db.Q, c *gateway.Call, in *accountLogIn) (accountLogOut, error) {
	bad := func(text string) (accountLogOut, error) {
		return accountLogOut{}, protocol.Business("INVAILID_ARGUMENTS", "").With(text)
	}
	from, err := protocol.ParseTime(string(in.Start))
	if err != nil {
		return bad("start_time must be yyyy-MM-dd HH:mm:ss.")
	}
	to, err := protocol.ParseTime(string(in.End))
	if err != nil || !to.After(from) || to.Sub(from) > 31*24*time.Hour {
		return bad("end_time must be yyyy-MM-dd HH:mm:ss, after start_time and 31 days later at most.")
	}
	if in.User != "" && string(in.User) != SellerID(c.Merchant) {
		return bad("bill_user_id must be the merchant itself.")
	}
	num, size := int64(1), int64(100)
	if in.PageNo.Given() {
		num = in.PageNo.Int64()
	}
	if in.PageSize.Given() {
		size = in.PageSize.Int64()
	}
	if num < 1 || size < 1 || size > 2000 || num > maxLog {
		return bad("page_no must be from 1 on, page_size 1 to 2000.")
	}
	out := accountLogOut{Details: []accountLog{}, PageNo: strconv.FormatInt(num, 10), PageSize: strconv.FormatInt(size, 10)}
	var n int64
	err = h.between(ctx, q, wallet.MerchantCash(c.Merchant), from, to.Add(time.Second), func(l ledger.Line) error {
		kind, object, _ := movement(l.Ref)
		if in.OrderNo != "" && object != string(in.OrderNo) {
			return nil
		}
		if n++; n > maxLog {
			return errEnough
		}
		if n > (num-1)*size && n <= num*size {
			out.Details = append(out.Details, logOf(l, kind, object))
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	out.Total = strconv.FormatInt(n, 10)
	return out, err
}

func logOf(l ledger.Line, kind, object string) accountLog {
	direction := "收入" // the protocol's own words
	if l.Amount.Sign() < 0 {
		direction = "支出"
	}
	return accountLog{l.Posting, protocol.Time(l.At), object, protocol.Yuan(l.Amount), protocol.Yuan(l.Balance), direction, kind, l.Note}
}
