package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"livewell/internal/mini/compiler"
)

// Info is what a developer says of a package that the program itself does not say.
type Info struct {
	AppID       string
	Name        string // what people read, 1 to 40 characters
	Description string // at most 500
	Version     string // "1.2.3", each part at most 999
	Domains     []string
}

// Manifest is a W3C MiniApp Manifest (w3.org/TR/miniapp-manifest) with what this
// platform reads of it. domains is ours: the hosts that the program talks to.
type Manifest struct {
	AppID       string         `json:"app_id"`
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	Version     Version        `json:"version"`
	Platform    Minimum        `json:"platform_version"`
	Pages       []string       `json:"pages"`
	Window      map[string]any `json:"window,omitempty"`
	Domains     []string       `json:"domains,omitempty"`
}

// Version of a program: the code rises with the name.
type Version struct {
	Code int64  `json:"code"`
	Name string `json:"name"`
}

// Minimum is the least version of the platform.
type Minimum struct {
	Code int64 `json:"min_code"`
}

// VersionCode brings "1.2.3" to a number that rises with it. ok is false where it
// is no version: three numbers of at most three digits, not all zero.
func VersionCode(name string) (code int64, ok bool) {
	parts := strings.Split(name, ".")
	if len(parts) != 3 {
		return 0, false
	}
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n > 999 || strconv.FormatUint(n, 10) != p {
			return 0, false
		}
		code = code*1000 + int64(n)
	}
	return code, code > 0
}

func (i Info) manifest(p compiler.Manifest) Manifest {
	code, _ := VersionCode(i.Version)
	m := Manifest{
		AppID: i.AppID, Name: i.Name, Description: i.Description, Version: Version{code, i.Version}, Platform: Minimum{1},
		Pages: pagesOf(p), Window: p.Window, Domains: slices.Sorted(slices.Values(i.Domains)),
	}
	return m
}

func pagesOf(p compiler.Manifest) []string {
	out := make([]string, len(p.Pages))
	for i, page := range p.Pages {
		out[i] = page.Path
	}
	return out
}

func (m Manifest) bytes() []byte {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		panic(err) // what JSON gave, JSON takes
	}
	return append(b, '\n')
}

// checkManifests reads both manifests, and holds one against the other.
func (p *Package) checkManifests() error {
	if err := p.readManifest(manifestEntry, &p.Manifest, true); err != nil {
		return err
	}
	if err := p.readManifest(programDir+compiler.ManifestFile, &p.Program, false); err != nil {
		return err
	}
	m := p.Manifest
	code, ok := VersionCode(m.Version.Name)
	bad := func(why string) error { return refuse(ErrManifest, manifestEntry, why) }
	switch n := utf8.RuneCountInString(strings.TrimSpace(m.Name)); {
	case m.AppID == "" || len(m.AppID) > 64:
		return bad("app_id is needed.")
	case n < 1 || n > 40:
		return bad("name has 1 to 40 characters.")
	case utf8.RuneCountInString(m.Description) > 500:
		return bad("description has at most 500 characters.")
	case !ok || code != m.Version.Code:
		return bad("version must be like 1.2.3, with the code that belongs to it.")
	case len(m.Pages) == 0 || len(m.Pages) > maxPages:
		return bad(fmt.Sprintf("There are 1 to %d pages.", maxPages))
	case !slices.Equal(m.Pages, pagesOf(p.Program)):
		return bad("pages are not those of the program.")
	case len(m.Domains) > 100 || !slices.IsSorted(m.Domains):
		return bad("domains are sorted, and at most 100.")
	}
	for _, d := range m.Domains {
		if !domain(d) {
			return bad(fmt.Sprintf("%.80q is no domain.", d))
		}
	}
	return nil
}

// readManifest reads one of the two; in a strict one every member is known.
func (p *Package) readManifest(name string, into any, strict bool) error {
	b, ok := p.data[name]
	if !ok {
		return refuse(ErrMissing, name, "")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if strict {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(into); err != nil || d.More() {
		return refuse(ErrManifest, name, "It cannot be read.")
	}
	return nil
}

// domain takes lower-case host names with at least one dot.
func domain(d string) bool {
	if len(d) > 253 || !strings.Contains(d, ".") {
		return false
	}
	for part := range strings.SplitSeq(d, ".") {
		if part == "" || len(part) > 63 || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || part[0] == '-' || part[len(part)-1] == '-' {
			return false
		}
	}
	return true
}
