package app

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/mini/directory"
	"livewell/internal/mini/directory/directoryapi"
	"livewell/internal/mini/registry"
	"livewell/internal/mini/vitals"
	"livewell/internal/mini/vitals/vitalsapi"
	"livewell/internal/trade/gallery"
)

// directory makes the catalogue of mini programs, which follows the registry.
func (a *App) directory(bus *event.Bus) {
	a.Directory = directory.New(directory.Deps{
		Online: a.Minis.Released, Name: a.Clients.AppName,
		City: a.isCity,
		Picture: func(ctx context.Context, q db.Q, path string) (bool, error) {
			id, ours := strings.CutPrefix(path, gallery.Path(""))
			if !ours {
				return false, nil
			}
			_, err := a.Gallery.Get(ctx, q, id)
			if errors.Is(err, gallery.ErrNotFound) {
				return false, nil
			}
			return err == nil, err
		},
	})
	event.Inside(bus, func(ctx context.Context, tx *db.Tx, e registry.MovedEvent) error {
		// What is superseded is so for another version that follows in the same transaction.
		if e.To != registry.Online && e.To != registry.Offline {
			return nil
		}
		return a.Directory.Refresh(ctx, tx, e.App)
	})
	event.Inside(bus, func(ctx context.Context, tx *db.Tx, e registry.StoppedEvent) error {
		return a.Directory.Refresh(ctx, tx, e.App)
	})
	a.programs = directoryapi.Surface{DB: a.DB, Directory: a.Directory, Apps: a.Clients, Gallery: a.Gallery}
	a.programs.Consumer(a.Consumer)
}

func (a *App) isCity(ctx context.Context, code string) (bool, error) {
	all, err := a.Cities.Catalogue(ctx)
	if err != nil {
		return false, err
	}
	_, err = all.Find(code)
	return err == nil, nil
}

// measure counts how programs do, and puts what is opened more before in the catalogue.
func (a *App) measure(bus *event.Bus) {
	a.Vitals = vitals.New(vitals.Deps{Bus: bus, Jobs: a.Jobs, Registry: a.Minis, City: a.isCity, Tally: a.Directory.Opened})
	a.vitals = vitalsapi.Surface{DB: a.DB, Vitals: a.Vitals, Apps: a.Clients, Limits: a.limits}
	a.vitals.Consumer(a.Consumer)
}

// tellDevelopers sends the developer of a program what was decided about it.
func (a *App) tellDevelopers(bus *event.Bus) {
	tell := func(ctx context.Context, tx *db.Tx, app, code string, args map[string]string) error {
		x, err := a.Clients.Lookup(ctx, app)
		if err != nil {
			return err
		}
		args["name"] = x.Name
		_, err = a.Messages.Send(ctx, tx, x.Owner, message.Services, code, args, "")
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e registry.MovedEvent) error {
		if e.From != registry.Auditing || e.Actor != registry.Operator {
			return nil
		}
		v, err := a.Minis.ByID(ctx, tx, e.Version)
		if errors.Is(err, registry.ErrNotFound) {
			return nil // deleted since
		}
		if err != nil {
			return err
		}
		code := "mini." + string(e.To)
		return tell(ctx, tx, e.App, code, map[string]string{"version": v.Name, "reason": v.Reason})
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e vitals.PausedEvent) error {
		code := "mini.paused_" + string(e.Why)
		return tell(ctx, tx, e.App, code, map[string]string{
			"version": e.Version, "former": e.Online.Version,
			"crashes": strconv.FormatInt(e.Gray.Crashes, 10), "opens": strconv.FormatInt(e.Gray.Opens, 10),
			"wait": strconv.FormatInt(e.Gray.P75.Milliseconds(), 10), "before": strconv.FormatInt(e.Online.P75.Milliseconds(), 10),
		})
	})
}
