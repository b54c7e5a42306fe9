package registry

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"livewell/internal/mini/pack"
)

const mostFindings = 200

// Finding is what was noticed in a package. It decides nothing: somebody looks.
type Finding struct {
	Kind   string `db:"kind"` // size, domain, eval, secret, page, tag, accessibility, scope, mixed
	Entry  string `db:"entry"`
	Detail string `db:"detail"`
	// DetailZH is Detail in Chinese; "" where that is not known or the same.
	DetailZH string `db:"detail_zh"`
}

var (
	scripts = regexp.MustCompile(`\.(js|json|html)$`)
	address = regexp.MustCompile(`\b(?:https?|wss?)://([A-Za-z0-9.-]+)`)
	evals   = regexp.MustCompile(`\beval\s*\(|\bnew\s+Function\s*\(|\bimportScripts\s*\(|\bWebAssembly\.|\.constructor\s*\(\s*["'` + "`" + `]`)
	plain   = regexp.MustCompile(`["'` + "`" + `(]((?:http|ws)://[A-Za-z0-9][A-Za-z0-9.-]*)`)
	secrets = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bMII[EC][A-Za-z0-9+/]{400,}`)
)

// asks are the calls that people are asked for, with the permission in app.json that
// says why.
var asks = []struct {
	call *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`\bgetLocation\b`), "scope.userLocation"},
	{regexp.MustCompile(`\bgetPhoneNumber\b`), "scope.phoneNumber"},
	{regexp.MustCompile(`\bget(?:Open|Auth)UserInfo\b`), "scope.userInfo"},
	{regexp.MustCompile(`\bget(?:Address|UserAddress)\b`), "scope.address"},
}

// unsaid gives the permissions that a script asks for without saying why.
func unsaid(p *pack.Package, script []byte) (out []string) {
	for _, a := range asks {
		said, _ := p.Program.Permission[a.name].(map[string]any)
		if why, _ := said["desc"].(string); strings.TrimSpace(why) == "" && a.call.Match(script) {
			out = append(out, a.name)
		}
	}
	return out
}

// Inspect looks at a package as the platform does: parts that are nearly too
// large, addresses that the manifest does not name, code that makes code, keys
// that were left inside, pages with nothing to show, addresses without encryption,
// permissions that are asked for without a reason.
func Inspect(p *pack.Package) (out []Finding) {
	if p.Size() > pack.MaxSize/2 {
		out = append(out, Finding{Kind: "size", Detail: fmt.Sprintf("%d bytes", p.Size())})
	}
	for _, page := range p.Program.Pages {
		if page.Template == "" && page.Script == "" {
			out = append(out, Finding{Kind: "page", Entry: page.Path, Detail: "neither a template nor a script"})
		}
	}
	hosts := map[string]bool{} // and permissions: what was told once
	for _, f := range p.Files {
		b := p.Data(f.Path)
		if m := secrets.Find(b); m != nil {
			out = append(out, Finding{Kind: "secret", Entry: f.Path, Detail: clip(string(m), 32)})
		}
		if !scripts.MatchString(path.Base(f.Path)) {
			continue
		}
		if m := evals.Find(b); m != nil {
			out = append(out, Finding{Kind: "eval", Entry: f.Path, Detail: clip(string(m), 40)})
		}
		for _, name := range unsaid(p, b) {
			if !hosts[name] {
				hosts[name] = true
				out = append(out, Finding{Kind: "scope", Entry: f.Path, Detail: name + " is asked for, and permission in app.json does not say why"})
			}
		}
		for _, m := range plain.FindAllSubmatch(b, 500) {
			at := string(m[1])
			if !hosts[at] && !strings.HasSuffix(at, "//www.w3.org") { // names of XML
				hosts[at] = true
				out = append(out, Finding{Kind: "mixed", Entry: f.Path, Detail: clip(at, 100)})
			}
		}
		for _, m := range address.FindAllSubmatch(b, 500) {
			host := strings.ToLower(strings.TrimRight(string(m[1]), "."))
			if !hosts[host] && !declared(p.Manifest.Domains, host) {
				hosts[host] = true
				out = append(out, Finding{Kind: "domain", Entry: f.Path, Detail: clip(host, 100)})
			}
		}
	}
	return out
}

// declared takes a name for itself and all below it.
func declared(domains []string, host string) bool {
	return slices.ContainsFunc(domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

func clip(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "") + "…" // PostgreSQL takes no half of a character
	}
	return s
}
