// Package protocol is the wire format of the open platform: what a request's
// signed text is, what an answer's bytes are, and which codes name what went
// wrong. It knows no database, no app and no method.
//
// It always holds that the bytes that are signed are the bytes that are sent
// (an answer's node is marshalled once), that a request's parameters mean the
// same to the signature and to the method (one parser, one set of values), and
// that no answer carries null or an empty string, which clients feed to
// numeric parsers.
//
// Both generations are here: v1 (/gateway.do, the signature inside the JSON)
// and V3 (/v3/…, the signature in headers). Notifications, order strings and
// return URLs are v1's third form: signed forms that travel without a reply.
package protocol

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
)

// SignType is the only signature algorithm taken: RSASSA-PKCS1-v1_5 with
// SHA-256. SHA-1 ("RSA") is refused.
const SignType = "RSA2"

// MinKeyBits and Exponent bound the RSA keys that may be registered.
const (
	MinKeyBits = 2048
	Exponent   = 65537
)

// ErrKey says why a key was refused.
var ErrKey = errors.New("an RSA key of 2048 to 8192 bits with exponent 65537 is needed")

// ErrSignature says only that a signature does not match.
var ErrSignature = errors.New("signature does not match")

// CheckKey refuses keys that are too weak, too slow or odd.
func CheckKey(k *rsa.PublicKey) error {
	if n := k.N.BitLen(); n < MinKeyBits || n > 8192 || k.E != Exponent {
		return ErrKey
	}
	return nil
}

// PublicKey reads a public key as developers paste it: PEM, or the bare base64
// of the PKIX or PKCS#1 form, with or without line breaks.
func PublicKey(text string) (*rsa.PublicKey, error) {
	der, err := derOf(text)
	if err != nil {
		return nil, err
	}
	k, err := x509.ParsePKCS1PublicKey(der)
	if err != nil {
		any, err := x509.ParsePKIXPublicKey(der)
		if err != nil {
			return nil, ErrKey
		}
		var ok bool
		if k, ok = any.(*rsa.PublicKey); !ok {
			return nil, ErrKey
		}
	}
	return k, CheckKey(k)
}

// PrivateKey reads a private key in PKCS#8 or PKCS#1 form, PEM or bare base64.
func PrivateKey(text string) (*rsa.PrivateKey, error) {
	der, err := derOf(text)
	if err != nil {
		return nil, err
	}
	k, err := x509.ParsePKCS1PrivateKey(der)
	if err != nil {
		any, err := x509.ParsePKCS8PrivateKey(der)
		if err != nil {
			return nil, ErrKey
		}
		var ok bool
		if k, ok = any.(*rsa.PrivateKey); !ok {
			return nil, ErrKey
		}
	}
	return k, CheckKey(&k.PublicKey)
}

func derOf(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if b, _ := pem.Decode([]byte(text)); b != nil {
		return b.Bytes, nil
	}
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil || len(der) == 0 {
		return nil, ErrKey
	}
	return der, nil
}

// PublicPEM and PrivatePEM are the forms that are stored and handed out.
func PublicPEM(k *rsa.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(k)
	if err != nil {
		panic(err) // an *rsa.PublicKey can always be written
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// PrivatePEM writes PKCS#1, the form that every SDK reads without a setting.
func PrivatePEM(k *rsa.PrivateKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
}

// Sign gives the base64 signature of text.
func Sign(k *rsa.PrivateKey, text []byte) (string, error) {
	sum := sha256.Sum256(text)
	sig, err := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(sig), nil
}

// Verify checks a base64 signature of text.
func Verify(k *rsa.PublicKey, text []byte, sig string) error {
	raw, err := base64.StdEncoding.DecodeString(sig)
	if err != nil {
		return ErrSignature
	}
	sum := sha256.Sum256(text)
	if rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], raw) != nil {
		return ErrSignature
	}
	return nil
}
