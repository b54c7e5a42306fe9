package web

import (
	"context"
	"net/http"
	"net/netip"
)

// Address is the network that the running operation's request comes from, for
// limits: an IPv6 user has a /64. It is empty outside an operation.
func Address(ctx context.Context) string {
	r := Request(ctx)
	if r == nil {
		return ""
	}
	return AddressOf(r)
}

// AddressOf is the Address of any request.
func AddressOf(r *http.Request) string {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := ap.Addr().Unmap()
	if p, err := ip.Prefix(64); err == nil && ip.Is6() {
		return p.String()
	}
	return ip.String()
}
