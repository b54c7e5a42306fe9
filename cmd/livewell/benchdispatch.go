package main

import (
	"fmt"
	"os"
	"time"

	"livewell/internal/bench/mdrp"
	"livewell/internal/life/dispatch"
)

type benchDispatchCmd struct {
	Dir    string        `arg:"" type:"existingdir" help:"Folder of an instance of the meal delivery routing problem."`
	Every  time.Duration `default:"1m" help:"How often the engine is called, in whole minutes."`
	Extend bool          `default:"true" negatable:"" help:"Let orders join a trip until its rider is at the shop."`
	Out    string        `placeholder:"DIR" type:"path" help:"Write the solution there, for the instances' own evaluator."`
}

func (c benchDispatchCmd) Run() error {
	in, err := mdrp.Read(os.DirFS(c.Dir))
	if err != nil {
		return fmt.Errorf("read instance %s: %w", c.Dir, err)
	}
	p := dispatch.Defaults(in.Travel)
	p.Next, p.Extend = c.Every, c.Extend
	day, err := mdrp.Simulate(in, p, time.Now)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := day.Write(c.Out); err != nil {
			return err
		}
	}
	return day.Report().Print(os.Stdout)
}
