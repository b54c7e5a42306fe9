package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"livewell/internal/open/protocol"
)

// Doc is a method's reference page as data.
type Doc struct {
	Name     string     `json:"name"`
	Group    string     `json:"group"`
	Title    string     `json:"title"`
	Text     string     `json:"text"`
	Kind     Kind       `json:"kind"`
	Product  string     `json:"product,omitempty"`
	Token    string     `json:"token" doc:"no, may, needed: whether auth_token is sent."`
	Scope    string     `json:"scope,omitempty"`
	Delegate bool       `json:"delegate" doc:"Takes app_auth_token."`
	V3       []Route    `json:"v3"`
	Keys     []string   `json:"keys" doc:"Business keys: repeating them has no second effect."`
	Request  []FieldDoc `json:"request"`
	Reply    []FieldDoc `json:"reply"`
	Errors   []CodeDoc  `json:"errors"`
	Curl     string     `json:"curl"`
	Script   string     `json:"script"`
}

// FieldDoc is a field of a request or reply.
type FieldDoc struct {
	Name     string     `json:"name"`
	Kind     string     `json:"kind"`
	List     bool       `json:"list,omitempty"`
	Required bool       `json:"required,omitempty"`
	Either   string     `json:"either,omitempty" doc:"One of the fields with this word is required."`
	Max      int        `json:"max,omitempty"`
	Enum     []string   `json:"enum,omitempty"`
	Text     string     `json:"text"`
	Example  string     `json:"example,omitempty"`
	Fields   []FieldDoc `json:"fields,omitempty"`
}

// CodeDoc is a way to fail.
type CodeDoc struct {
	Code    string `json:"code"`
	SubCode string `json:"sub_code"`
	V3      string `json:"v3"`
	HTTP    int    `json:"http"`
	Text    string `json:"text"`
}

// Docs gives the reference of every method, in the order of registration.
func (g *Gateway) Docs() []Doc {
	out := make([]Doc, 0, len(g.order))
	for _, m := range g.order {
		out = append(out, m.doc())
	}
	return out
}

// CommonCodes are the failures that every method may answer with.
func CommonCodes() (out []CodeDoc) {
	for _, c := range protocol.Catalogue() {
		if strings.HasPrefix(c.Sub, "is") || strings.HasPrefix(c.Sub, "aop.") {
			out = append(out, codeDoc(c))
		}
	}
	return out
}

func codeDoc(c *protocol.Code) CodeDoc { return CodeDoc{c.Main, c.Sub, c.V3(), c.HTTP, c.Text} }

func (m *method) doc() Doc {
	d := Doc{
		Name: m.Name, Group: m.Group, Title: m.Title, Text: m.Text, Kind: m.Kind, Product: string(m.Product), Scope: m.Scope,
		Token: [...]string{"no", "may", "needed"}[m.Token], Delegate: m.Merchant, V3: m.routes(), Keys: m.Keys,
		Request: m.in.docs(), Reply: m.out.docs(), Errors: m.errors(),
	}
	if m.Kind == Page || m.Kind == Order {
		d.Reply = nil
	}
	d.Curl, d.Script = m.curl(), m.script()
	return d
}

func (m *method) errors() (out []CodeDoc) {
	seen := map[string]bool{}
	add := func(sub, text string) {
		if !seen[sub] {
			seen[sub] = true
			out = append(out, codeDoc(protocol.Business(sub, text)))
		}
	}
	add(m.Bad, "")
	for _, s := range m.Subs {
		add(s.Code, s.Fault.Text)
	}
	for _, c := range m.Codes {
		add(c, "")
	}
	slices.SortFunc(out, func(a, b CodeDoc) int { return strings.Compare(a.SubCode, b.SubCode) })
	return out
}

func (s *shape) docs() (out []FieldDoc) {
	if s == nil {
		return nil
	}
	for _, f := range s.fields {
		out = append(out, FieldDoc{
			Name: f.name, Kind: f.kind, List: f.list, Required: f.required, Either: f.either, Max: f.max, Enum: f.enum,
			Text: f.doc, Example: f.example, Fields: f.sub.docs(),
		})
	}
	return out
}

// sample makes an example request: every field that has an example.
func (s *shape) sample() string {
	var b bytes.Buffer
	s.write(&b)
	var pretty bytes.Buffer
	if json.Indent(&pretty, b.Bytes(), "", "  ") != nil {
		return b.String()
	}
	return pretty.String()
}

func (s *shape) write(b *bytes.Buffer) (any bool) {
	b.WriteByte('{')
	for _, f := range s.fields {
		var v bytes.Buffer
		switch {
		case f.sub != nil:
			if !f.sub.write(&v) {
				continue
			}
		case f.example == "":
			continue
		case f.kind == "integer" || f.kind == "number" || f.kind == "boolean":
			v.WriteString(f.example)
		default:
			q, err := json.Marshal(f.example)
			if err != nil {
				continue
			}
			v.Write(q)
		}
		if any {
			b.WriteByte(',')
		}
		any = true
		if f.list {
			fmt.Fprintf(b, "%q:[%s]", f.name, v.String())
		} else {
			fmt.Fprintf(b, "%q:%s", f.name, v.String())
		}
	}
	b.WriteByte('}')
	return any
}

