// Package galleryapi takes pictures from merchants and shows them to everybody.
package galleryapi

import (
	"context"
	"net/http"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/gallery"
)

// Surface takes and shows pictures.
type Surface struct {
	DB      *db.DB
	Gallery *gallery.Service
}

type Picture struct {
	Path string `json:"path" doc:"What a store's or an item's picture is set to."`
}

type addIn struct {
	Body struct {
		Picture []byte `json:"picture" maxLength:"550000" doc:"JPEG of at most 400 kB, base64."`
	}
}

// Console adds what merchants do. The same picture again is the same one.
func (h Surface) Console(a *web.API) {
	web.Op(a, "POST", "/console/api/pictures", "addPicture", web.For(scope.Owner, scope.Manager), web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (Picture, error) {
		id, err := h.Gallery.Add(ctx, tx, scope.From(ctx).Merchant, in.Body.Picture)
		return Picture{gallery.Path(id)}, err
	}))
}

// Files shows pictures: GET /pictures/{id}.
func (h Surface) Files() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := h.Gallery.Get(r.Context(), h.DB, r.PathValue("id"))
		if err != nil {
			web.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(b) //nolint:gosec // a JPEG that kit/picture encoded, said to be one and nothing else
	})
}
