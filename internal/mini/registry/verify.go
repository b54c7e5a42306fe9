package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/mini/pack"
)

// Verify recounts what must always hold: one version of a program is online at
// most and one is on its way, what may be served was reviewed with the hash that
// it has and by two where it takes two, its files are those of that hash, and every file is what its name says.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	breach := func(format string, args ...any) {
		if len(breaches) < 100 {
			breaches = append(breaches, fmt.Sprintf(format, args...))
		}
	}
	for r, err := range db.Each[countsRow](ctx, q, qEveryProgram) {
		if err != nil {
			return n, nil, err
		}
		n++
		if r.Online > 1 || r.Pending > 1 {
			breach("program %s has %d versions online and %d on their way", r.App, r.Online, r.Pending)
		}
	}
	served, err := db.List[servedRow](ctx, q, qEveryServed)
	if err != nil {
		return n, nil, err
	}
	for _, r := range served {
		if r.Reviewed == 0 {
			breach("version %s was not reviewed as it is", r.ID)
		}
		if r.Alone > 0 {
			breach("version %s took two to approve, and one did it", r.ID)
		}
		files, err := filesOf(ctx, q, r.Package)
		if err != nil {
			return n, nil, err
		}
		if r.MadeFor == "" || pack.HashOf(files) != r.Package {
			breach("version %s has files that do not make its hash", r.ID)
		}
		if lost, _, err := db.One[int64](ctx, q, qLost, r.Package); err != nil || lost > 0 {
			breach("version %s has lost %d files, %v", r.ID, lost, err)
		}
	}
	for last := ""; ; {
		blobs, err := db.List[blobRow](ctx, q, qEveryBlob, last)
		if err != nil || len(blobs) == 0 {
			return n, breaches, err
		}
		for _, b := range blobs {
			if sum := sha256.Sum256(b.Data); hex.EncodeToString(sum[:]) != b.Hash {
				breach("file %s is not what its name says", b.Hash)
			}
			last = b.Hash
		}
	}
}
