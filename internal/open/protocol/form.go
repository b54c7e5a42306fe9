package protocol

import (
	"net/url"
	"slices"
	"strings"
)

// A notification signs every field but sign and sign_type.
func notifyContent(p Params) []byte { return p.Content(false, "sign", "sign_type") }

// SignNotify gives the urlencoded form of a notification or a return URL, with
// its signature. Empty values are left out: some receivers drop them before
// they verify, others do not.
func SignNotify(p Params, s Signer) (string, error) {
	full := Params{"sign_type": SignType, "charset": "utf-8"}
	for k, v := range p {
		if strings.TrimSpace(v) != "" {
			full[k] = v
		}
	}
	sig, err := s.Sign(notifyContent(full))
	if err != nil {
		return "", err
	}
	full["sign"] = sig
	return full.Encode(), nil
}

// VerifyNotify checks a form made by SignNotify, as a receiver does.
func VerifyNotify(p Params, verify func(text []byte, sig string) error) error {
	return verify(notifyContent(p), p["sign"])
}

// Encode gives p in urlencoded form, sorted by name.
func (p Params) Encode() string {
	var b strings.Builder
	names := make([]string, 0, len(p))
	for k := range p {
		names = append(names, k)
	}
	slices.Sort(names)
	for i, k := range names {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(k) + "=" + url.QueryEscape(p[k]))
	}
	return b.String()
}

// ReturnURL adds p, signed, to the query of base. Base's own names are signed
// with it, since receivers verify over every name they see; they must not be
// names of a result (that would be a forged one).
func ReturnURL(base string, p Params, s Signer) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", ErrMalformed
	}
	if err := CheckReturn(base); err != nil {
		return "", err
	}
	own, err := ParseForm(u.RawQuery)
	if err != nil {
		return "", err
	}
	for name, v := range p {
		if _, dup := own[name]; !dup {
			own[name] = v
		}
	}
	if u.RawQuery, err = SignNotify(own, s); err != nil {
		return "", err
	}
	return u.String(), nil
}

// CheckReturn refuses a return URL that is not absolute HTTP or whose query
// carries a name of a result.
func CheckReturn(base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return ErrMalformed
	}
	own, err := ParseForm(u.RawQuery)
	if err != nil {
		return err
	}
	for name := range own {
		if reserved(name) {
			return ErrConflict
		}
	}
	return nil
}

func reserved(name string) bool {
	switch name {
	case "app_id", "auth_app_id", "charset", "method", "out_trade_no", "seller_id", "sign", "sign_type",
		"timestamp", "total_amount", "trade_no", "version":
		return true
	}
	return false
}

// ParseOrder reads an order string and checks its signature.
func ParseOrder(text string, verify func(p Params, text []byte, sig string) error) (Params, error) {
	p, err := ParseForm(text)
	if err != nil {
		return nil, err
	}
	return p, p.Verified(func(content []byte, sig string) error { return verify(p, content, sig) })
}

// SignRequest completes a v1 request or an order string with its signature, as
// a client does. For the sandbox, the benchmark and tests.
func SignRequest(p Params, s Signer) error {
	sig, err := s.Sign(p.Content(false, "sign"))
	if err == nil {
		p["sign"] = sig
	}
	return err
}
