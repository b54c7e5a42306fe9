// Package wordsapi lets operators keep the list of words. It holds wire types and
// mapping.
package wordsapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/words"
)

type Surface struct {
	DB    *db.DB
	Words *words.Service
}

// ListedWord is a word that is found in texts of people.
type ListedWord struct {
	ID   string    `json:"id"`
	Kind string    `json:"kind" enum:"keyword,ad,politics,porn,abuse"`
	Text string    `json:"text"`
	By   string    `json:"by" doc:"Who added it."`
	At   time.Time `json:"at"`
}

type WordsAdded struct {
	Added int `json:"added"`
	Known int `json:"known" doc:"Were there before, or twice among the lines."`
}

type WordHit struct {
	Kind string `json:"kind" enum:"keyword,ad,politics,porn,abuse"`
	Text string `json:"text" doc:"The word as it is listed."`
}

type WordHits struct {
	Hits []WordHit `json:"hits" nullable:"false"`
}

type listIn struct {
	page.Ask
	Kind string `query:"kind" enum:"keyword,ad,politics,porn,abuse"`
	Part string `query:"part" maxLength:"40" doc:"Of the word, however it is written."`
}

type addIn struct {
	web.Keyed
	Body struct {
		Kind  string `json:"kind" enum:"keyword,ad,politics,porn,abuse"`
		Lines string `json:"lines" maxLength:"80000" doc:"One word in each line, up to 1,000."`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type tryIn struct {
	Body struct {
		Text string `json:"text" maxLength:"2000" doc:"It is not kept."`
	}
}

// Console adds the operations of the operator.
func (h Surface) Console(a *web.API) {
	operator, looker := web.For(scope.Operator), web.For(scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/words", "listWords", looker, func(ctx context.Context, in *listIn) (page.Of[ListedWord], error) {
		p, err := h.Words.List(ctx, h.DB, words.Kind(in.Kind), in.Part, in.Ask)
		return page.Map(p, func(w words.Word) ListedWord { return ListedWord{w.ID, string(w.Kind), w.Text, w.By, w.At} }), err
	})
	web.Op(a, "POST", "/console/api/words", "addWords", operator, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (WordsAdded, error) {
		n, err := h.Words.Add(ctx, tx, scope.From(ctx), words.Kind(in.Body.Kind), in.Body.Lines)
		return WordsAdded{n.New, n.Known}, err
	}))
	web.Op(a, "DELETE", "/console/api/words/{id}", "removeWord", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (web.Done, error) {
		return web.Done{}, h.Words.Remove(ctx, tx, scope.From(ctx), in.ID)
	}))
	web.Op(a, "POST", "/console/api/words/try", "tryWords", looker, func(ctx context.Context, in *tryIn) (WordHits, error) {
		hits, err := h.Words.Find(ctx, h.DB, in.Body.Text)
		out := WordHits{Hits: []WordHit{}}
		for _, x := range hits {
			out.Hits = append(out.Hits, WordHit{string(x.Kind), x.Text})
		}
		return out, err
	})
}
