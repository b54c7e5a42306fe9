package protocol

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Signer signs with one version of the platform's key.
type Signer interface {
	Sign(text []byte) (string, error)
	SN() string // of the key's certificate
}

// Key is the member under which a method's answer stands.
func Key(method string) string { return strings.ReplaceAll(method, ".", "_") + "_response" }

// ErrorKey is the member for failures that have no method of their own, and
// for those of alipay.system.oauth.token, which one client recognises only so.
const ErrorKey = "error_response"

// Head is the fixed part of every v1 answer.
type Head struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code,omitempty"`
	SubMsg  string `json:"sub_msg,omitempty"`
}

// Object marshals v, an object, without members that are null or "".
func object(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	// Member values only: inside a string these quotes would be escaped.
	if bytes.Contains(b, []byte(`:""`)) || bytes.Contains(b, []byte(`:null`)) {
		b, err = Strict(b)
	}
	return b, err
}

// Body marshals the answer of a V3 method: only what the method says.
func Body(v any) ([]byte, error) {
	if v == nil {
		return []byte("{}"), nil
	}
	b, err := object(v)
	if string(b) == "null" {
		b = []byte("{}")
	}
	return b, err
}

// Node marshals a v1 answer: the head, then the method's own members.
func Node(h Head, v any) ([]byte, error) {
	head, err := json.Marshal(h)
	if err != nil || v == nil {
		return head, err
	}
	body, err := object(v)
	if err != nil || string(body) == "{}" || string(body) == "null" {
		return head, err
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}

// Bare is Node without a head: a successful alipay.system.oauth.token has no code.
func Bare(v any) ([]byte, error) { return Body(v) }

// Envelope signs node and puts it into the answer's text: node, then the
// certificate's SN where the caller uses certificates, then the signature, with
// no white space. Every known client cuts the signed text out by position, so
// the order is part of the format.
func Envelope(key string, node []byte, s Signer, withSN bool) ([]byte, error) {
	node = hide(node, key)
	sig, err := s.Sign(node)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(key)+len(node)+len(sig)+80)
	out = append(out, `{"`...)
	out = append(out, key...)
	out = append(out, `":`...)
	out = append(out, node...)
	if withSN {
		out = append(out, `,"alipay_cert_sn":"`...)
		out = append(out, s.SN()...)
		out = append(out, '"')
	}
	out = append(out, `,"sign":"`...)
	out = append(out, sig...)
	return append(out, `"}`...), nil
}

// hide spells the root member's name differently where a user's text repeats
// it: one client refuses an answer in which that name occurs twice. The JSON
// value stays the same.
func hide(node []byte, key string) []byte {
	for _, k := range []string{key, ErrorKey} {
		if bytes.Contains(node, []byte(k)) {
			node = bytes.ReplaceAll(node, []byte(k), []byte(strings.Replace(k, "_", `\u005f`, 1)))
		}
	}
	return node
}
