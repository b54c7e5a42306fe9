package registry

import (
	"context"
	"encoding/json"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/pack"
)

// Unlooked gives the package that has waited longest for a review without being
// looked at while it runs. ok is false where there is none.
func (s *Service) Unlooked(ctx context.Context, q db.Q) (hash string, ok bool, err error) {
	return db.One[string](ctx, q, qUnlooked)
}

// Built gives the program of a package as it was compiled. Fault: ErrNotFound.
func (s *Service) Built(ctx context.Context, q db.Q, hash string) (*compiler.Program, error) {
	rows, err := filesOf(ctx, q, hash)
	if err != nil {
		return nil, err
	}
	p := &compiler.Program{Files: map[string][]byte{}}
	for _, f := range rows {
		name, ok := strings.CutPrefix(f.Path, pack.ProgramPath(""))
		if !ok {
			continue
		}
		if p.Files[name], err = s.data(ctx, q, hash, name); err != nil {
			return nil, err
		}
	}
	text, ok := p.Files[compiler.ManifestFile]
	if !ok {
		return nil, ErrNotFound
	}
	return p, json.Unmarshal(text, &p.Manifest)
}

// Looked keeps what was found while a package ran; done again, what was found first
// stays.
func (s *Service) Looked(ctx context.Context, tx *db.Tx, hash string, found []Finding) error {
	n, err := db.Exec(ctx, tx, qLook, hash, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return err
	}
	had, err := s.Findings(ctx, tx, hash)
	if err != nil {
		return err
	}
	for i, f := range found[:min(len(found), max(mostFindings-len(had), 0))] {
		if _, err := db.Exec(ctx, tx, qFindingAdd, hash, len(had)+i, f.Kind, f.Entry, clip(f.Detail, 500), clip(f.DetailZH, 500)); err != nil {
			return err
		}
	}
	return nil
}
