// Package client knows the third-party apps: who owns them, which keys speak
// for them, what they may call, and with which key the platform answers them.
//
//	app:  online <-> paused -> deleted
//	key:  current -> overlapping (the next version is there) -> ended
//
// A signature is believed when any version of the app's keys that is in force
// now makes it: in key mode the registered public keys, in certificate mode the
// one certificate that the caller names by its serial number. The platform's
// own keys are versions too; each app is answered with one version until it
// takes the next or the old one ends. Private keys are sealed under the keyring
// and live in memory only.
//
// It does not know methods, tokens or users' consents.
package client

import (
	"crypto/rsa"
	"embed"
	"net/url"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/open/protocol"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("client", files)

var (
	ErrNotFound  = fault.New(fault.NotFound, "client.not_found", "There is no such app.")
	ErrKey       = fault.New(fault.Invalid, "client.key", "This is not an RSA public key of 2048 to 8192 bits with exponent 65537.")
	ErrKeyReused = fault.New(fault.Refused, "client.key_reused", "This key was registered before. Make a new pair.")
	ErrURL       = fault.New(fault.Invalid, "client.url", "This is not a full https address without user name and fragment. Sandbox apps may also use http to this machine.")
	ErrName      = fault.New(fault.Invalid, "client.name", "The name must have 1 to 40 characters.")
	ErrProduct   = fault.New(fault.Invalid, "client.product", "There is no such product.")
	ErrKind      = fault.New(fault.Invalid, "client.kind", "There is no such kind of app.")
	ErrState     = fault.New(fault.Conflict, "client.state", "The app is in a state that does not allow this.")
	ErrMany      = fault.New(fault.Refused, "client.too_many", "You have 50 apps. Delete one first.")
)

// Kind says for whom an app speaks.
type Kind string

const (
	Own  Kind = "own"  // for its own merchant
	ISV  Kind = "isv"  // for merchants that authorised it
	Mini Kind = "mini" // a mini program
)

// State is an app's life.
type State string

const (
	Online  State = "online"
	Paused  State = "paused"
	Deleted State = "deleted"
)

// Product is what an app is granted: a group of methods.
type Product string

const (
	Trade     Product = "trade"     // acquiring: take payments, refund
	Royalty   Product = "royalty"   // share a trade's money
	PreAuth   Product = "preauth"   // freeze and capture
	Transfer  Product = "transfer"  // pay out
	Agreement Product = "agreement" // pay without asking each time
	Bill      Product = "bill"      // statements
	Listing   Product = "listing"   // offer beside the platform's stores
	Login     Product = "login"     // users sign in and share what they consent to
)

// Products lists every product.
func Products() []Product {
	return []Product{Trade, Royalty, PreAuth, Transfer, Agreement, Bill, Listing, Login}
}

// App is what the rest of the program needs of an app. It is shared between
// requests: never change one.
type App struct {
	ID, Owner, Merchant, Name string
	Kind                      Kind
	State                     State
	Sandbox                   bool
	Products                  []Product
	Redirects                 []string
	NotifyURL                 string
	Created                   time.Time

	rev    int64
	signer int64
	keys   []Key
	aes    []byte
}

// Key is one version of an app's public key, bare or in a certificate.
type Key struct {
	Version       int64
	SN            string // of the certificate; empty in key mode
	PEM           string // the public key or the certificate
	Before, After time.Time
	public        *rsa.PublicKey
}

// InForce reports whether the key may sign at now.
func (k Key) InForce(now time.Time) bool { return !now.Before(k.Before) && now.Before(k.After) }

// Public is the key itself.
func (k Key) Public() *rsa.PublicKey { return k.public }

// Keys lists the app's keys, newest first.
func (a *App) Keys() []Key { return slices.Clone(a.keys) }

// HasKeys reports whether anything could verify in this mode now.
func (a *App) HasKeys(cert bool, now time.Time) bool {
	return slices.ContainsFunc(a.keys, func(k Key) bool { return (k.SN != "") == cert && k.InForce(now) })
}

// KnowsCert reports whether sn is a certificate of the app in force now.
func (a *App) KnowsCert(sn string, now time.Time) bool {
	return slices.ContainsFunc(a.keys, func(k Key) bool { return k.SN == sn && k.InForce(now) })
}

// Verify checks a signature of the app. certSN names the certificate; empty
// means key mode. Error: protocol.ErrSignature.
func (a *App) Verify(certSN string, now time.Time, text []byte, sig string) error {
	for _, k := range a.keys {
		if k.SN == certSN && k.InForce(now) && protocol.Verify(k.public, text, sig) == nil {
			return nil
		}
	}
	return protocol.ErrSignature
}

// AESKey is the key of encrypted contents; empty when the app has none.
func (a *App) AESKey() []byte { return a.aes }

// May reports whether the app was granted p. The empty product is for all.
func (a *App) May(p Product) bool { return p == "" || slices.Contains(a.Products, p) }

// MayRedirect reports whether uri is one of the app's redirect addresses, to the byte.
func (a *App) MayRedirect(uri string) bool { return slices.Contains(a.Redirects, uri) }

// Loopback reports whether the app's notifications may go to this machine.
func (a *App) Loopback() bool { return a.Sandbox }

// checkURL takes https everywhere, and http to loopback for sandboxes.
func checkURL(raw string, sandbox bool) error {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > 512 || u.Host == "" || u.User != nil || strings.Contains(raw, "#") {
		return ErrURL
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	if u.Scheme != "https" && (u.Scheme != "http" || !sandbox || !local) {
		return ErrURL
	}
	return nil
}
