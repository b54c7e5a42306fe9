package bank

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/moov-io/iso8583"
	"github.com/moov-io/iso8583/specs"

	"livewell/internal/kit/money"
)

// The messages (ISO 8583-1:1987). Field 48 carries our key, field 49 the
// currency, field 3 the processing code.
const (
	mtiFinancial      = "0200"
	mtiFinancialReply = "0210"
	mtiInquiry        = "0100"
	mtiInquiryReply   = "0110"
	mtiReversal       = "0420"
	mtiReversalReply  = "0430"

	codeDebit  = "000000" // purchase: from the card
	codeCredit = "200000" // credit to the card

	saidApproved = "00"
	saidUnknown  = "25" // unable to locate record
	saidReversed = "21" // no action taken: it was undone
)

var numeric = map[money.Currency]string{money.CNY: "156"}

// ISO is a Channel to one bank over TCP, a connection for each message.
type ISO struct {
	Addr    string
	Timeout time.Duration // for one message; 0: 5 s
	Now     func() time.Time
	stan    atomic.Int64
}

func (c *ISO) Send(ctx context.Context, o Order) (Answer, error) {
	return c.talk(ctx, mtiFinancial, mtiFinancialReply, o)
}

func (c *ISO) Query(ctx context.Context, o Order) (Answer, error) {
	return c.talk(ctx, mtiInquiry, mtiInquiryReply, o)
}

func (c *ISO) Reverse(ctx context.Context, o Order) (Answer, error) {
	return c.talk(ctx, mtiReversal, mtiReversalReply, o)
}

func (c *ISO) talk(ctx context.Context, mti, reply string, o Order) (Answer, error) {
	limit := c.Timeout
	if limit == 0 {
		limit = 5 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	m, err := c.message(mti, o)
	if err != nil {
		return Answer{}, err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.Addr)
	if err != nil {
		return Answer{}, errors.Join(ErrSilent, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := write(conn, m); err != nil {
		return Answer{}, errors.Join(ErrSilent, err)
	}
	r, err := read(conn)
	if err != nil {
		return Answer{}, errors.Join(ErrSilent, err)
	}
	return answerOf(r, reply, o)
}

func (c *ISO) message(mti string, o Order) (*iso8583.Message, error) {
	code := map[Kind]string{Debit: codeDebit, Credit: codeCredit}[o.Kind]
	currency := numeric[o.Amount.Currency()]
	if code == "" || currency == "" || o.Amount.Sign() <= 0 {
		return nil, fmt.Errorf("bank: order %s cannot be sent: %s %v", o.Key, o.Kind, o.Amount)
	}
	m := iso8583.NewMessage(specs.Spec87ASCII)
	m.MTI(mti)
	stan := c.stan.Add(1) % 1_000_000
	for id, v := range map[int]string{
		2: o.Card, 3: code, 4: strconv.FormatInt(o.Amount.Minor(), 10), 7: c.Now().UTC().Format("0102150405"),
		11: fmt.Sprintf("%06d", stan), 48: o.Key, 49: currency,
	} {
		if err := m.Field(id, v); err != nil {
			return nil, fmt.Errorf("bank: field %d: %w", id, err)
		}
	}
	return m, nil
}

func answerOf(m *iso8583.Message, reply string, o Order) (Answer, error) {
	mti, err := m.GetMTI()
	if err != nil {
		return Answer{}, err
	}
	key, _ := m.GetString(48)
	if mti != reply || key != o.Key {
		return Answer{}, errors.Join(ErrSilent, fmt.Errorf("bank: an answer %s to %q came for %q", mti, key, o.Key))
	}
	code, _ := m.GetString(39)
	ref, _ := m.GetString(37)
	a := Answer{Code: code, Ref: ref}
	switch {
	case code == saidUnknown:
		a.Outcome = Unknown
	case code == saidReversed, reply == mtiReversalReply && code == saidApproved:
		a.Outcome = Reversed
	case code == saidApproved:
		a.Outcome = Approved
	default:
		a.Outcome = Refused
	}
	return a, nil
}

const maxMessage = 4096

// write frames a message with its length in two bytes.
func write(w io.Writer, m *iso8583.Message) error {
	b, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = w.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...))
	return err
}

func read(r io.Reader) (*iso8583.Message, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint16(head[:])
	if n > maxMessage {
		return nil, fmt.Errorf("bank: a message of %d bytes", n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	m := iso8583.NewMessage(specs.Spec87ASCII)
	return m, m.Unpack(b)
}
