package egress_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"livewell/internal/kit/egress"
)

func TestURLsAreReadStrictly(t *testing.T) {
	for raw, want := range map[string]error{
		"https://shop.example/notify":   nil,
		"http://shop.example:8080/a?b":  nil,
		"https://早饭.example/":           nil,
		"http://8.8.8.8/":               nil,
		"ftp://shop.example/":           egress.ErrURL,
		"file:///etc/passwd":            egress.ErrURL,
		"gopher://shop.example/":        egress.ErrURL,
		"https://a:b@shop.example/":     egress.ErrURL,
		"https://shop.example:22/":      egress.ErrURL,
		"https://shop.example/#x":       egress.ErrURL,
		"https:///x":                    egress.ErrURL,
		"http:shop.example":             egress.ErrURL,
		"http://shop_.exa mple/":        egress.ErrURL,
		"http://127.1/":                 egress.ErrURL,
		"http://0x7f000001/":            egress.ErrURL,
		"http://017700000001/":          egress.ErrURL,
		"http://2130706433/":            egress.ErrURL,
		"http://127.0.0.1/":             egress.ErrAddress,
		"http://localhost/":             egress.ErrAddress,
		"http://[::1]/":                 egress.ErrAddress,
		"http://[::ffff:127.0.0.1]/":    egress.ErrAddress,
		"http://[64:ff9b::7f00:1]/":     egress.ErrAddress,
		"http://169.254.169.254/latest": egress.ErrAddress,
		"http://10.0.0.1/":              egress.ErrAddress,
		"http://[fd00::1]/":             egress.ErrAddress,
		"http://[fe80::1%25eth0]/":      egress.ErrURL,
		"http://0.0.0.0/":               egress.ErrAddress,
	} {
		if _, err := egress.Check(raw, false); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", raw, err, want)
		}
	}
}

func TestOnlyTheOpenInternetIsPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"1.1.1.1": true, "2606:4700::1111": true, "2400:3200::1": true,
		"100.64.1.1": false, "198.18.0.1": false, "192.168.1.1": false, "172.31.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"2002:7f00:1::": false, "2001::1": false, "fc00::1": false, "::": false, "::127.0.0.1": false, "64:ff9b::1": false,
	} {
		if got := egress.Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

func call(t *testing.T, h http.HandlerFunc, loopback bool) (egress.Reply, error) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return egress.New(time.Now).Do(t.Context(), egress.Call{URL: srv.URL, Body: []byte("a=b"), ContentType: "application/x-www-form-urlencoded", Loopback: loopback})
}

func TestLoopbackOnlyWhereItIsAllowed(t *testing.T) {
	ok := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.FormValue("a"), r.Header.Get("User-Agent") != "", r.Header.Get("Accept-Encoding"))
	}
	if _, err := call(t, ok, false); !errors.Is(err, egress.ErrAddress) {
		t.Errorf("got %v", err)
	}
	if r, err := call(t, ok, true); err != nil || r.Status != 200 || string(r.Body) != "btrue" {
		t.Errorf("got %+v %s, %v", r, r.Body, err)
	}
}

// A name is checked where it leads, at the moment of the dial.
func TestNamesAreCheckedWhereTheyLead(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	port := srv.URL[strings.LastIndexByte(srv.URL, ':'):]
	// localhost. is a name that the strict parser lets pass and every resolver knows.
	_, err := egress.New(time.Now).Do(t.Context(), egress.Call{URL: "http://localhost." + port})
	if err == nil || err.Error() == "" || errors.Is(err, egress.ErrURL) {
		t.Errorf("got %v", err)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	r, err := call(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/next", http.StatusFound)
	}, true)
	if err != nil || r.Status != http.StatusFound {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestNoMoreThanTheLimitIsReadAndNothingUnpacked(t *testing.T) {
	r, err := call(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 1 << 10 {
			z.Write(make([]byte, 1<<12))
		}
		z.Close()
	}, true)
	if err != nil || len(r.Body) > egress.Limit || r.Body[0] != 0x1f {
		t.Errorf("got %d bytes, %v", len(r.Body), err)
	}
}
