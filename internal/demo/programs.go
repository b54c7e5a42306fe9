package demo

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/pack"
	"livewell/internal/mini/registry"
	"livewell/internal/open/client"
)

// programs are mini programs of our own, in the dialect that all developers use.
//
//go:embed programs
var programs embed.FS

// program is one of them: its folder, and what the catalogue says of it.
type program struct{ dir, name, about string }

var ours = []program{
	{"order", "自助点餐 Order here", "Choose from the menu of a restaurant, pay, and hear your number; on phones, kiosks and cash registers."},
	{"books", "纸船书店 Paper Boat", "The shelf of a bookshop, sent by post or picked up at the shop, bought one by one."},
	{"citycard", "城市卡 City card", "A card of your city with all its services in one place, for those who live there and for guests."},
}

// release brings our programs to the people, as any developer would: built, signed,
// submitted, looked at by an operator, released.
func (c City) release(ctx context.Context, developer, operator string) error {
	for _, p := range ours {
		dir, err := fs.Sub(programs, "programs/"+p.dir)
		if err != nil {
			return err
		}
		built, err := compiler.Build(dir, compiler.Options{})
		if err != nil {
			return fmt.Errorf("build %s: %w", p.dir, err)
		}
		app, err := db.Get(ctx, c.DB, func(tx *db.Tx) (string, error) { return c.app(ctx, tx, p.name, developer) })
		if err != nil {
			return fmt.Errorf("register %s: %w", p.dir, err)
		}
		if err := c.DB.Do(ctx, func(tx *db.Tx) error { return c.bring(ctx, tx, p, app, built, developer, operator) }); err != nil {
			return fmt.Errorf("release %s: %w", p.dir, err)
		}
	}
	return nil
}

// app gives the developer's app of a name; an earlier start may have made it.
func (c City) app(ctx context.Context, tx *db.Tx, name, developer string) (string, error) {
	author := scope.Scope{User: developer}
	had, err := c.Clients.List(ctx, tx, author)
	if err != nil {
		return "", err
	}
	for _, a := range had {
		if a.Name == name {
			return a.ID, nil
		}
	}
	a, err := c.Clients.Create(ctx, tx, author, client.Draft{Name: name, Kind: client.Mini})
	if err != nil {
		return "", err
	}
	return a.ID, nil
}

func (c City) bring(ctx context.Context, tx *db.Tx, p program, app string, built *compiler.Program, developer, operator string) error {
	author, reviewer := scope.Scope{User: developer}, scope.Scope{User: operator}
	if had, err := c.Minis.Released(ctx, tx, app); err != nil || had != "" {
		return err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	if _, err := c.Minis.AddKey(ctx, tx, author, app, base64.StdEncoding.EncodeToString(public)); err != nil {
		return err
	}
	k, err := pack.Make(built, pack.Info{AppID: app, Name: p.name, Version: "1.0.0"})
	if err != nil {
		return err
	}
	k.Sign(pack.Developer, private)
	v, err := c.Minis.Upload(ctx, tx, author, app, k, nil)
	if err != nil {
		return err
	}
	if err := c.Minis.Submit(ctx, tx, author, app, v.Name, registry.Submission{Description: p.about}); err != nil {
		return err
	}
	if _, err := c.Minis.Decide(ctx, tx, reviewer, v.ID, v.Package, registry.Approved, "Written by the house."); err != nil {
		return err
	}
	return c.Minis.Release(ctx, tx, author, app, v.Name)
}
