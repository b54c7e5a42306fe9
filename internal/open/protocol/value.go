package protocol

import (
	"bytes"
	"encoding/json"
	"reflect"
	"time"

	"livewell/internal/kit/money"
)

// MaxMoney is the largest amount of the public rules, 100,000,000.00 yuan.
const MaxMoney = 100_000_000_00

// Money is an amount of yuan as clients send it: "12.30", "12.3" or the
// number 12.3, never through a float. The zero value is "not given".
type Money struct {
	fen   int64
	given bool
}

// Yuan is m as a value to send.
func Yuan(m money.Amount) Money { return Money{m.Minor(), true} }

func (m Money) Given() bool          { return m.given }
func (m Money) IsZero() bool         { return !m.given } // for omitzero
func (m Money) Amount() money.Amount { return money.New(m.fen, money.CNY) }

func (m Money) MarshalJSON() ([]byte, error) {
	if !m.given {
		return []byte("null"), nil
	}
	return []byte(`"` + m.Amount().Decimal() + `"`), nil
}

func (m *Money) UnmarshalJSON(b []byte) error {
	text, err := scalar(b)
	if err != nil || text == "" {
		*m = Money{}
		return err
	}
	a, err := money.Parse(text, money.CNY)
	if err != nil || a.Sign() < 0 || a.Minor() > MaxMoney {
		return wrong[Money](text)
	}
	*m = Money{a.Minor(), true}
	return nil
}

// Text is a string that clients may also send as a number; "" is "not given".
type Text string

func (t *Text) UnmarshalJSON(b []byte) error {
	s, err := scalar(b)
	*t = Text(s)
	return err
}

// Int is a whole number that clients may also send as a string.
type Int struct {
	n     int64
	given bool
}

// Whole is n as a value to send.
func Whole(n int64) Int { return Int{n, true} }

func (i Int) Given() bool                  { return i.given }
func (i Int) IsZero() bool                 { return !i.given }
func (i Int) Int64() int64                 { return i.n }
func (i Int) MarshalJSON() ([]byte, error) { return json.Marshal(i.n) }

func (i *Int) UnmarshalJSON(b []byte) error {
	s, err := scalar(b)
	if err != nil || s == "" {
		*i = Int{}
		return err
	}
	if err := json.Unmarshal([]byte(s), &i.n); err != nil {
		return wrong[Int](s)
	}
	i.given = true
	return nil
}

// Object is a JSON value of type T that clients may also send as a string that
// holds its text (business_params, extend_params).
type Object[T any] struct {
	V     T
	given bool
}

func (o Object[T]) Given() bool                  { return o.given }
func (o Object[T]) IsZero() bool                 { return !o.given }
func (o Object[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.V) }

func (o *Object[T]) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '"' {
		var text string
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		if text == "" {
			return nil
		}
		var err error
		if b, err = Strict([]byte(text)); err != nil {
			return err
		}
	}
	if string(b) == "null" {
		return nil
	}
	o.given = true
	return json.Unmarshal(b, &o.V)
}

// scalar gives a JSON string's text, or a number's or truth value's literal.
func scalar(b []byte) (string, error) {
	switch {
	case len(b) == 0 || string(b) == "null":
		return "", nil
	case b[0] == '"':
		var s string
		err := json.Unmarshal(b, &s)
		return s, err
	case b[0] == '{' || b[0] == '[':
		return "", wrong[Text]("object or array")
	}
	return string(b), nil
}

// wrong is the error that encoding/json completes with the name of the field.
func wrong[T any](value string) error {
	return &json.UnmarshalTypeError{Value: value, Type: reflect.TypeFor[T]()}
}

// zone is where the public protocol's clock is: UTC+8, whatever the host's.
var zone = time.FixedZone("UTC+8", 8*60*60)

// Time writes an instant as the public protocol does; the zero time is "".
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.DateTime)
}

// ParseTime reads what Time writes.
func ParseTime(s string) (time.Time, error) { return time.ParseInLocation(time.DateTime, s, zone) }

// Zone is the protocol's time zone, for days and months.
func Zone() *time.Location { return zone }
