package protocol_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"livewell/internal/open/protocol"
)

// The six ways in which clients cut the signed text out of an answer.
// PROTOCOL.md 1.3 describes them; the code is ours.
var clients = map[string]func(answer, key string, cert bool) string{
	"smartwalle": func(answer, key string, _ bool) string {
		var m map[string]json.RawMessage
		if json.Unmarshal([]byte(answer), &m) != nil {
			return ""
		}
		return string(m[key])
	},
	"gopay": func(answer, _ string, cert bool) string {
		end := `,"sign":`
		if cert {
			end = `,"alipay_cert_sn":`
		}
		_, rest, ok := strings.Cut(answer, `_response":`)
		i := strings.Index(rest, end)
		if !ok || i < 0 {
			return ""
		}
		return rest[:i]
	},
	"Node": func(answer, key string, _ bool) string {
		// It cuts at the position that "sign" had before the head went off, so
		// a piece of the signature stays behind; the last brace ends the text.
		last := strings.LastIndex(answer, `"sign"`)
		rest := answer[strings.Index(answer, key+`"`)+len(key)+1:]
		rest = rest[:min(last, len(rest))]
		open, shut := strings.IndexByte(rest, '{'), strings.LastIndexByte(rest, '}')
		return rest[open : shut+1]
	},
	"Java": func(answer, key string, _ bool) string {
		root := `"` + key + `"`
		at := strings.Index(answer, root)
		if at < 0 || at != strings.LastIndex(answer, root) || strings.Count(answer, key) != 1 {
			return ""
		}
		start := at + len(root) + 1
		return answer[start : matchingBrace(answer, start)+1]
	},
	"PHP": func(answer, key string, cert bool) string {
		end := `"sign"`
		if cert {
			end = `"alipay_cert_sn"`
		}
		start := strings.Index(answer, key) + len(key) + 2
		return answer[start : strings.LastIndex(answer, end)-1]
	},
	"Python": func(answer, _ string, cert bool) string {
		if cert {
			return "" // it has no certificate mode
		}
		head := pythonHead.FindStringIndex(answer)
		tail := pythonTail.FindStringIndex(answer)
		if head == nil || tail == nil {
			return ""
		}
		return answer[head[1]-1 : tail[0]+1]
	},
}

var (
	pythonHead = regexp.MustCompile(`["'][a-zA-Z_]+_response["']\s*:\s*\{`)
	pythonTail = regexp.MustCompile(`\}\s*,\s*"sign"\s*:\s*"`)
)

// matchingBrace gives the end of the object at start, as a reader that knows strings does.
func matchingBrace(s string, start int) int {
	depth, quoted := 0, false
	for i := start; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// texts are what users may write to confuse a reader that cuts by position.
var nasty = []string{
	`"sign":"`, `,"sign":`, `},"sign":"x"}`, `"alipay_cert_sn":"`, `,"alipay_cert_sn":`, `alipay_trade_query_response`,
	`"alipay_trade_query_response":{`, `error_response`, `_response":`, "</script>", "\\", "\"", "{", "}", "早饭", "\u2028", "\x00", "", "null", "a%20b",
}

func drawText(t *rapid.T) string {
	return rapid.OneOf(rapid.SampledFrom(nasty), rapid.String(),
		rapid.Custom(func(t *rapid.T) string {
			return rapid.String().Draw(t, "l") + rapid.SampledFrom(nasty).Draw(t, "m") + rapid.String().Draw(t, "r")
		})).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) }).Draw(t, "text") // requests may not hold it
}

var member = rapid.StringMatching(`[a-z]{1,8}(_[a-z]{1,6})?`).Filter(func(s string) bool {
	return s != "sign" && !strings.HasSuffix(s, "_response") && s != "code" && s != "msg"
})

// drawValue draws JSON without empty members, as methods answer.
func drawValue(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	switch {
	case kind == 0 && depth > 0:
		out := map[string]any{}
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			out[member.Draw(t, "member")] = drawValue(t, depth-1)
		}
		return out
	case kind == 1 && depth > 0:
		out := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			out = append(out, drawValue(t, depth-1))
		}
		return out
	case kind == 2:
		return rapid.Int32().Draw(t, "number")
	}
	return drawText(t) + "."
}

// Whatever an answer says, each client cuts exactly the bytes that were signed.
func TestEveryClientCutsTheSignedBytes(t *testing.T) {
	const name = "alipay.trade.query"
	rapid.Check(t, func(t *rapid.T) {
		out := map[string]any{}
		for range rapid.IntRange(0, 6).Draw(t, "members") {
			out[member.Draw(t, "member")] = drawValue(t, 3)
		}
		out["empty"] = nil
		head := protocol.OK
		if rapid.Bool().Draw(t, "failed") {
			head = protocol.Business("ACQ.TRADE_NOT_EXIST", "").With(drawText(t)).Head()
		}
		node, err := protocol.Node(head, out)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(node, []byte(`:""`)) || bytes.Contains(node, []byte(`"empty"`)) {
			t.Fatalf("an empty member in %s", node)
		}
		cert := rapid.Bool().Draw(t, "cert")
		answer, err := protocol.Envelope(protocol.Key(name), node, signer{key()}, cert)
		if err != nil {
			t.Fatal(err)
		}
		var whole struct {
			Sign string `json:"sign"`
		}
		if err := json.Unmarshal(answer, &whole); err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
		for client, cut := range clients {
			if client == "Python" && cert {
				continue
			}
			if err := verify([]byte(cut(string(answer), protocol.Key(name), cert)), whole.Sign); err != nil {
				t.Fatalf("%s cuts %q out of %s", client, cut(string(answer), protocol.Key(name), cert), answer)
			}
		}
	})
}

// An encrypted node is a string; the signature covers its quotes.
func TestSealedNodeIsSignedWithItsQuotes(t *testing.T) {
	k, _ := protocol.AESKey("aa4BtZ4tspm2wnXLb1ThQA==")
	node, err := protocol.Sealed(k, []byte(`{"code":"10000"}`))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := protocol.Envelope("x_response", node, signer{key()}, false)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(answer, &m); err != nil {
		t.Fatal(err)
	}
	if err := verify(m["x_response"], strings.Trim(string(m["sign"]), `"`)); err != nil {
		t.Error(err)
	}
}