// curl shows the wire: what is sent, with the place of the signature.
func (m *method) curl() string {
	if m.Kind == Order {
		return ""
	}
	lines := []string{
		`curl "$GATEWAY_URL" \`,
		`  --data-urlencode "app_id=$APP_ID" \`,
		`  --data-urlencode "method=` + m.Name + `" \`,
		`  --data-urlencode "charset=utf-8" --data-urlencode "version=1.0" \`,
		`  --data-urlencode "sign_type=RSA2" \`,
		`  --data-urlencode "timestamp=$(date '+%F %T')" \`,
	}
	if m.Token == UserNeeded {
		lines = append(lines, `  --data-urlencode "auth_token=$ACCESS_TOKEN" \`)
	}
	if m.Top {
		for _, f := range m.in.fields {
			if f.example != "" {
				lines = append(lines, `  --data-urlencode "`+f.name+`=`+f.example+`" \`)
			}
		}
	} else {
		lines = append(lines, `  --data-urlencode 'biz_content=`+compact(m.in.sample())+`' \`)
	}
	return strings.Join(append(lines, `  --data-urlencode "sign=$SIGN"`), "\n")
}

func compact(s string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(s)) != nil {
		return s
	}
	return b.String()
}

// script shows the call with the npm package alipay-sdk.
func (m *method) script() string {
	arg := "{\n  bizContent: " + indent(m.in.sample()) + ",\n}"
	if m.Top {
		arg = m.in.sample()
	}
	if m.Token == UserNeeded {
		arg = "{ auth_token: accessToken }"
	}
	switch m.Kind {
	case Order:
		return fmt.Sprintf("const orderString = sdk.sdkExecute('%s', %s);", m.Name, arg)
	case Page:
		return fmt.Sprintf("const url = sdk.pageExecute('%s', 'GET', %s);", m.Name, arg)
	default:
		return fmt.Sprintf("const result = await sdk.exec('%s', %s, { validateSign: true });", m.Name, arg)
	}
}

func indent(s string) string { return strings.ReplaceAll(s, "\n", "\n  ") }

// Markdown writes the list of methods for docs/openapi.
func (g *Gateway) Markdown() []byte {
	var b bytes.Buffer
	b.WriteString("# Methods\n\nGenerated from the registry; `make gen` rewrites it. Every method is called by `POST /gateway.do`; where there is a V3 address, by that too.\n")
	groups := map[string][]Doc{}
	var names []string
	for _, d := range g.Docs() {
		if groups[d.Group] == nil {
			names = append(names, d.Group)
		}
		groups[d.Group] = append(groups[d.Group], d)
	}
	for _, name := range names {
		fmt.Fprintf(&b, "\n## %s\n", name)
		for _, d := range groups[name] {
			d.markdown(&b)
		}
	}
	b.WriteString("\n## Codes that any method may answer\n\n| code | sub_code | V3 | |\n| --- | --- | --- | --- |\n")
	for _, c := range CommonCodes() {
		fmt.Fprintf(&b, "| %s | %s | %d %s | %s |\n", c.Code, c.SubCode, c.HTTP, c.V3, c.Text)
	}
	return b.Bytes()
}

func (d Doc) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### `%s`\n\n%s. %s\n\n", d.Name, strings.TrimSuffix(d.Title, "."), d.Text)
	var facts []string
	for _, r := range d.V3 {
		facts = append(facts, fmt.Sprintf("V3: `%s %s`", r.Method, r.Path))
	}
	if d.Kind != API {
		facts = append(facts, "kind: "+string(d.Kind))
	}
	if d.Product != "" {
		facts = append(facts, "product: "+d.Product)
	}
	if d.Token == "needed" {
		facts = append(facts, "needs auth_token")
	}
	if d.Delegate {
		facts = append(facts, "takes app_auth_token")
	}
	if len(d.Keys) > 0 {
		facts = append(facts, "repeats are safe by "+strings.Join(d.Keys, ", "))
	}
	if len(facts) > 0 {
		b.WriteString(strings.Join(facts, " · ") + "\n\n")
	}
	table(b, "Request", d.Request)
	table(b, "Reply", d.Reply)
	if len(d.Errors) > 0 {
		b.WriteString("Fails with:")
		for i, e := range d.Errors {
			fmt.Fprintf(b, "%s `%s`", [2]string{",", ""}[b2i(i == 0)], e.SubCode)
		}
		b.WriteString(".\n\n")
	}
	fmt.Fprintf(b, "```js\n%s\n```\n", d.Script)
}

func b2i(v bool) int {
	if v {
		return 1
	}
	return 0
}

func table(b *bytes.Buffer, title string, fields []FieldDoc) {
	if len(fields) == 0 {
		return
	}
	fmt.Fprintf(b, "| %s | type | | |\n| --- | --- | --- | --- |\n", title)
	rows(b, "", fields)
	b.WriteString("\n")
}

func rows(b *bytes.Buffer, at string, fields []FieldDoc) {
	for _, f := range fields {
		kind, need := f.Kind, ""
		if f.List {
			kind += "[]"
		}
		if f.Max > 0 {
			kind = fmt.Sprintf("%s(%d)", kind, f.Max)
		}
		switch {
		case f.Required:
			need = "required"
		case f.Either != "":
			need = "one of " + f.Either
		}
		text := f.Text
		if len(f.Enum) > 0 {
			text += " One of " + strings.Join(f.Enum, ", ") + "."
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s | %s |\n", at, f.Name, kind, need, strings.TrimSpace(text))
		rows(b, at+f.Name+".", f.Fields)
	}
}
