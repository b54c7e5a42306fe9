package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/pack"
)

const (
	mostInit = 20
	mostKeys = 5
)

// Key is an Ed25519 key with which an app's developer signs packages.
type Key struct {
	Public      string // base64
	By          string
	From, Ended time.Time // the zero time: in force
}

// Keys lists the keys of an app, newest first.
func (s *Service) Keys(ctx context.Context, q db.Q, app string) ([]Key, error) {
	rows, err := db.List[keyRow](ctx, q, qKeys, app)
	out := make([]Key, 0, len(rows))
	for _, r := range rows {
		out = append(out, Key{r.Public, r.By, instant(r.At), instant(r.EndedAt)})
	}
	return out, err
}

// AddKey registers a key, base64 of its 32 bytes or PEM. The caller has checked
// that the app is sc's. Faults: ErrKey, ErrKeyUsed, ErrManyKeys.
func (s *Service) AddKey(ctx context.Context, tx *db.Tx, sc scope.Scope, app, text string) (Key, error) {
	public, err := publicKey(text)
	if err != nil {
		return Key{}, err
	}
	if err := begin(ctx, tx, app); err != nil {
		return Key{}, err
	}
	keys, err := s.Keys(ctx, tx, app)
	if err != nil {
		return Key{}, err
	}
	inForce := 0
	for _, k := range keys {
		if k.Ended.IsZero() {
			inForce++
		}
	}
	if inForce >= mostKeys {
		return Key{}, ErrManyKeys
	}
	k := Key{Public: base64.StdEncoding.EncodeToString(public), By: sc.User, From: tx.Now()}
	n, err := db.Exec(ctx, tx, qKeyAdd, app, k.Public, k.By, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return Key{}, fault.Or(err, ErrKeyUsed)
	}
	return k, note(ctx, tx, sc, "mini.key", app, "", "", k.Public)
}

// EndKey ends a key at once: what it signed before stays. Fault: ErrNotFound.
func (s *Service) EndKey(ctx context.Context, tx *db.Tx, sc scope.Scope, app, public string) error {
	n, err := db.Exec(ctx, tx, qKeyEnd, app, public, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return fault.Or(err, ErrNotFound)
	}
	return note(ctx, tx, sc, "mini.key_end", app, "", "", public)
}

func publicKey(text string) (ed25519.PublicKey, error) {
	text = strings.TrimSpace(text)
	der, err := base64.StdEncoding.DecodeString(text)
	if b, _ := pem.Decode([]byte(text)); b != nil {
		der, err = b.Bytes, nil
	}
	if err != nil {
		return nil, ErrKey
	}
	if len(der) == ed25519.PublicKeySize {
		return der, nil
	}
	k, err := x509.ParsePKIXPublicKey(der)
	public, ok := k.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, ErrKey
	}
	return public, nil
}

// Open reads an uploaded package, which a key of the app must have signed, and
// looks at what is in it. It is slow: outside a transaction.
// Faults: ErrHash, ErrNoKey, ErrApp, and those of pack.
func (s *Service) Open(ctx context.Context, q db.Q, app, hash string, raw []byte) (*pack.Package, []Finding, error) {
	sum := sha256.Sum256(raw)
	if !strings.EqualFold(hex.EncodeToString(sum[:]), hash) {
		return nil, nil, ErrHash
	}
	keys, err := s.Keys(ctx, q, app)
	if err != nil {
		return nil, nil, err
	}
	var believed []ed25519.PublicKey
	for _, k := range keys {
		if b, err := base64.StdEncoding.DecodeString(k.Public); err == nil && k.Ended.IsZero() {
			believed = append(believed, b)
		}
	}
	if len(believed) == 0 {
		return nil, nil, ErrNoKey
	}
	p, err := pack.Open(bytes.NewReader(raw), int64(len(raw)), pack.Keys{pack.Developer: believed})
	switch {
	case err != nil:
		return nil, nil, err
	case p.Manifest.AppID != app:
		return nil, nil, ErrApp
	case s.Inspect == nil:
		return p, nil, nil
	}
	found := s.Inspect(p)
	return p, found[:min(len(found), mostFindings)], nil
}

