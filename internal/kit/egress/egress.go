// Package egress is the only way out for HTTP. Addresses come from strangers
// (a merchant's notify_url, a mini program's server), so a call must not reach
// what the stranger could not reach alone.
//
// It always holds that the address that is dialled was checked, not the name
// that was looked up before; that no redirect, proxy, cookie or decompression
// happens; that a call ends in ten seconds; and that no more of an answer is
// read than the caller asked for.
package egress

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/idna"

	"livewell/internal/kit/fault"
)

var (
	// ErrURL says that a URL is not one that may be called.
	ErrURL = fault.New(fault.Invalid, "egress.url", "This address cannot be called. Use http or https, a public host, and port 80, 443 or above 1023.")
	// ErrAddress says that a host name leads to an address that is not public.
	ErrAddress = fault.New(fault.Refused, "egress.address", "This host does not lead to a public address.")
)

const (
	// Limit is how much of an answer is read unless the call says otherwise.
	Limit = 2 << 10

	dialTime  = 3 * time.Second
	tlsTime   = 3 * time.Second
	wholeTime = 10 * time.Second
	userAgent = "livewell/1"
)

// Call is one request.
type Call struct {
	Method      string // default POST
	URL         string
	ContentType string
	Header      http.Header
	Body        []byte
	Limit       int64 // bytes of the answer to read; default Limit
	// Loopback allows this machine's own loopback too: for sandbox
	// tenants, whose receiver runs beside the server.
	Loopback bool
}

// Reply is an answer, cut at the call's limit.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Took   time.Duration
}

// Client calls out. It keeps nothing between calls.
type Client struct {
	public, loopback *http.Transport
	now              func() time.Time
}

// New makes a client. now is for measuring only.
func New(now func() time.Time) *Client {
	own := ownAddresses()
	return &Client{
		public:   transport(func(a netip.Addr) bool { return Public(a) && !own[a] }),
		loopback: transport(func(a netip.Addr) bool { return a.IsLoopback() || Public(a) && !own[a] }),
		now:      now,
	}
}

func transport(allowed func(netip.Addr) bool) *http.Transport {
	d := &net.Dialer{Timeout: dialTime, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(ap.Addr().Unmap()) {
			return ErrAddress
		}
		return nil
	}}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.DialContext,
		TLSHandshakeTimeout:    tlsTime,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1 alone
		DisableCompression:     true,
		DisableKeepAlives:      true, // a kept connection would be resent on, or be dead
		MaxResponseHeaderBytes: 16 << 10,
	}
}

// Do makes the call. An answer of any status is a Reply; an error says that
// there was none. Faults: ErrURL, ErrAddress.
func (c *Client) Do(ctx context.Context, call Call) (Reply, error) {
	u, err := Check(call.URL, call.Loopback)
	if err != nil {
		return Reply{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	req, err := request(ctx, u, call)
	if err != nil {
		return Reply{}, err
	}
	t := c.public
	if call.Loopback {
		t = c.loopback
	}
	start := c.now()
	res, err := t.RoundTrip(req) // no client: no redirect, no cookie
	if err != nil {
		return Reply{Took: c.now().Sub(start)}, clean(err)
	}
	defer func() { _ = res.Body.Close() }() // a limit may leave some of it unread
	limit := call.Limit
	if limit == 0 {
		limit = Limit
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit))
	if err != nil {
		return Reply{Status: res.StatusCode, Took: c.now().Sub(start)}, clean(err)
	}
	return Reply{res.StatusCode, res.Header, body, c.now().Sub(start)}, nil
}

func request(ctx context.Context, u *url.URL, call Call) (*http.Request, error) {
	method := call.Method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(call.Body))
	if err != nil {
		return nil, ErrURL.Because(err)
	}
	req.GetBody = nil // the transport must not send it a second time by itself
	for k, v := range call.Header {
		req.Header[k] = v
	}
	if call.ContentType != "" {
		req.Header.Set("Content-Type", call.ContentType)
	}
	req.Header.Set("User-Agent", userAgent)
	return req, nil
}

// clean keeps addresses and names of inner errors out of what may be shown,
// but for our own faults.
func clean(err error) error {
	switch {
	case errors.Is(err, ErrAddress):
		return ErrAddress
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer in %v", wholeTime)
	}
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		return fmt.Errorf("no answer in time")
	}
	var de *net.DNSError
	if errors.As(err, &de) {
		return fmt.Errorf("the host name has no address")
	}
	return fmt.Errorf("the connection failed: %w", err)
}

// Check parses a URL strictly: http or https, no user, a host by the IDNA
// lookup profile, port 80, 443 or above 1023, no fragment. A host that is
// written as an address must be a public one (or loopback, where that is allowed).
func Check(raw string, loopback bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > 2048 || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return nil, ErrURL
	}
	host := u.Hostname()
	if host == "" || strings.ContainsAny(host, "%\\ ") {
		return nil, ErrURL
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n > 65535 || n < 1024 && n != 80 && n != 443 {
			return nil, ErrURL
		}
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if a = a.Unmap(); !Public(a) && (!loopback || !a.IsLoopback()) {
			return nil, ErrAddress
		}
		return u, nil
	}
	name, err := idna.Lookup.ToASCII(host)
	if err != nil || number(name) {
		return nil, ErrURL
	}
	if name == "localhost" && !loopback {
		return nil, ErrAddress
	}
	if u.Host = name; u.Port() != "" {
		u.Host = name + ":" + u.Port()
	}
	return u, nil
}

// number tells host names that some resolvers read as an address: 127.1, 0x7f000001, 017700000001.
func number(name string) bool {
	last := name[strings.LastIndexByte(strings.TrimSuffix(name, "."), '.')+1:]
	last = strings.TrimSuffix(last, ".")
	if strings.HasPrefix(last, "0x") {
		return true
	}
	_, err := strconv.ParseUint(last, 10, 64)
	return err == nil
}

// special are ranges that are global unicast by their bits alone and yet lead
// somewhere else: RFC 6890 and its successors, tunnels and translators.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
	"2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(texts ...string) (out []netip.Prefix) {
	for _, t := range texts {
		out = append(out, netip.MustParsePrefix(t))
	}
	return out
}

// Public reports whether a is an address of the open internet.
func Public(a netip.Addr) bool {
	if a = a.Unmap(); !a.IsValid() || !a.IsGlobalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

func ownAddresses() map[netip.Addr]bool {
	out := map[netip.Addr]bool{}
	list, _ := net.InterfaceAddrs() // where they cannot be read, the ranges still hold
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			out[p.Addr().Unmap()] = true
		}
	}
	return out
}
