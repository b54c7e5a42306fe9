// Package brand is what the platform is called and what colour it has. The
// front ends read the same file.
package brand

import (
	_ "embed"
	"encoding/hex"
	"image/color"
	"regexp"
)

//go:embed brand.css
var file string

var (
	// Name is the platform's name as people read it.
	Name = find(`--name: "([^"]+)";`)
	// Colour is the one that the platform is known by; white is legible on it.
	Colour = colour(find(`--brand: #([0-9a-f]{6});`))
)

// find gives the first value in the file. There must be one: without a name
// nothing is served.
func find(pattern string) string {
	m := regexp.MustCompile(pattern).FindStringSubmatch(file)
	if m == nil {
		panic("brand.css has nothing like " + pattern)
	}
	return m[1]
}

func colour(digits string) color.RGBA {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return color.RGBA{b[0], b[1], b[2], 0xff}
}
