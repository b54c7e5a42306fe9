package parcel

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// Carrier is a company that takes parcels.
type Carrier struct{ Code, Name, NameEN string }

// Carriers lists those that many stores use. A store may name any other.
func Carriers() []Carrier {
	return []Carrier{
		{"sf", "顺丰速运", "SF Express"},
		{"zto", "中通快递", "ZTO Express"},
		{"yto", "圆通速递", "YTO Express"},
		{"sto", "申通快递", "STO Express"},
		{"yunda", "韵达快递", "Yunda Express"},
		{"jt", "极兔速递", "J&T Express"},
		{"jd", "京东快递", "JD Express"},
		{"ems", "中国邮政", "China Post"},
		{"deppon", "德邦快递", "Deppon Express"},
	}
}

// Sent is how an order went.
type Sent struct {
	Carrier Carrier // without a Code where it is none of Carriers
	Number  string
	At      time.Time
	Until   time.Time // then it has come, whatever its buyer says
}

var numberForm = regexp.MustCompile(`^[A-Z0-9-]{5,40}$`)

// Send tells how a packed order was sent, and that it is on its way. Of one that
// is on its way already it puts the carrier and the number right. carrier is the
// code of one of Carriers, or a name. Faults: order.ErrNotFound, order.ErrStatus,
// ErrCarrier, ErrNumber.
func (s *Service) Send(ctx context.Context, tx *db.Tx, id, carrier, number string, by order.By) error {
	carrier = strings.Join(strings.Fields(carrier), " ")
	number = strings.ToUpper(strings.Join(strings.Fields(number), ""))
	switch n := utf8.RuneCountInString(carrier); {
	case n < 1 || n > 30:
		return ErrCarrier
	case !numberForm.MatchString(number):
		return ErrNumber
	}
	o, err := s.orders.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if o.Mode != store.Parcel || o.Status != order.Ready && o.Status != order.Underway {
		return order.ErrStatus
	}
	if _, err := db.Exec(ctx, tx, qSend, id, carrier, number, tx.Now().UnixMicro()); err != nil {
		return err
	}
	s.orders.Poke(tx, id)
	s.orders.Poke(tx, o.Store)
	_, err = s.orders.Move(ctx, tx, id, order.Underway, by)
	return err
}

// Sent tells how an order went; false: it has not.
func (s *Service) Sent(ctx context.Context, q db.Q, id string) (Sent, bool, error) {
	r, ok, err := db.One[sentRow](ctx, q, qSent, id)
	if err != nil || !ok {
		return Sent{}, false, err
	}
	at := time.UnixMicro(r.SentAt).UTC()
	out := Sent{Carrier: Carrier{Name: r.Carrier, NameEN: r.Carrier}, Number: r.Number, At: at, Until: at.Add(ReceiveWithin)}
	if i := slices.IndexFunc(Carriers(), func(c Carrier) bool { return c.Code == r.Carrier }); i >= 0 {
		out.Carrier = Carriers()[i]
	}
	return out, true, nil
}
