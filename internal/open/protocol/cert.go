package protocol

import (
	"crypto/md5" //nolint:gosec // a serial number of the public protocol, not a protection
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"time"
)

// ErrCert says that a text holds no certificate that can be used.
var ErrCert = errors.New("not an X.509 certificate with an RSA key")

// SN is a certificate's number as clients compute it: MD5 over the issuer's
// name and the decimal serial number.
func SN(c *x509.Certificate) string {
	sum := md5.Sum([]byte(c.Issuer.String() + c.SerialNumber.String())) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

// RootSN is the number of a bundle: the SNs of its RSA-signed members.
func RootSN(bundle string) (string, error) {
	cs, err := Certificates(bundle)
	if err != nil {
		return "", err
	}
	var sns []string
	for _, c := range cs {
		if c.SignatureAlgorithm == x509.SHA256WithRSA || c.SignatureAlgorithm == x509.SHA1WithRSA {
			sns = append(sns, SN(c))
		}
	}
	return strings.Join(sns, "_"), nil
}

// Certificates reads a PEM bundle.
func Certificates(bundle string) (out []*x509.Certificate, err error) {
	for rest := []byte(bundle); ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, ErrCert
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, ErrCert
	}
	return out, nil
}

// CertPEM writes a certificate.
func CertPEM(c *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}

// CA issues certificates for the platform's own keys and for apps.
type CA struct {
	Cert *x509.Certificate
	Key  *rsa.PrivateKey
}

// Names are plain ASCII and only of the four kinds that all clients print the
// same way: their SN depends on it.
func subject(unit, name string) pkix.Name {
	return pkix.Name{
		Country: []string{"CN"}, Organization: []string{"livewell"},
		OrganizationalUnit: []string{unit}, CommonName: name,
	}
}

// NewCA makes a self-signed root.
func NewCA(name string, now time.Time) (*CA, error) {
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return nil, err
	}
	t := template(subject("Certification Authority", name), now, now.AddDate(30, 0, 0))
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	c, err := create(t, t, &key.PublicKey, key)
	return &CA{c, key}, err
}

// Issue certifies a key until end. unit says whose it is.
func (ca *CA) Issue(k *rsa.PublicKey, unit, name string, now, end time.Time) (*x509.Certificate, error) {
	if err := CheckKey(k); err != nil {
		return nil, err
	}
	t := template(subject(unit, ascii(name)), now, end)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	return create(t, ca.Cert, k, ca.Key)
}

func template(name pkix.Name, now, end time.Time) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return &x509.Certificate{
		SerialNumber: serial.SetBit(serial, 126, 1), Subject: name,
		NotBefore: now.Add(-time.Hour), NotAfter: end, SignatureAlgorithm: x509.SHA256WithRSA,
	}
}

func create(t, parent *x509.Certificate, pub *rsa.PublicKey, key *rsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, pub, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func ascii(s string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == ' ' || r == '-' || r == '.' {
			return r
		}
		return -1
	}, s)
	if out = strings.TrimSpace(out); out == "" {
		return "app"
	}
	return out[:min(len(out), 60)]
}
