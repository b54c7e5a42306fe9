package oidc

import (
	"crypto/rand"
	"crypto/rsa"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func FuzzNoParameterMeansTwoThings(f *testing.F) {
	f.Add("client_id=1&redirect_uri=https%3A%2F%2Fshop.example%2Fback&scope=openid+profile&state=s&prompt=none")
	f.Add("a=1&a=1")
	f.Add("a=&b=%ff;c")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parse(text)
		if err != nil {
			return
		}
		q, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range q {
			if len(values) != 1 || p[name] != values[0] {
				t.Errorf("%q means %q and %q", name, p[name], values)
			}
		}
		if len(p) > len(q) {
			t.Errorf("got %v of %v", p, q)
		}
		if err := proper(p); err == nil && (p["code_challenge"] == "" || p["code_challenge_method"] != "S256" || p["response_type"] != "code") {
			t.Errorf("%v was taken", p)
		}
	})
}

// Whatever is believed says what the owner of the key once signed.
func FuzzOnlyWhatTheKeySignedIsBelieved(f *testing.F) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	now, us := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), []string{"https://pay.example"}
	want := jwt.Claims{Issuer: "2021", Subject: "2021", Audience: us, ID: "1", Expiry: jwt.NewNumericDate(now.Add(time.Minute))}
	sign := func(alg jose.SignatureAlgorithm, key any) string {
		s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
		if err != nil {
			f.Fatal(err)
		}
		text, err := jwt.Signed(s).Claims(want).Serialize()
		if err != nil {
			f.Fatal(err)
		}
		return text
	}
	good := sign(jose.RS256, key)
	keys := []*rsa.PublicKey{&key.PublicKey}
	if _, err := believe(good, keys, us, now); err != nil {
		f.Fatal(err)
	}
	body := strings.Split(good, ".")[1]
	for _, text := range []string{good, sign(jose.PS256, key), sign(jose.HS256, key.N.Bytes()), "eyJhbGciOiJub25lIn0." + body + ".", "{}", ".."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		claimed(text) // it is asked first, and proves nothing
		if c, err := believe(text, keys, us, now); err == nil && !reflect.DeepEqual(c, want) {
			t.Errorf("%s was believed: %+v", text, c)
		}
	})
}
