package message_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/message"
)

var b64 = base64.RawURLEncoding

// service is a push service: it answers with status and keeps what it is given.
type service struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []delivery
}

type delivery struct {
	path string
	head http.Header
	body []byte
}

func newService(t *testing.T) *service {
	s := &service{status: http.StatusCreated}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = append(s.got, delivery{r.URL.Path, r.Header, b})
		w.WriteHeader(s.status)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// taken gives what came since the last call.
func (s *service) taken() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.got
	s.got = nil
	return got
}

// browser holds the keys that no server has.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
	sub  message.Subscription
}

func newBrowser(t *testing.T, endpoint string) browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := browser{key: key, auth: make([]byte, 16)}
	rand.Read(b.auth)
	b.sub = message.Subscription{Endpoint: endpoint, P256dh: b64.EncodeToString(key.PublicKey().Bytes()), Auth: b64.EncodeToString(b.auth)}
	return b
}

// read decrypts one record: RFC 8188, 2 and RFC 8291, 3.4.
func (b browser) read(t *testing.T, body []byte) (out notice) {
	t.Helper()
	salt, size, n := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	sender, box := body[21:21+n], body[21+n:]
	if uint32(len(box)) > size || len(body) > 4096 {
		t.Errorf("a record of %d bytes, in all %d", len(box), len(body))
	}
	must := func(v []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	point, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		t.Fatal(err)
	}
	shared := must(b.key.ECDH(point))
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	ikm := must(hkdf.Key(sha256.New, shared, b.auth, info, 32))
	block, err := aes.NewCipher(must(hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, must(hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)), box, nil)
	if err != nil {
		t.Fatalf("the browser cannot open it: %v", err)
	}
	text := strings.TrimRight(string(plain), "\x00")
	if text, ok := strings.CutSuffix(text, "\x02"); !ok {
		t.Errorf("no end of the last record in %q", text)
	} else if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Errorf("%q: %v", text, err)
	}
	return out
}

type notice struct{ Tag, Title, Body, Link, Lang string }

// checkVapid checks a token of RFC 8292: signed by key, for the origin, a day at most.
func checkVapid(head, key, origin string) error {
	var token, k string
	if _, err := fmt.Sscanf(head, "vapid t=%s k=%s", &token, &k); err != nil {
		return fmt.Errorf("%q: %w", head, err)
	}
	token = strings.TrimSuffix(token, ",")
	if k != key {
		return fmt.Errorf("k is %s, want %s", k, key)
	}
	part := strings.Split(token, ".")
	sig, err1 := b64.DecodeString(part[2])
	raw, err2 := b64.DecodeString(part[1])
	point, err3 := b64.DecodeString(key)
	pub, err4 := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(part[0] + "." + part[1]))
	if len(sig) != 64 || !ecdsa.Verify(pub, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return errors.New("the signature is not of the key")
	}
	var c struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	if left := time.Until(time.Unix(c.Exp, 0)); c.Aud != origin || left <= 0 || left > 24*time.Hour || c.Sub != "https://pay.example" {
		return fmt.Errorf("claims %+v, want the audience %s", c, origin)
	}
	return nil
}
