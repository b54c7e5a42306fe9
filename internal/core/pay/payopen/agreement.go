package payopen

import (
	"context"
	"encoding/json"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

var agreementSubs = []gateway.Sub{
	{Fault: pay.ErrNoAgreement, Code: "USER_AGREEMENT_NOT_EXIST"},
	{Fault: pay.ErrTerms, Code: "USER_AGREEMENT_ALREADY_EXIST"},
	{Fault: pay.ErrAgreement, Code: "AGREEMENT_STATUS_NOT_NORMAL"},
	{Fault: pay.ErrSeller, Code: "ACQ.SELLER_BEEN_BLOCKED"},
	{Fault: consent.ErrNotFound, Code: "USER_NOT_EXIST"},
}

type signIn struct {
	Product  protocol.Text                    `json:"personal_product_code" required:"true" max:"64" example:"GENERAL_WITHHOLDING_P" doc:"The user's side of the product."`
	Outer    protocol.Text                    `json:"product_code" max:"64" example:"GENERAL_WITHHOLDING" doc:"The merchant's side of the product."`
	Scene    protocol.Text                    `json:"sign_scene" max:"64" example:"INDUSTRY|DIGITAL_MEDIA" doc:"What it is for."`
	External protocol.Text                    `json:"external_agreement_no" max:"64" example:"member-42" doc:"The app's own number; one agreement in force for each."`
	Logon    protocol.Text                    `json:"external_logon_id" max:"100" doc:"How the user is called at the merchant."`
	Access   protocol.Object[json.RawMessage] `json:"access_params" doc:"How the user comes here; taken, and not used."`
	Period   protocol.Object[periodRule]      `json:"period_rule_params" doc:"The most that is taken at once, and how often."`
	Validity protocol.Text                    `json:"sign_validity_period" max:"8" doc:"How long it holds: 1d to 3650d, 1m to 120m (months)."`
}

type periodRule struct {
	Type   protocol.Text  `json:"period_type" max:"8" example:"MONTH" doc:"DAY or MONTH."`
	Period protocol.Int   `json:"period" example:"1" doc:"Every how many of them."`
	Start  protocol.Text  `json:"execute_time" max:"16" example:"2026-02-01" doc:"The day of the first payment."`
	Single protocol.Money `json:"single_amount" example:"25.00" doc:"Yuan at most at once."`
}

type agreementRef struct {
	No       protocol.Text `json:"agreement_no" max:"64" either:"agreement" example:"20260102000001" doc:"The platform's number; wins over the others."`
	External protocol.Text `json:"external_agreement_no" max:"64" either:"agreement" doc:"The app's own number."`
	UserID   protocol.Text `json:"alipay_user_id" max:"32" either:"agreement" doc:"The user, as this app knows them; with personal_product_code."`
	OpenID   protocol.Text `json:"alipay_open_id" max:"128" either:"agreement" doc:"The same user, opaque."`
	Product  protocol.Text `json:"personal_product_code" max:"64" doc:"Narrows the user's agreements."`
	Scene    protocol.Text `json:"sign_scene" max:"64" doc:"Narrows the user's agreements."`
	Third    protocol.Text `json:"third_party_type" max:"32" doc:"Taken, and not needed."`
}

type agreementOut struct {
	No        string         `json:"agreement_no" doc:"The platform's number."`
	External  string         `json:"external_agreement_no" doc:"The app's own number."`
	Logon     string         `json:"external_logon_id" doc:"How the user is called at the merchant."`
	AliLogon  string         `json:"alipay_logon_id" doc:"The user's phone, most of it hidden."`
	Principal string         `json:"principal_id" doc:"The user, as this app knows them."`
	OpenID    string         `json:"principal_open_id" doc:"The same user, opaque."`
	Kind      string         `json:"pricipal_type" doc:"CARD, in the protocol's own spelling: the user's account."` //nolint:misspell // so it is on the wire
	Product   string         `json:"personal_product_code" doc:"The user's side of the product."`
	Scene     string         `json:"sign_scene" doc:"What it is for."`
	Status    string         `json:"status" doc:"TEMP, NORMAL or STOP."`
	SignTime  string         `json:"sign_time" doc:"When it was signed, UTC+8."`
	Valid     string         `json:"valid_time" doc:"When it began, UTC+8."`
	Invalid   string         `json:"invalid_time" doc:"When it ends, UTC+8."`
	Third     string         `json:"third_party_type" doc:"PARTNER."`
	Single    protocol.Money `json:"single_quota,omitzero" doc:"Yuan at most at once, where that was agreed."`
	Next      string         `json:"next_deduct_time" doc:"The day of the next payment."`
}

type nothing struct{}

type planIn struct {
	No   protocol.Text `json:"agreement_no" required:"true" max:"64" example:"20260102000001" doc:"The agreement."`
	Day  protocol.Text `json:"deduct_time" required:"true" max:"16" example:"2026-02-15" doc:"The day of the next payment."`
	Memo protocol.Text `json:"memo" max:"256" doc:"Why."`
}

type planOut struct {
	No  string `json:"agreement_no" doc:"The agreement."`
	Day string `json:"deduct_time" doc:"The day of the next payment."`
}

func (h *Surface) agreements(g *gateway.Gateway) {
	spec := func(name, title, text, verb string) gateway.Spec {
		return gateway.Spec{
			Name: name, Group: "Agreements", Title: title, Text: text, Product: client.Agreement, Merchant: true,
			Subs: agreementSubs, V3: []gateway.Route{{Method: verb, Path: gateway.V3Path(name)}},
		}
	}
	sign := spec("alipay.user.agreement.page.sign", "Send a browser to the page where a user signs", "Signed, it lets alipay.trade.pay take payments with agreement_no. The link works as an order string too.", "POST")
	sign.Kind = gateway.Page
	gateway.Add(g, sign, h.sign)
	gateway.Free(g, spec("alipay.user.agreement.query", "Read an agreement", "By either number, or by user and product.", "GET"), h.agreement)
	gateway.Add(g, spec("alipay.user.agreement.unsign", "End an agreement", "Asking again changes nothing.", "POST"), h.unsign)
	gateway.Add(g, spec("alipay.user.agreement.executionplan.modify", "Move the day of the next payment", "Only the day changes.", "POST"), h.plan)
}

const dayForm = "2006-01-02"

func (h *Surface) sign(ctx context.Context, tx *db.Tx, c *gateway.Call, in *signIn) (gateway.Cashier, error) {
	life, err := validity(c.At, string(in.Validity))
	if err != nil {
		return gateway.Cashier{}, err
	}
	limit := money.New(0, money.CNY)
	var period string
	if in.Period.Given() {
		limit = in.Period.V.Single.Amount()
		b, err := json.Marshal(in.Period)
		if err != nil {
			return gateway.Cashier{}, err
		}
		period = string(b)
	}
	a, err := h.Pay.AskAgreement(ctx, tx, pay.NewAgreement{
		App: c.AuthAppID, Via: via(c), Merchant: c.Merchant, ExternalNo: string(in.External), Product: string(in.Product),
		Scene: string(in.Scene), SingleLimit: limit, Life: life,
		Extra: pay.AgreementExtra{NotifyURL: c.NotifyURL, ReturnURL: c.ReturnURL, Logon: string(in.Logon), Period: period},
	})
	return gateway.Cashier{Path: AgreementPath(a.No)}, err
}

// validity reads 7d or 12m (months); "" gives 0.
func validity(now time.Time, s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	n := 0
	for _, r := range s[:len(s)-1] {
		if r < '0' || r > '9' || n > 3650 {
			n = 0
			break
		}
		n = n*10 + int(r-'0')
	}
	switch unit := s[len(s)-1]; {
	case unit == 'd' && n >= 1 && n <= 3650:
		return time.Duration(n) * 24 * time.Hour, nil
	case unit == 'm' && n >= 1 && n <= 120:
		return now.AddDate(0, n, 0).Sub(now), nil
	}
	return 0, protocol.InvalidParameter.With("sign_validity_period must be 1d to 3650d or 1m to 120m.")
}

func (h *Surface) ref(ctx context.Context, q db.Q, c *gateway.Call, in *agreementRef) (pay.Agreement, error) {
	ref := pay.AgreementRef{No: string(in.No), ExternalNo: string(in.External), Product: string(in.Product), Scene: string(in.Scene)}
	if ref.No == "" && ref.ExternalNo == "" {
		var err error
		if ref.User, err = h.person(ctx, q, c, in.UserID, in.OpenID); err != nil {
			return pay.Agreement{}, err
		}
	}
	return h.Pay.Agreement(ctx, q, c.AuthAppID, ref)
}

func (h *Surface) agreement(ctx context.Context, c *gateway.Call, in *agreementRef) (agreementOut, error) {
	a, err := h.ref(ctx, h.DB, c, in)
	if err != nil {
		return agreementOut{}, err
	}
	who, err := h.who(ctx, c.App.ID, a.User)
	if err != nil {
		return agreementOut{}, err
	}
	logon, err := h.logon(ctx, h.DB, a.User)
	out := agreementOut{
		No: a.No, External: a.ExternalNo, Logon: a.Extra.Logon, AliLogon: logon, Principal: who.user, OpenID: who.open, Kind: "CARD",
		Product: a.Product, Scene: a.Scene, Status: string(a.Status), SignTime: protocol.Time(a.SignedAt), Valid: protocol.Time(a.SignedAt),
		Invalid: protocol.Time(a.EndsAt), Third: "PARTNER",
	}
	if !a.SingleLimit.IsZero() {
		out.Single = protocol.Yuan(a.SingleLimit)
	}
	if !a.NextAt.IsZero() {
		out.Next = a.NextAt.In(protocol.Zone()).Format(dayForm)
	}
	return out, err
}

func (h *Surface) unsign(ctx context.Context, tx *db.Tx, c *gateway.Call, in *agreementRef) (nothing, error) {
	a, err := h.ref(ctx, tx, c, in)
	if err != nil {
		return nothing{}, err
	}
	_, err = h.Pay.Unsign(ctx, tx, a)
	return nothing{}, err
}

func (h *Surface) plan(ctx context.Context, tx *db.Tx, c *gateway.Call, in *planIn) (planOut, error) {
	day, err := time.ParseInLocation(dayForm, string(in.Day), protocol.Zone())
	if err != nil {
		return planOut{}, protocol.InvalidParameter.With("deduct_time must be a day as yyyy-MM-dd.")
	}
	return planOut{string(in.No), string(in.Day)}, h.Pay.SetNext(ctx, tx, c.AuthAppID, string(in.No), day)
}