// Upload keeps an opened package as a new version. The same package under the
// same number again is the same version. Faults: ErrVersion, ErrExists, ErrMany.
func (s *Service) Upload(ctx context.Context, tx *db.Tx, sc scope.Scope, app string, p *pack.Package, found []Finding) (Version, error) {
	if err := begin(ctx, tx, app); err != nil {
		return Version{}, err
	}
	hash := p.Hash()
	if had, ok, err := db.One[row](ctx, tx, qNamed, app, p.Manifest.Version.Name); err != nil || ok && had.Package == hash {
		return had.version(), err
	}
	v, err := s.add(ctx, tx, sc, row{App: app, Name: p.Manifest.Version.Name, Package: hash})
	if err != nil {
		return Version{}, err
	}
	signature := base64.StdEncoding.EncodeToString(p.Signature(pack.Developer))
	n, err := db.Exec(ctx, tx, qPackageAdd, hash, app, p.Size(), signature, strings.Join(privileges(p), " "), tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return v, err // what is in it is there already
	}
	var flat []any
	for _, f := range p.Files {
		if _, err := db.Exec(ctx, tx, qBlobAdd, f.Hash, p.Data(f.Path)); err != nil {
			return v, err
		}
		flat = append(flat, hash, f.Path, f.Size, f.Hash)
	}
	if _, err := qFilesAdd.Insert(ctx, tx, flat); err != nil {
		return v, err
	}
	for i, f := range found {
		if _, err := db.Exec(ctx, tx, qFindingAdd, hash, i, f.Kind, f.Entry, f.Detail, f.DetailZH); err != nil {
			return v, err
		}
	}
	return v, nil
}

// add makes a version in development. The program must have been begun.
func (s *Service) add(ctx context.Context, tx *db.Tx, sc scope.Scope, r row) (Version, error) {
	code, ok := pack.VersionCode(r.Name)
	if !ok {
		return Version{}, ErrVersion
	}
	newest, _, err := db.One[int64](ctx, tx, qNewest, r.App)
	if err != nil {
		return Version{}, err
	}
	if code <= newest {
		return Version{}, ErrExists
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, r.App); err != nil || n >= mostInit {
		return Version{}, fault.Or(err, ErrMany)
	}
	r.ID, r.Code, r.Status, r.By, r.At = tx.NewIDFor(r.App), code, string(Init), sc.Principal(), tx.Now().UnixMicro()
	r.MovedAt = r.At
	if _, err := db.Exec(ctx, tx, qAdd, r.ID, r.App, r.Name, r.Code, r.Package, r.Template, r.Ext, r.By, r.At); err != nil {
		return Version{}, err
	}
	if err := note(ctx, tx, sc, "mini.upload", r.App, r.ID, "", r.Package); err != nil {
		return Version{}, err
	}
	return r.version(), s.Bus.Emit(ctx, tx, MovedEvent{r.ID, r.App, "", Init, Author})
}

// Instance makes a version of a template's version, with settings of its own. An
// empty templateVersion means the one that is online. Asked again, it is the same.
// owner is whose templates may be used. Faults: ErrTemplate, ErrExt, ErrVersion,
// ErrExists, ErrMany.
func (s *Service) Instance(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name, owner, template, templateVersion, ext string) (Version, error) {
	var object map[string]any
	if ext != "" && (len(ext) > 10_000 || json.Unmarshal([]byte(ext), &object) != nil) {
		return Version{}, ErrExt
	}
	if err := begin(ctx, tx, app); err != nil {
		return Version{}, err
	}
	if whose, err := s.Owner(ctx, template); err != nil || whose != owner {
		if _, known := fault.Of(err); err == nil || known {
			err = ErrTemplate
		}
		return Version{}, err
	}
	stmt, args := qNamed, []any{template, templateVersion}
	if templateVersion == "" {
		stmt, args = qIn, []any{template, Online}
	}
	t, ok, err := db.One[row](ctx, tx, stmt, args...)
	if err != nil || !ok {
		return Version{}, fault.Or(err, ErrTemplate)
	}
	r := row{App: app, Name: name, Package: t.Package, Template: template + " " + t.Name, Ext: ext}
	if had, ok, err := db.One[row](ctx, tx, qNamed, app, name); err != nil || ok && had.Template == r.Template && had.Ext == r.Ext {
		return had.version(), err
	}
	return s.add(ctx, tx, sc, r)
}

// Delete takes a version away that is in development or was rejected; a package
// that no version has any more goes with it. Faults: ErrNotFound, ErrStatus.
func (s *Service) Delete(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	if err := s.move(ctx, tx, sc, &r, Deleted, Author, nil); err != nil {
		return err
	}
	if n, _, err := db.One[int64](ctx, tx, qHolders, r.Package); err != nil || n > 0 {
		return err
	}
	files, err := filesOf(ctx, tx, r.Package)
	if err != nil {
		return err
	}
	for _, q := range []*db.Stmt{qDropFindings, qDropLook, qDropFiles, qDropPackage} {
		if _, err := db.Exec(ctx, tx, q, r.Package); err != nil {
			return err
		}
	}
	for _, f := range files {
		if _, err := db.Exec(ctx, tx, qDropBlob, f.Hash); err != nil {
			return err
		}
	}
	return nil
}

// filesOf lists a package's files in the order of their paths' bytes.
func filesOf(ctx context.Context, q db.Q, hash string) ([]pack.File, error) {
	rows, err := db.List[fileRow](ctx, q, qFiles, hash)
	out := make([]pack.File, len(rows))
	for i, r := range rows {
		out[i] = pack.File(r)
	}
	slices.SortFunc(out, func(a, b pack.File) int { return strings.Compare(a.Path, b.Path) })
	return out, err
}
