package registry

import (
	"context"
	"path"
	"regexp"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/pack"
)

// privileged is what hurts most where it is misused: two people approve a package that
// asks for it (RELIABILITY.md, mini program release). Hosts give a program only what was
// seen in it, so hiding the name of a call or of a scope gains nothing.
var privileged = []struct {
	name string
	asks *regexp.Regexp
}{
	{"phone", regexp.MustCompile(`\b(?:getPhoneNumber|auth_phone)\b|["']phoneNumber["']`)}, // the last: a button's scope
	{"address", regexp.MustCompile(`\b(?:get(?:User)?Address|chooseAddress|auth_address)\b`)},
	{"agreement", regexp.MustCompile(`\bpaySignCenter\b`)},
	{"sound", regexp.MustCompile(`\bgetRecorderManager\b`)},
}

// privileges names what of it a package has.
func privileges(p *pack.Package) (out []string) {
	for _, x := range privileged {
		for _, f := range p.Files {
			if path.Ext(f.Path) == ".js" && x.asks.Match(p.Data(f.Path)) {
				out = append(out, x.name)
				break
			}
		}
	}
	return out
}

// Privileges names what a package may ask people for that takes two to approve:
// phone, address, agreement, sound.
func (s *Service) Privileges(ctx context.Context, q db.Q, hash string) ([]string, error) {
	all, _, err := db.One[string](ctx, q, qPrivileges, hash)
	return strings.Fields(all), err
}

// First gives who approved a version in review and waits for a second; the zero
// Review where nobody did, or nobody has to.
func (s *Service) First(ctx context.Context, q db.Q, v Version) (Review, error) {
	r, ok, err := db.One[firstRow](ctx, q, qFirst, v.ID, v.Round)
	if err != nil || !ok || v.Status != Auditing {
		return Review{}, err
	}
	return Review{v.Round, r.Package, Approved, r.Reason, r.By, instant(r.At)}, nil
}

// enough tells whether a version is approved with this approval. Where it takes two,
// the first is kept; the same person again changes nothing.
func (s *Service) enough(ctx context.Context, tx *db.Tx, sc scope.Scope, r row, reason string) (bool, error) {
	if asks, err := s.Privileges(ctx, tx, r.Package); err != nil || len(asks) == 0 {
		return err == nil, err
	}
	first, ok, err := db.One[firstRow](ctx, tx, qFirst, r.ID, r.Round)
	if err != nil || ok {
		return ok && first.By != sc.User, err
	}
	if _, err := db.Exec(ctx, tx, qFirstAdd, r.ID, r.Round, r.Package, reason, sc.User, tx.Now().UnixMicro()); err != nil {
		return false, err
	}
	return false, note(ctx, tx, sc, "mini.first", r.App, r.ID, reason, r.Package)
}
