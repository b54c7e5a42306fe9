package client

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
	"livewell/internal/open/protocol"
)

const appCols = `id, owner, merchant, name, kind, state, sandbox, products, redirects, notify_url, aes_key, aes_box, signer, rev, created_at`

var (
	qAdd = db.SQL(`
		INSERT INTO client_app (id, owner, merchant, name, kind, state, sandbox, products, redirects, notify_url, signer, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, 'online', $6, $7, $8, $9, $10, $11, $11) ON CONFLICT (id) DO NOTHING`)
	qGet      = db.SQL(`SELECT ` + appCols + ` FROM client_app WHERE id = $1 AND state <> 'deleted'`)
	qRev      = db.SQL(`SELECT rev FROM client_app WHERE id = $1 AND state <> 'deleted'`)
	qMine     = db.SQL(`SELECT ` + appCols + ` FROM client_app WHERE owner = $1 AND state <> 'deleted' ORDER BY created_at, id LIMIT 50`)
	qCount    = db.SQL(`SELECT COUNT(*) FROM client_app WHERE owner = $1 AND state <> 'deleted'`)
	qMerchant = db.SQL(`SELECT id FROM client_app WHERE merchant = $1 AND kind = 'own' AND state <> 'deleted' ORDER BY id LIMIT 1`)
	qEdit     = db.SQL(`
		UPDATE client_app SET name = $2, products = $3, redirects = $4, notify_url = $5, rev = rev + 1, changed_at = $6
		WHERE id = $1 AND state <> 'deleted'`)
	qMove   = db.SQL(`UPDATE client_app SET state = $3, rev = rev + 1, changed_at = $4 WHERE id = $1 AND state = $2`)
	qAES    = db.SQL(`UPDATE client_app SET aes_key = $2, aes_box = $3, rev = rev + 1, changed_at = $4 WHERE id = $1 AND state <> 'deleted'`)
	qSigner = db.SQL(`UPDATE client_app SET signer = $2, rev = rev + 1, changed_at = $3 WHERE id = $1 AND state <> 'deleted'`)
	qTouch  = db.SQL(`UPDATE client_app SET rev = rev + 1, changed_at = $2 WHERE id = $1 AND state <> 'deleted'`)

	qKeys    = db.SQL(`SELECT version, sn, pem, not_before, not_after FROM client_key WHERE app = $1 ORDER BY version DESC`)
	qKeyNew  = db.SQL(`INSERT INTO client_key (app, version, sn, pem, not_before, not_after) SELECT CAST($1 AS TEXT), COALESCE(MAX(version), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM client_key WHERE app = $1`)
	qKeyEnd  = db.SQL(`UPDATE client_key SET not_after = $3 WHERE app = $1 AND not_after > $3 AND (sn = '') = CAST($2 AS BOOLEAN)`)
	qKeyStop = db.SQL(`UPDATE client_key SET not_after = $3 WHERE app = $1 AND version = $2 AND not_after > $3`)

	qPlatform    = db.SQL(`SELECT kind, version, sn, cert, wrapped, box, not_before, not_after FROM client_platform ORDER BY kind, version`)
	qPlatformAdd = db.SQL(`
		INSERT INTO client_platform (kind, version, sn, cert, wrapped, box, not_before, not_after)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`)
	qPlatformEnd = db.SQL(`UPDATE client_platform SET not_after = $2 WHERE kind = 'sign' AND version < $1 AND not_after > $2`)
)

type appRow struct {
	ID        string `db:"id"`
	Owner     string `db:"owner"`
	Merchant  string `db:"merchant"`
	Name      string `db:"name"`
	Kind      string `db:"kind"`
	State     string `db:"state"`
	Sandbox   bool   `db:"sandbox"`
	Products  string `db:"products"`
	Redirects string `db:"redirects"`
	NotifyURL string `db:"notify_url"`
	AESKey    []byte `db:"aes_key"`
	AESBox    []byte `db:"aes_box"`
	Signer    int64  `db:"signer"`
	Rev       int64  `db:"rev"`
	CreatedAt int64  `db:"created_at"`
}

type keyRow struct {
	Version   int64  `db:"version"`
	SN        string `db:"sn"`
	PEM       string `db:"pem"`
	NotBefore int64  `db:"not_before"`
	NotAfter  int64  `db:"not_after"`
}

type platformRow struct {
	Kind      string `db:"kind"`
	Version   int64  `db:"version"`
	SN        string `db:"sn"`
	Cert      string `db:"cert"`
	Wrapped   []byte `db:"wrapped"`
	Box       []byte `db:"box"`
	NotBefore int64  `db:"not_before"`
	NotAfter  int64  `db:"not_after"`
}

func aesPlace(app string) []byte { return secret.Place("client_app", "aes_box", app) }

// load reads an app with its keys.
func (s *Service) load(ctx context.Context, q db.Q, id string) (*App, bool, error) {
	r, ok, err := db.One[appRow](ctx, q, qGet, id)
	if err != nil || !ok {
		return nil, false, err
	}
	a, err := s.whole(ctx, q, r)
	return a, err == nil, err
}

func (s *Service) whole(ctx context.Context, q db.Q, r appRow) (*App, error) {
	a := &App{
		ID: r.ID, Owner: r.Owner, Merchant: r.Merchant, Name: r.Name, Kind: Kind(r.Kind), State: State(r.State), Sandbox: r.Sandbox,
		NotifyURL: r.NotifyURL, Created: time.UnixMicro(r.CreatedAt).UTC(), rev: r.Rev, signer: r.Signer,
	}
	for p := range strings.FieldsSeq(r.Products) {
		a.Products = append(a.Products, Product(p))
	}
	if err := json.Unmarshal([]byte(r.Redirects), &a.Redirects); err != nil {
		return nil, err
	}
	if len(r.AESBox) > 0 {
		k, err := secret.OpenKey(s.kms, r.AESKey)
		if err != nil {
			return nil, err
		}
		if a.aes, err = k.Open(aesPlace(r.ID), r.AESBox); err != nil {
			return nil, err
		}
	}
	rows, err := db.List[keyRow](ctx, q, qKeys, r.ID)
	if err != nil {
		return nil, err
	}
	for _, kr := range rows {
		k := Key{Version: kr.Version, SN: kr.SN, PEM: kr.PEM, Before: time.UnixMicro(kr.NotBefore).UTC(), After: time.UnixMicro(kr.NotAfter).UTC()}
		if k.public, err = publicOf(kr.SN, kr.PEM); err != nil {
			return nil, err
		}
		a.keys = append(a.keys, k)
	}
	return a, nil
}

var _ protocol.Signer = (*Signer)(nil)
