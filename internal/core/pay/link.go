package pay

import (
	"crypto/subtle"
	"net/url"
	"strconv"
	"strings"
)

// Links makes and reads the addresses that our QR codes hold:
//
//	/q/t.<token>                  a trade that waits for whoever scans it
//	/q/f.<token>                  a pre-authorisation
//	/q/p.<user>.<minor>.<mac>     a person who wants to be paid; 0: any amount
//	/q/<kid>.<merchant>.<code>.<mac>   a seller's static code, see trade/coder
type Links struct {
	Origin string
	MAC    MAC
}

func (l Links) Trade(token string) string { return l.Origin + "/q/t." + token }
func (l Links) Auth(token string) string  { return l.Origin + "/q/f." + token }

// Person makes the address of a person's receive code.
func (l Links) Person(user string, minor int64) string {
	body := user + "." + strconv.FormatInt(minor, 10)
	return l.Origin + "/q/p." + body + "." + l.sign(body)
}

func (l Links) sign(body string) string { return l.MAC("person:" + body)[:32] }

// Target is what an address of ours points to. One of its fields is set.
type Target struct {
	Trade  string // token
	Auth   string // token
	Person string // user
	Minor  int64  // with Person: the amount asked for, 0 for any
	Static string // the payload of a static code
}

// Read gives the target of a text that a camera read; ok is false where it is
// not an address of ours, or one whose signature does not fit.
func (l Links) Read(text string) (t Target, ok bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme+"://"+u.Host != l.Origin || u.RawQuery != "" || u.User != nil {
		return t, false
	}
	payload, ok := strings.CutPrefix(u.Path, "/q/")
	if !ok {
		return t, false
	}
	kind, rest, _ := strings.Cut(payload, ".")
	switch kind {
	case "t":
		t.Trade = rest
	case "f":
		t.Auth = rest
	case "p":
		return l.person(rest)
	default:
		t.Static = payload
	}
	return t, rest != ""
}

func (l Links) person(rest string) (t Target, ok bool) {
	i := strings.LastIndexByte(rest, '.')
	if i < 0 || subtle.ConstantTimeCompare([]byte(rest[i+1:]), []byte(l.sign(rest[:i]))) != 1 {
		return t, false
	}
	user, minor, ok := strings.Cut(rest[:i], ".")
	n, err := strconv.ParseInt(minor, 10, 64)
	return Target{Person: user, Minor: n}, ok && err == nil
}
