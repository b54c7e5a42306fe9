package protocol

import (
	"encoding/json"
	"errors"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// V3Scheme is the only authorization scheme of /v3.
const V3Scheme = "ALIPAY-SHA256withRSA"

// Auth is a parsed V3 Authorization header.
type Auth struct {
	Text      string // what was signed of it, literally
	AppID     string
	CertSN    string
	Nonce     string
	Timestamp string // milliseconds
	Sign      string
}

// ErrAuthorization says that a V3 Authorization header cannot be read.
var ErrAuthorization = errors.New("the Authorization header cannot be parsed")

// ParseAuth reads an Authorization header. Its members may come in any order
// but sign, which is last: the text before it is signed as it stands.
func ParseAuth(header string) (Auth, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(header), " ")
	if !ok || scheme != V3Scheme || len(header) > 4096 {
		return Auth{}, ErrAuthorization
	}
	i := strings.LastIndex(rest, ",sign=")
	if i < 0 {
		return Auth{}, ErrAuthorization
	}
	a := Auth{Text: rest[:i], Sign: rest[i+len(",sign="):]}
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(a.Text, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || seen[name] {
			return Auth{}, ErrAuthorization
		}
		seen[name] = true
		switch name {
		case "app_id":
			a.AppID = value
		case "app_cert_sn":
			a.CertSN = value
		case "nonce":
			a.Nonce = value
		case "timestamp":
			a.Timestamp = value
		case "sign":
			return Auth{}, ErrAuthorization
		}
	}
	return a, nil
}

// V3Content is the text that a V3 request signs. uri is as it was sent, with
// its query; a token that is not empty adds a line.
func V3Content(auth, method, uri, body, token string) []byte {
	text := auth + "\n" + method + "\n" + uri + "\n" + body + "\n"
	if token != "" {
		text += token + "\n"
	}
	return []byte(text)
}

// V3Body reads a V3 request's signed text and its files. A multipart body
// signs the text of its part "data" alone.
func V3Body(r *http.Request) (string, []File, error) {
	kind, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		p := Params{}
		files, err := p.addMultipart(multipart.NewReader(r.Body, args["boundary"]), "data")
		return p["data"], files, err
	}
	if r.Body == nil {
		return "", nil, nil
	}
	b, err := readAll(r.Body, MaxText)
	return string(b), nil, err
}

// V3Reply is the text that a V3 answer signs.
func V3Reply(timestamp, nonce, body string) []byte {
	return []byte(timestamp + "\n" + nonce + "\n" + body + "\n")
}

// V3Error is the body of a V3 failure. links is an array in what servers send
// and clients read, whatever their own description says.
func V3Error(c *Code, link string) []byte {
	type one struct {
		Link string `json:"link"`
		Desc string `json:"desc"`
	}
	b, err := json.Marshal(struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Links   []one  `json:"links"`
	}{c.V3(), c.Text, []one{{link, "What this code means and what to do"}}})
	if err != nil {
		panic(err) // strings can always be written
	}
	return b
}
