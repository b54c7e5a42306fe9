package app

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// moveClock answers POST /clock?by=5m, which moves a clock that goes on, and
// POST /clock?to=2020-03-10T06:00:00Z, from which on it stands. The answer is
// the time that it is then, when all that was due by then is done.
func (a *App) moveClock(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Has("to") {
		to, err := time.Parse(time.RFC3339, q.Get("to"))
		if err != nil || !a.conf.Clock.Put(to) {
			http.Error(w, "to must be a time such as 2020-03-10T06:00:00Z, and not past", http.StatusBadRequest)
			return
		}
	} else {
		by, err := time.ParseDuration(q.Get("by"))
		if err != nil || by < 0 {
			http.Error(w, "by must be a duration such as 5m", http.StatusBadRequest)
			return
		}
		a.conf.Clock.Move(by)
	}
	if err := a.settle(r.Context()); err != nil {
		a.log.WarnContext(r.Context(), "what was due is not done", "err", err)
		http.Error(w, "what was due is not done", http.StatusInternalServerError)
		return
	}
	_, _ = fmt.Fprintln(w, a.DB.Now().Format(time.RFC3339))
}

// settle does what is due: jobs, those that they lead to, and the next plan for riders.
func (a *App) settle(ctx context.Context) error {
	for a.Jobs.Once(ctx) > 0 {
	}
	return a.Delivery.Plan(ctx)
}
