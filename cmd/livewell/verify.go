package main

import (
	"context"
	"errors"
	"fmt"

	"livewell/internal/app"
	"livewell/internal/kit/db"
)

type verifyCmd struct{ place }

func (c verifyCmd) Run(ctx context.Context) error {
	d, err := c.open(ctx, db.Options{}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	checks, err := app.Verify(ctx, d)
	if err != nil {
		return err
	}
	bad := false
	for _, c := range checks {
		if len(c.Breaches) == 0 {
			fmt.Printf("ok      %-12s %s\n", c.Name, c.Counted)
			continue
		}
		bad = true
		for _, b := range c.Breaches {
			fmt.Printf("BREACH  %-12s %s\n", c.Name, b)
		}
	}
	if bad {
		return errors.New("the books do not hold")
	}
	return nil
}
