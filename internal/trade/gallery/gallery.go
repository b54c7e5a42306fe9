// Package gallery keeps the pictures that merchants show: of their stores and
// of what they sell. A picture never changes, so that whoever has it may keep
// it. It is shown to everybody by its path, and says nothing of who sent it.
package gallery

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/picture"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("gallery", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "gallery.not_found", "There is no such picture.")
	ErrTooMany  = fault.New(fault.Refused, "gallery.too_many", "A merchant keeps at most 20000 pictures.")
)

const most = 20_000

var (
	qAdd   = db.SQL(`INSERT INTO gallery_picture (id, merchant, hash, jpeg, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (merchant, hash) DO NOTHING`)
	qSame  = db.SQL(`SELECT id FROM gallery_picture WHERE merchant = $1 AND hash = $2`)
	qGet   = db.SQL(`SELECT jpeg FROM gallery_picture WHERE id = $1`)
	qCount = db.SQL(`SELECT COUNT(*) FROM gallery_picture WHERE merchant = $1`)
)

// Service keeps pictures.
type Service struct{}

func New() *Service { return &Service{} }

// Path is where a picture is shown.
func Path(id string) string { return "/pictures/" + id }

// Add keeps a JPEG, without anything but its pixels, and gives its id. The same
// picture again is the same one. Faults: picture.ErrPicture, ErrTooMany.
func (*Service) Add(ctx context.Context, tx *db.Tx, merchant string, data []byte) (string, error) {
	clean, err := picture.Clean(data)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(clean)
	hash := hex.EncodeToString(sum[:])
	if id, ok, err := db.One[string](ctx, tx, qSame, merchant, hash); err != nil || ok {
		return id, err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, merchant); err != nil || n >= most {
		if err == nil {
			err = ErrTooMany
		}
		return "", err
	}
	id := tx.NewID()
	if n, err := db.Exec(ctx, tx, qAdd, id, merchant, hash, clean, tx.Now().UnixMicro()); err != nil || n == 1 {
		return id, err
	}
	id, _, err = db.One[string](ctx, tx, qSame, merchant, hash) // another call was first
	return id, err
}

// Get gives a picture, a JPEG. Fault: ErrNotFound.
func (*Service) Get(ctx context.Context, q db.Q, id string) ([]byte, error) {
	b, ok, err := db.One[[]byte](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return b, err
}
